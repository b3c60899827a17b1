"""Addresses of the inbox."""

from django.urls import path

from milepost.features.inbox import views

organisation_pages = [
    path("inbox", views.inbox, name="inbox"),
]
