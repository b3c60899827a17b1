"""Addresses of evidence."""

from django.urls import path

from milepost.features.evidence.appearances import views as appearances
from milepost.features.evidence.clocks import views as clocks
from milepost.features.evidence.imports import views as imports

programme_pages = [
    path("clocks/", clocks.clock_list, name="clocks"),
    path("clocks/<slug:practice>/", clocks.clock_page, name="clock"),
    path("clocks/<slug:practice>/appeared-later/", appearances.appeared_later, name="appeared-later"),
    path("clocks/<slug:practice>/appeared-later/<uuid:key>/", appearances.explain, name="explain"),
    path("clocks/explanations/<slug:number>/", appearances.explanation, name="explanation"),
    path("imports", imports.imports, name="imports"),
    path("imports/values", imports.import_values, name="import-values"),
    path("imports/drafts/<uuid:key>", imports.import_draft, name="import-draft"),
    path("imports/jobs/<uuid:key>", imports.import_job, name="import-job"),
    path("imports/jobs/<uuid:key>/result.csv", imports.import_result, name="import-result"),
    path("imports/batches/<uuid:key>", imports.import_batch, name="import-batch"),
]
