"""Rules' sentences in the reader's language: the counterpart of `milepost.engines.rules.texts`."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import get_language, gettext, ngettext

from milepost.catalogue.texts import LocalText
from milepost.engines.rules.months import Month
from milepost.engines.rules.texts import Text, Value
from milepost.platform.ui.formats import MONTH, as_day, as_moment, as_number


def speak(text: Text | LocalText | str) -> str:
    """The sentence in the active language, with dates and numbers in the reader's form and nested texts spoken too.

    A translation whose placeholders do not fit its values falls back to English: a slip in the catalogue must not take
    a gate's page down (a contract test finds it in the catalogue instead).
    """
    if isinstance(text, str):
        return text
    if isinstance(text, LocalText):
        return text.in_language(get_language() or "en")
    if not text.template:
        return ""
    values = {name: spoken_value(value) for name, value in text.values}
    try:
        return _translated(text).format_map(values)
    except (KeyError, IndexError, ValueError):
        return _in_english(text).format_map(values)


def spoken_value(value: Value) -> str:
    """One value of a sentence as the reader writes it; words and identifiers stay as they are."""
    match value:
        case Text():
            return speak(value)
        case datetime():
            return as_moment(value)
        case date():
            return as_day(value)
        case Month():
            return as_day(value.first_day, MONTH)
        case int() | Decimal():
            return as_number(value)
        case _:
            return value


def _translated(text: Text) -> str:
    return ngettext(text.template, text.plural, text.count) if text.plural else gettext(text.template)


def _in_english(text: Text) -> str:
    return text.plural if text.plural and text.count != 1 else text.template
