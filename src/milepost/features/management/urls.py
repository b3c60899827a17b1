"""Addresses of the registers, below `o/<org>/p/<code>/`."""

from django.urls import path

from milepost.features.management.views.entries import entry, entry_new, measure, stated
from milepost.features.management.views.intake import intake
from milepost.features.management.views.lists import register_list

programme_pages = [
    path("registers/risks/method/", stated, {"what": "risk-method"}, name="risk-method"),
    path("registers/issues/climate/", stated, {"what": "climate"}, name="climate"),
    path("registers/risks/", register_list, {"name": "risks"}, name="risks"),
    path("registers/risks/of/<str:key>/", entry, {"name": "risks"}, name="risk"),
    path("registers/objectives/", register_list, {"name": "objectives"}, name="objectives"),
    path("registers/objectives/of/<str:key>/", entry, {"name": "objectives"}, name="objective"),
    path("registers/objectives/of/<str:key>/measure/", measure, name="measure"),
    path("registers/<slug:name>/", register_list, name="list"),
    path("registers/<slug:name>/new/", entry_new, name="new"),
    path("registers/<slug:name>/import/", intake, name="import"),
    path("registers/<slug:name>/of/<str:key>/", entry, name="entry"),
]
