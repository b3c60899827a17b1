"""Checkpoints: what the ledger held, signed with a key that the database does not have."""

from django.apps import AppConfig


class CheckpointsConfig(AppConfig):
    name = "milepost.platform.checkpoints"
    label = "checkpoints"
