"""Programmes: the road of one organisation, its phases, and the scope it is certified for."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "milepost.features.programmes"
    label = "programmes"
