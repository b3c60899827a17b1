"""Facts in the reader's words."""

from django import template
from django.utils.translation import get_language

from milepost.catalogue.documents.facts import name_of
from milepost.catalogue.loader import UnknownEntry
from milepost.catalogue.texts import LocalText

register = template.Library()


@register.filter
def in_language(text: LocalText) -> str:
    """A text of the catalogue in the reader's language."""
    return text.in_language(get_language() or "en")


@register.filter
def fact_name(path: str) -> str:
    """What the fact at a path is called, in the reader's language; its last part where nothing calls it otherwise."""
    try:
        return name_of(path).in_language(get_language() or "en")
    except UnknownEntry:
        return path.rpartition(".")[2].replace("_", " ")
