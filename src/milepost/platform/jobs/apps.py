"""Long work: kept in the database, done by workers, taken up again after a kill."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "milepost.platform.jobs"
    label = "jobs"
