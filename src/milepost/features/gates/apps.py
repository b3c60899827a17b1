"""Gates: facts of every feature gathered, judged, decided and kept; and every step that a rule guards."""

from django.apps import AppConfig


class GatesConfig(AppConfig):
    name = "milepost.features.gates"
    label = "gates"
