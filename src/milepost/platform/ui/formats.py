"""Dates, times and numbers in the form of the reader's language: 17 Nov 2026, 06:10 WIB, 3,184.

Exports never use these: they carry ISO dates and bare numbers (`tables_export`).
"""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language, to_locale

DAY = "d MMM y"
LONG_DAY = "d MMMM y"
FULL_DAY = "EEEE d MMMM y"
SHORT_DAY = "d MMM"
WEEK_DAY = "EEE d MMM"
MONTH = "MMMM y"
_AFTER_WEEKDAY = {("id", FULL_DAY): "EEEE, d MMMM y", ("id", WEEK_DAY): "EEE, d MMM"}


@lru_cache
def _locale_of(language: str) -> Locale:
    return Locale.parse(to_locale(language))


def reader_locale() -> Locale:
    """The locale of the language active now; English when none is."""
    return _locale_of(get_language() or "en")


def as_day(value: date, form: str = DAY) -> str:
    """A date in one of the forms above; a moment is first taken to the reader's time zone."""
    if isinstance(value, datetime):
        value = (localtime(value) if is_aware(value) else value).date()
    locale = reader_locale()
    return format_date(value, _AFTER_WEEKDAY.get((locale.language, form), form), locale=locale)


def as_clock(value: datetime) -> str:
    """Hours and minutes in the reader's time zone, with the zone's own name: 06:10 WIB."""
    here = localtime(value) if is_aware(value) else value
    time = format_skeleton("Hm", here, locale=reader_locale(), tzinfo=here.tzinfo)
    return f"{time} {here.tzname()}" if here.tzinfo else time


def as_moment(value: datetime) -> str:
    """Day and time: 17 Nov 2026, 06:10 WIB."""
    return f"{as_day(value)}, {as_clock(value)}"


def as_number(value: float | Decimal) -> str:
    """A number with the reader's separators and every digit it has; never for a year or an identifier."""
    return format_decimal(value, locale=reader_locale(), decimal_quantization=False)


def as_percent(share: float | Decimal, digits: int = 0) -> str:
    """A share of one as per cent, rounded to `digits` places."""
    form = f"#,##0.{'0' * digits}%" if digits else "#,##0%"
    return format_percent(share, form, locale=reader_locale())
