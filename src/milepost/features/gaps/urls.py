"""Addresses of the gap assessment, below `o/<org>/p/<code>/`."""

from django.urls import path

from milepost.features.gaps import views

programme_pages = [
    path("gaps/", views.heatmap, name="heatmap"),
    path("gaps/assessments/", views.assessments, name="assessments"),
    path("gaps/clauses/<str:number>/", views.clause, name="clause"),
    path("gaps/flash/", views.flash, name="flash"),
    path("gaps/import/", views.intake, name="intake"),
    path("gaps/questions/", views.questions, name="questions"),
    path("gaps/statements/<path:statement>/", views.statement, name="statement"),
]
