"""Plans: what a programme does when, from the standard activities that it starts with."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "milepost.features.plans"
    label = "plans"
