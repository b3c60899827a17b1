"""Numbers as files and rules have them."""

from decimal import Decimal


def plain_number(value: Decimal) -> str:
    """A number without the zeros that its column adds: 4.2, 1200."""
    return format(value.normalize(), "f")
