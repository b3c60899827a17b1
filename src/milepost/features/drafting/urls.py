"""Addresses of drafting."""

from django.urls import path

from milepost.features.drafting.views.contradicting import contradictions
from milepost.features.drafting.views.drafts import asked, draft, drafts, printed_draft, taking_up
from milepost.features.drafting.views.entering import facts, part, question, sheet
from milepost.features.drafting.views.standing import drift, plan, take_drafted_translation
from milepost.features.drafting.views.templates import (
    change_template,
    give_back_template,
    merge_template,
    template,
    template_version,
)

programme_pages = [
    path("drafts/", drafts, name="drafts"),
    path("drafts/take-up/", taking_up, name="take-up"),
    path("drafts/in-force/<uuid:key>/", drift, name="drift"),
    path("drafts/in-force/<uuid:key>/translation/", take_drafted_translation, name="take-translation"),
    path("drafts/contents-of-the-plan/", plan, name="plan"),
    path("contradictions/", contradictions, name="contradictions"),
    path("drafts/<str:key>/", draft, name="draft"),
    path("drafts/<str:key>/file.<slug:form>", printed_draft, name="printed"),
    path("drafts/<slug:key>/template/", template, name="template"),
    path("drafts/<slug:key>/template/edit/", change_template, name="template-edit"),
    path("drafts/<slug:key>/template/merge/", merge_template, name="template-merge"),
    path("drafts/<slug:key>/template/reset/", give_back_template, name="template-reset"),
    path("drafts/<slug:key>/template/versions/<int:number>/", template_version, name="template-version"),
    path("questions/", asked, name="asked"),
    path("questions/<slug:key>/", question, name="question"),
    path("facts/", facts, name="facts"),
    path("facts/<str:code_of_sheet>/", sheet, name="sheet"),
    path("facts/<str:code_of_sheet>/<str:name>/", part, name="part"),
]
