"""Portfolio: the identity of services, customers, suppliers, organisational units and locations."""

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "milepost.features.portfolio"
    label = "portfolio"
