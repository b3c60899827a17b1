"""Backups of the whole installation."""

from django.apps import AppConfig


class BackupsConfig(AppConfig):
    name = "milepost.platform.backups"
    label = "backups"
