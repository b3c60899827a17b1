"""Addresses of the reports, below `o/<org>/p/<code>/`."""

from django.urls import path

from milepost.features.reports import views

programme_pages = [
    path("", views.programme, name="programme"),
    path("history/", views.history, name="history"),
    path("search/", views.search, name="search"),
    path("see/<slug:kind>/<path:key>", views.see, name="see"),
]
