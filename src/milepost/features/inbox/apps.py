"""The inbox: what somebody owes, from every source; what falls due is put on their list, and they are reminded."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "milepost.features.inbox"
    label = "inbox"
