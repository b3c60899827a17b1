"""Controlled documents: the master list, versions, review, approval, comments, and who has read what (7.5)."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "milepost.features.documents"
    label = "documents"
