"""Addresses of the standard."""

from django.urls import path

from milepost.features.standard.views import clauses, documents

pages = [
    path("standard/", clauses.browse, name="browse"),
    path("standard/export/<slug:form>", clauses.export, name="export"),
    path("standard/documents/", documents.documents, name="documents"),
    path("standard/documents/<str:key>/", documents.document, name="document"),
    path("standard/<str:number>/", clauses.clause, name="clause"),
]
