"""Days of the story: `@-150` is 150 days before the day on which it is told, moved off weekends."""

import re
from datetime import UTC, date, datetime, time, timedelta

_TOKEN = re.compile(r"@(-?\d+)([my]?)")
_LENGTHS = {"y": 4, "m": 7, "": 10}


def day_of(today: date, offset: int) -> date:
    """The day so many days from today; a Saturday or Sunday becomes the Friday before."""
    day = today + timedelta(days=offset)
    return day - timedelta(days=max(0, day.weekday() - 4))


def instant_of(today: date, offset: int, hour: int = 2, minute: int = 0) -> datetime:
    """An instant on such a day; 02:00 UTC is 09:00 in Jakarta."""
    return datetime.combine(day_of(today, offset), time(hour, minute), UTC)


def with_days(text: str, today: date) -> str:
    """A text with each `@offset` written as a date, each `@offsetm` as its month and each `@offsety` as its year."""

    def written(found: re.Match[str]) -> str:
        day = day_of(today, int(found[1]))
        return day.isoformat()[: _LENGTHS[found[2]]]

    return _TOKEN.sub(written, text)
