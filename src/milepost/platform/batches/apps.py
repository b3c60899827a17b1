"""Records as evidence: sources, sealed batches, the current view, the roll-up the clocks read."""

from django.apps import AppConfig


class BatchesConfig(AppConfig):
    name = "milepost.platform.batches"
    label = "batches"
