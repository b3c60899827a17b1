"""Facts in the reader's words."""

from django import template
from django.utils.translation import get_language

from milepost.catalogue.texts import LocalText

register = template.Library()


@register.filter
def in_language(text: LocalText) -> str:
    """A text of the catalogue in the reader's language."""
    return text.in_language(get_language() or "en")
