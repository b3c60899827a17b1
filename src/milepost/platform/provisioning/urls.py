"""SCIM's addresses. The organisation stands in them, and the bearer must be its own."""

from django.urls import path

from milepost.platform.provisioning.views import discovery, groups, users

BASE = "scim/v2/<slug:org>/"

pages = [
    path(BASE, discovery.nothing, name="base"),
    path(f"{BASE}ServiceProviderConfig", discovery.config, name="config"),
    path(f"{BASE}ResourceTypes", discovery.types, name="types"),
    path(f"{BASE}ResourceTypes/<str:key>", discovery.types, name="type"),
    path(f"{BASE}Schemas", discovery.schema, name="schemas"),
    path(f"{BASE}Schemas/<str:key>", discovery.schema, name="schema"),
    path(f"{BASE}Users", users.users, name="users"),
    path(f"{BASE}Users/<str:key>", users.user, name="user"),
    path(f"{BASE}Groups", groups.groups, name="groups"),
    path(f"{BASE}Groups/<str:key>", groups.group, name="group"),
    path(f"{BASE}<path:rest>", discovery.nothing, name="nothing"),
]
