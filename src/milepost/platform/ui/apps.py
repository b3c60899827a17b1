from django.apps import AppConfig


class InterfaceConfig(AppConfig):
    name = "milepost.platform.ui"
    label = "ui"
