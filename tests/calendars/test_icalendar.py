"""The format of feeds, whatever people wrote."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from milepost.platform.calendars.icalendar import Entry, write_calendar
from milepost.platform.ledger.clock import now


def written_letters(words: Any) -> str:
    return "".join(letter for letter in str(words) if letter.isalnum())


@given(st.text(max_size=200), st.text(max_size=400), st.dates(date(1990, 1, 1), date(2200, 1, 1)), st.integers(0, 9999))
def test_whatever_people_wrote_is_read_again_and_adds_nothing(title: str, words: str, day: date, revision: int) -> None:
    written = write_calendar(
        title, [Entry("action-1", day, title, words, "https://x.example/", revision)], at=now(), host="x", reminded=True
    )
    calendar: Any = Calendar.from_ical(written)
    [event] = calendar.walk("VEVENT")
    assert event["dtstart"].dt == day
    assert written_letters(event["summary"]) == written_letters(title)
    assert len(calendar.walk("VALARM")) == 3
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
