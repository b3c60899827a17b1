"""When the steering committee has to meet: the days of its rhythm, and the meetings that are planned. Two queries."""

from collections.abc import Iterator
from datetime import date, timedelta

from milepost.engines.rules.dues.due import AHEAD, Due
from milepost.engines.rules.results import Subject
from milepost.engines.rules.subjects import Kind
from milepost.engines.rules.texts import say
from milepost.features.governance.facts import beats_of
from milepost.features.governance.querysets import meetings_of
from milepost.features.governance.rhythm import due_days, uncovered
from milepost.features.programmes.models import Programme

LOOKED_BACK = timedelta(days=92)  # a day on which nobody met is asked about so long


def committee_dues(programme: Programme, on: date) -> Iterator[Due]:
    """A meeting for each day of the rhythm: to be called where none is planned, to be held where one is."""
    about = Subject(Kind.GOVERNANCE, str(programme.pk), programme.name)
    meetings, since = list(meetings_of(programme)), on - LOOKED_BACK
    for day in uncovered(due_days(beats_of(programme, on), on + AHEAD), [row.days for row in meetings]):
        if day.on > since:
            title = say("Call the steering committee for {day}, and keep its minutes", day=day.on)
            yield Due(about, "meeting", day.on.isoformat(), day.on, title, recurs=True)
    for row in (row for row in meetings if row.stands_for > since):
        title = say("Hold steering committee {code} on {day}, and keep its minutes", code=row.code, day=row.due_on)
        yield Due(
            about,
            "meeting",
            row.stands_for.isoformat(),
            row.due_on,
            title,
            settled=row.held_on is not None,
            recurs=True,
        )
