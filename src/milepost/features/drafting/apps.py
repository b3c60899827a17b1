"""Drafting: documents written from what the registers hold, and what people are asked for them."""

from django.apps import AppConfig


class DraftingConfig(AppConfig):
    name = "milepost.features.drafting"
    label = "drafting"
