"""Addresses of the gates, below `o/<org>/p/<code>/`."""

from django.urls import path

from milepost.features.gates import views

programme_pages = [
    path("gates/", views.gate_list, name="list"),
    path("gates/files/<uuid:file_id>", views.evidence_file, name="file"),
    path("gates/sign/<str:reference>/", views.sign, name="sign"),
    path("gates/<slug:gate>/", views.gate_room, name="room"),
    path("gates/<slug:gate>/attest/", views.attest, name="attest"),
    path("gates/<slug:gate>/before/", views.before, name="before"),
    path("gates/<slug:gate>/history/", views.history, name="history"),
]
