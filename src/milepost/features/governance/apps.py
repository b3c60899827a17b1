"""Governance: who carries the programme, how the steering committee meets, and what leadership signed."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "milepost.features.governance"
    label = "governance"
