"""Addresses of backups."""

from django.urls import path

from milepost.platform.backups.views import backups

organisation_pages = [path("backups", backups, name="state")]
