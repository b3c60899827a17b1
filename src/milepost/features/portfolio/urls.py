"""Addresses of the portfolio."""

from django.urls import path

from milepost.features.portfolio.intake import intake
from milepost.features.portfolio.views import entry, entry_new, shelf_list

organisation_pages = [
    path("portfolio", shelf_list, name="list"),
    path("portfolio/<slug:name>", shelf_list, name="list"),
    path("portfolio/<slug:name>/new", entry_new, name="new"),
    path("portfolio/<slug:name>/import", intake, name="import"),
    path("portfolio/<slug:name>/of/<str:key>", entry, name="entry"),
]
