"""Files that people hand in: kept by content, served as downloads only."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "milepost.platform.files"
    label = "files"
