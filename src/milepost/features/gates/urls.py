"""Addresses of the gates, below `o/<org>/p/<code>/`."""

from django.urls import path

from milepost.features.gates.views import pack, rooms, steps

programme_pages = [
    path("sequence/", steps.sequence, name="sequence"),
    path("phases/<slug:phase>/open/", steps.open_a_phase, name="open-phase"),
    path("live/<slug:practice>/", steps.take_live, name="live"),
    path("application-pack/", pack.pack_page, name="pack"),
    path("application-pack/make/", pack.pack_make, name="pack-make"),
    path("application-pack/<uuid:key>/progress", pack.pack_progress, name="pack-progress"),
    path("application-pack/<uuid:key>/file", pack.pack_file, name="pack-file"),
    path("gates/", rooms.gate_list, name="list"),
    path("gates/files/<uuid:file_id>", rooms.evidence_file, name="file"),
    path("gates/sign/<str:reference>/", rooms.sign, name="sign"),
    path("gates/<slug:gate>/", rooms.gate_room, name="room"),
    path("gates/<slug:gate>/attest/", rooms.attest, name="attest"),
    path("gates/<slug:gate>/before/", rooms.before, name="before"),
    path("gates/<slug:gate>/history/", rooms.history, name="history"),
]
