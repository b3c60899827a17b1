"""The standard on screen: clauses, statements, questions and documented information, with search and exports."""

from django.apps import AppConfig


class StandardConfig(AppConfig):
    name = "milepost.features.standard"
    label = "standard"
