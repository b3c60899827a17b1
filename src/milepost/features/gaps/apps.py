"""Gap assessment: every auditable statement rated, again and again, and what closes each gap."""

from django.apps import AppConfig


class GapsConfig(AppConfig):
    name = "milepost.features.gaps"
    label = "gaps"
