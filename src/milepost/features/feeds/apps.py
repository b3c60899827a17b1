"""Feeds: what somebody owes, and what a programme has coming, as calendars that other programs subscribe to."""

from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "milepost.features.feeds"
    label = "feeds"
