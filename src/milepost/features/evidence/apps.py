"""Evidence of operation: imports of records, operation clocks, results of agreements."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "milepost.features.evidence"
    label = "evidence"
