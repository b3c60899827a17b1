"""Management: the registers by which the management system is planned and run (clauses 4, 6, 7.4, 7.6 and 10.2)."""

from django.apps import AppConfig


class ManagementConfig(AppConfig):
    name = "milepost.features.management"
    label = "management"
