"""Drafting: documents written from what the registers hold, and what people are asked for them."""

from importlib import import_module

from django.apps import AppConfig


class DraftingConfig(AppConfig):
    name = "milepost.features.drafting"
    label = "drafting"

    def ready(self) -> None:
        """Let the pages of documents say where their text comes from."""
        import_module("milepost.features.drafting.writing.notices")
