"""What the pages of the standard share: the tabs above them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from milepost.platform.ui.frame import Link


def tabs(current: str) -> tuple[Link, ...]:
    """The clauses, and the kinds of document."""
    parts = ((_("Clauses"), "browse"), (_("Kinds of document"), "documents"))
    return tuple(Link(label, reverse(f"standard:{name}"), current=name == current) for label, name in parts)
