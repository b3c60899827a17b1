"""Practices: who owns each of the twenty, under which procedure, in which rhythm, live since when."""

from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "milepost.features.practices"
    label = "practices"
