"""Addresses of the reports, below `o/<org>/p/<code>/`."""

from django.urls import path

from milepost.features.reports import views
from milepost.features.reports.papers import views as papers

programme_pages = [
    path("", views.programme, name="programme"),
    path("history/", views.history, name="history"),
    path("trust/", views.trust, name="trust"),
    path("trust/checkpoints/<uuid:key>", views.checkpoint, name="checkpoint"),
    path("governance/meetings/of/<str:number>/paper/", papers.meeting_paper, name="meeting-paper"),
    path("governance/papers/<str:paper>/", papers.paper, name="paper"),
    path("governance/papers/<str:paper>/<slug:form>/", papers.paper_file, name="paper-file"),
    path("search/", views.search, name="search"),
    path("see/<slug:kind>/<path:key>", views.see, name="see"),
]
