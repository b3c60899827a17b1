"""Working days: the public holidays of an organisation's country, and the days it adds itself."""

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "milepost.platform.calendars"
    label = "calendars"
