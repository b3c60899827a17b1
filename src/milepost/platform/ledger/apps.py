"""The ledger: what happened, in an order that cannot be quietly rewritten."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "milepost.platform.ledger"
    label = "ledger"
