"""Provisioning: an organisation's identity provider brings its people and groups by itself (SCIM 2.0)."""

from django.apps import AppConfig


class ProvisioningConfig(AppConfig):
    name = "milepost.platform.provisioning"
    label = "provisioning"
