"""Gates and deadlines as iCalendar: a day each, which any calendar takes in."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from milepost.features.plans.forecasting.asking import Asked
from milepost.features.plans.forecasting.networks import GATE
from milepost.features.plans.forecasting.wording import Words
from milepost.platform.calendars.icalendar import Entry, write_calendar
from milepost.platform.ui.formats import as_day


def write_milestones(asked: Asked, at: datetime) -> bytes:
    """The likely day of each gate and the deadline of each activity that is not done; `at` is when this was written."""
    return write_calendar(asked.programme.name, _entries(asked), at=at, host="milepost", reminded=False)


def _entries(asked: Asked) -> Iterator[Entry]:
    words, name = Words(asked), asked.programme.name
    for reached in asked.answer.gates:
        key = GATE + reached.gate
        told = _("In eight runs of ten by {day}.").format(day=as_day(reached.p80)) if reached.state == "ahead" else ""
        yield Entry(_key(asked, key), reached.likely, f"{words.name(key)} – {name}", told)
    for row in asked.activities:
        if row.deadline and not row.done_on:
            placed = asked.answer.at(row.key)
            told = _("Likely done on {day}.").format(day=as_day(placed.finishes_on))
            title = _("Deadline: {activity}").format(activity=words.name(row.key))
            key = _key(asked, f"deadline-{row.key}")
            yield Entry(key, row.deadline, f"{title} – {name}", told, revision=row.revision)


def _key(asked: Asked, key: str) -> str:
    return f"{asked.programme.pk}-{key.replace(':', '-')}"
