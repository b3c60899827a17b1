"""A calendar in the format of RFC 5545, as Outlook, Google and Apple subscribe to it: all-day events, which block none.

Pure: what is in it, and the moment it was written, are given.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Event

REFRESH = timedelta(hours=6)
NINE = timedelta(hours=9)
REMINDED = (30, 7, 1)  # days before, at nine in the morning


@dataclass(frozen=True, slots=True)
class Entry:
    """Something on a day. `key` stays the same when it is moved or renamed; `revision` counts its changes."""

    key: str
    day: date
    summary: str
    words: str = ""
    address: str = ""
    revision: int = 0


def write_calendar(name: str, entries: Iterable[Entry], *, at: datetime, host: str, reminded: bool) -> bytes:
    """The calendar of this name; `host` makes its entries' ids the world's only ones. With `reminded`, they ring."""
    from icalendar import Calendar  # noqa: PLC0415 - heavy, and few ask

    calendar = Calendar()
    calendar.add("prodid", "-//Milepost//Milepost//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _line(name))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for entry in entries:
        calendar.add_component(_event(entry, at=at, host=host, reminded=reminded))
    written: bytes = calendar.to_ical()
    return written


def _event(entry: Entry, *, at: datetime, host: str, reminded: bool) -> "Event":
    from icalendar import Alarm, Event  # noqa: PLC0415 - as above

    event = Event()
    event.add("uid", f"{entry.key}@{host}")
    event.add("dtstamp", at)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("sequence", entry.revision)
    event.add("summary", _line(entry.summary))
    event.add("transp", "TRANSPARENT")
    if entry.words:
        event.add("description", _printable(entry.words))
    if entry.address:
        event.add("url", entry.address)
    for days in REMINDED if reminded else ():
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _line(entry.summary))
        alarm.add("trigger", NINE - timedelta(days=days))
        event.add_component(alarm)
    return event


def _line(words: str) -> str:
    return " ".join(_printable(words).split())


def _printable(words: str) -> str:
    """The words without control characters, which the format knows no way to write; lines stay lines."""
    lines = "\n".join(words.splitlines())
    return "".join(letter for letter in lines if letter == "\n" or unicodedata.category(letter) not in {"Cc", "Cs"})
