"""Addresses of the reports, below `o/<org>/p/<code>/`."""

from django.urls import path

from milepost.features.reports import views

programme_pages = [
    path("", views.programme, name="programme"),
    path("history/", views.history, name="history"),
    path("trust/", views.trust, name="trust"),
    path("trust/checkpoints/<uuid:key>", views.checkpoint, name="checkpoint"),
    path("search/", views.search, name="search"),
    path("see/<slug:kind>/<path:key>", views.see, name="see"),
]
