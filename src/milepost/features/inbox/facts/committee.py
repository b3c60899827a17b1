"""When the steering committee has to meet: the days of its rhythm, and the meetings that are planned. Two queries.

A day on which nobody met is never done; after a quarter of a year nobody is asked about it any more.
"""

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
    rhythm = due_days(beats_of(programme, on), on + AHEAD)
    left = {day.on for day in uncovered(rhythm, [row.days for row in meetings])}
    own = {row.stands_for for row in meetings}
    for day in (day.on for day in rhythm if day.on > since and day.on not in own):
        title = say("Call the steering committee for {day}, and keep its minutes", day=day)
        yield Due(about, "meeting", day.isoformat(), day, title, settled=day not in left)
    for row in (row for row in meetings if row.stands_for > since):
        title = say("Hold steering committee {code} on {day}, and keep its minutes", code=row.code, day=row.due_on)
        yield Due(about, "meeting", row.stands_for.isoformat(), row.due_on, title, settled=row.held_on is not None)
