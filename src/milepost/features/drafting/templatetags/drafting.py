"""Facts in the reader's words."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import template
from django.utils.translation import get_language

from milepost.catalogue.texts import LocalText

register = template.Library()
LONGEST = 200


@register.filter
def in_language(text: LocalText) -> str:
    """A text of the catalogue in the reader's language."""
    return text.in_language(get_language() or "en")


@register.filter
def as_words(value: Any) -> str:
    """What was entered, on a line, cut where it is long."""
    words = " · ".join(_words(value, (get_language() or "en")[:2]))
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()}…"


def _words(value: Any, language: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        if value and set(value) <= {"en", "id"}:
            yield str(value.get(language) or next(iter(value.values())))
            return
        for inner in value.values():
            yield from _words(inner, language)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner, language)
    elif value not in (None, ""):
        yield str(value)
