"""Addresses of the working calendar."""

from django.urls import path

from milepost.platform.calendars.views import calendar, remove

organisation_pages = [
    path("calendar", calendar, name="list"),
    path("calendar/<int:year>", calendar, name="year"),
    path("calendar/<str:day>/remove", remove, name="remove"),
]
