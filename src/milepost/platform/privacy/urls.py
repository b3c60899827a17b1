"""Addresses of what is kept about people."""

from django.urls import path

from milepost.platform.privacy import views

pages = [
    path("account/my-data", views.my_data, name="my-data"),
    path("account/my-data/copy", views.download, name="download"),
]
