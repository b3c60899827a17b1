"""Reports across features: the programme page, its history, search, the way to any subject, and meetings' papers."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "milepost.features.reports"
    label = "reports"
