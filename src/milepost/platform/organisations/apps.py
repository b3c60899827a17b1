"""Organisations and their people: the wall that everything else stands behind."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "milepost.platform.organisations"
    label = "organisations"
