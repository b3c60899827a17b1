"""Days of the story: `@-150` is 150 days before the day on which it is told, moved off weekends."""

import re
from datetime import UTC, date, datetime, time, timedelta

from milepost.engines.templating.words import WORDS

_TOKEN = re.compile(r"@(-?\d+)(en|id|[my])?")
_LENGTHS = {"y": 4, "m": 7}


def day_of(today: date, offset: int) -> date:
    """The day so many days from today; a Saturday or Sunday becomes the Friday before."""
    day = today + timedelta(days=offset)
    return day - timedelta(days=max(0, day.weekday() - 4))


def instant_of(today: date, offset: int, hour: int = 2, minute: int = 0) -> datetime:
    """An instant on such a day; 02:00 UTC is 09:00 in Jakarta."""
    return datetime.combine(day_of(today, offset), time(hour, minute), UTC)


def with_days(text: str, today: date) -> str:
    """A text with each `@offset` written as a date, each `@offsetm` as its month and each `@offsety` as its year.

    `@offseten` and `@offsetid` write the day as a sentence has it: “2 October 2026”, “2 Oktober 2026”.
    """

    def written(found: re.Match[str]) -> str:
        day = day_of(today, int(found[1]))
        if found[2] in WORDS:
            return f"{day.day} {WORDS[found[2]].months[day.month - 1]} {day.year}"
        return day.isoformat()[: _LENGTHS.get(found[2], 10)]

    return _TOKEN.sub(written, text)
