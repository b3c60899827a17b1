"""Addresses of the actions, below `o/<org>/p/<code>/`."""

from django.urls import path

from milepost.features.actions import intake, views

programme_pages = [
    path("actions/", views.action_list, name="list"),
    path("actions/new/", views.action_new, name="new"),
    path("actions/import/", intake.intake, name="import"),
    path("actions/<slug:reference>/", views.action_page, name="action"),
    path("actions/<slug:reference>/finish/", views.action_finish, name="finish"),
]
