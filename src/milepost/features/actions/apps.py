"""Actions: the one list of things that somebody owes, whichever feature they came from."""

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "milepost.features.actions"
    label = "actions"
