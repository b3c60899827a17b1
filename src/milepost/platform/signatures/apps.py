"""Signatures: who put their name to what, and how."""

from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "milepost.platform.signatures"
    label = "signatures"
