"""Addresses of the standard."""

from django.urls import path

from milepost.features.standard import views

pages = [
    path("standard/", views.browse, name="browse"),
    path("standard/export/<slug:form>", views.export, name="export"),
    path("standard/<str:number>/", views.clause, name="clause"),
]
