"""What is kept about people: shown and copied to them, erased for them, and removed when its time is over."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "milepost.platform.privacy"
    label = "privacy"
