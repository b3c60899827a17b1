"""Reports: read-only views across features: the programme page, its history, search, and the way to any subject."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "milepost.features.reports"
    label = "reports"
