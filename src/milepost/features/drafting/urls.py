"""Addresses of drafting."""

from django.urls import path

from milepost.features.drafting.views.drafts import asked, draft, drafts, printed_draft, taking_up
from milepost.features.drafting.views.entering import facts, part, question, sheet
from milepost.features.drafting.views.standing import drift, plan

programme_pages = [
    path("drafts/", drafts, name="drafts"),
    path("drafts/take-up/", taking_up, name="take-up"),
    path("drafts/in-force/<uuid:key>/", drift, name="drift"),
    path("drafts/contents-of-the-plan/", plan, name="plan"),
    path("drafts/<str:key>/", draft, name="draft"),
    path("drafts/<str:key>/file.<slug:form>", printed_draft, name="printed"),
    path("questions/", asked, name="asked"),
    path("questions/<slug:key>/", question, name="question"),
    path("facts/", facts, name="facts"),
    path("facts/<str:code_of_sheet>/", sheet, name="sheet"),
    path("facts/<str:code_of_sheet>/<str:name>/", part, name="part"),
]
