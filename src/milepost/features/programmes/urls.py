"""Addresses of a programme's settings and scope."""

from django.urls import path

from milepost.features.programmes.views import approval, scope, settings

programme_pages = [
    path("settings", settings.settings, name="settings"),
    path("scope", scope.scope, name="scope"),
    path("scope/wording", scope.wording, name="wording"),
    path("scope/statement", scope.printed, name="statement"),
    path("scope/approve", approval.approve, name="approve"),
    path("scope/paper", approval.paper, name="paper"),
    path("scope/versions", approval.versions, name="versions"),
    path("scope/versions/<int:number>", approval.version, name="version"),
    path("scope/versions/<int:number>/check", approval.check, name="check"),
    path("scope/versions/<int:number>/scan", approval.scan, name="scan"),
]
