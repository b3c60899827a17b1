"""Gates and deadlines as iCalendar: a day each, which any calendar takes in or subscribes to."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from milepost.features.plans.forecasting.asking import Asked
from milepost.features.plans.forecasting.networks import GATE
from milepost.features.plans.forecasting.wording import Words
from milepost.platform.ui.formats import as_day

LONGEST_LINE = 75
"""Bytes of a line; longer ones go on after a line end and a space."""


def write_milestones(asked: Asked, at: datetime) -> bytes:
    """The likely day of each gate and the deadline of each activity that is not done; `at` is when this was written."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Milepost//Plan//EN", "CALSCALE:GREGORIAN"]
    for key, day, title, told in _events(asked):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{asked.programme.pk}-{key.replace(':', '-')}@milepost",
            f"DTSTAMP:{at:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(title)}",
            *([f"DESCRIPTION:{_escaped(told)}"] if told else []),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _events(asked: Asked) -> Iterator[tuple[str, date, str, str]]:
    words, name = Words(asked), asked.programme.name
    for reached in asked.answer.gates:
        key = GATE + reached.gate
        told = _("In eight runs of ten by {day}.").format(day=as_day(reached.p80)) if reached.state == "ahead" else ""
        yield key, reached.likely, f"{words.name(key)} – {name}", told
    for row in asked.activities:
        if row.deadline and not row.done_on:
            placed = asked.answer.at(row.key)
            told = _("Likely done on {day}.").format(day=as_day(placed.finishes_on))
            title = _("Deadline: {activity}").format(activity=words.name(row.key))
            yield f"deadline-{row.key}", row.deadline, f"{title} – {name}", told


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> bytes:
    """A line and its end, no part of it too long and no letter cut in two."""
    parts, part = list[bytes](), b""
    for letter in line:
        added = letter.encode(errors="replace")
        if len(part) + len(added) > LONGEST_LINE:
            parts.append(part)
            part = b" "
        part += added
    return b"\r\n".join([*parts, part]) + b"\r\n"
