"""A plan as MS Project XML (MSPDI), elements in the order that its schema asks for.

Activities are scheduled by hand in the file, so that no tool moves what people planned; effort stands as work.
"""

import re
from collections.abc import Iterator
from datetime import date
from xml.sax.saxutils import escape

from milepost.features.plans.exchange import attributes
from milepost.features.plans.exchange.attributes import ATTRIBUTES, BY_ALIAS, LONGEST
from milepost.features.plans.exchange.outgoing import Item, Outgoing
from milepost.features.plans.exchange.values import DAY_MINUTES
from milepost.features.plans.forecasting.networks import FULL
from milepost.features.plans.models import Activity

NAMESPACE = "http://schemas.microsoft.com/project"
BEGIN, END = "T08:00:00", "T17:00:00"
DAYS, ELAPSED_DAYS = 7, 8
"""Forms of a duration: working days, days of the calendar."""

NOT_BEFORE = 4
FIXED_WORK, FIXED_DURATION = 2, 1
LINKS = {"FF": 0, "FS": 1, "SF": 2, "SS": 3}
WORKING_TIMES = (("08:00:00", "12:00:00"), ("13:00:00", "17:00:00"))
WAITS_IN_NOTES = f"{attributes.WAITS}: "
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(text: str) -> str:
    """A text as XML can hold it, and as it comes back."""
    return _NOT_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def write_project(plan: Outgoing) -> bytes:
    """The file."""
    return "".join(_lines(plan)).encode()


def exported(row: Activity, window: int) -> str:
    """How an activity stood when the file was written, by which its edits are told from those of others."""
    return f"{row.revision}|{row.days}|{row.phase}|{row.planned_from}|{row.planned_to}|{window}"


def window_of(plan: Outgoing, first: date, last: date) -> int:
    """Working days from one day to another, both inside."""
    return max(0, plan.calendar.finish_by(last) - plan.calendar.unit_from(first))


def _lines(plan: Outgoing) -> Iterator[str]:
    uids = {item.key: number for number, item in enumerate(plan.items, start=1)}
    resources = {role: number for number, role in enumerate(plan.roles, start=1)}
    first = min((item.first for item in plan.items), default=plan.programme.starts_on)
    last = max((item.last for item in plan.items), default=plan.programme.starts_on)
    yield f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Project xmlns="{NAMESPACE}">'
    yield _texts(
        SaveVersion=14, Name=f"{plan.programme.code}.xml", Title=plan.programme.name, Subject=plan.subject,
        ScheduleFromStart=1, StartDate=f"{first}{BEGIN}", FinishDate=f"{last}{END}", CalendarUID=1,
        DefaultStartTime="08:00:00", DefaultFinishTime="17:00:00", MinutesPerDay=DAY_MINUTES,
        MinutesPerWeek=DAY_MINUTES * 5, DaysPerMonth=20, NewTasksAreManual=1,
    )  # fmt: skip
    yield "<ExtendedAttributes>"
    for each in ATTRIBUTES:
        yield _tag(
            "ExtendedAttribute", _texts(FieldID=each.field_id, FieldName=each.field, Alias=each.alias, RollupType=0)
        )
    yield "</ExtendedAttributes><Calendars>"
    yield from _calendar(plan)
    yield "</Calendars><Tasks>"
    for item in plan.items:
        yield _task(plan, item, uids)
    yield "</Tasks><Resources>"
    for role, uid in resources.items():
        units = plan.shares.get(role, FULL) / FULL
        yield _tag(
            "Resource",
            _texts(UID=uid, ID=uid, Name=plan.roles[role], Type=1, IsNull=0, Code=role, MaxUnits=units, CalendarUID=1),
        )
    yield "</Resources><Assignments>"
    yield from _assignments(plan, uids, resources)
    yield "</Assignments></Project>\n"


def _calendar(plan: Outgoing) -> Iterator[str]:
    yield "<Calendar>" + _texts(UID=1, Name=plan.programme.organisation.name, IsBaseCalendar=1, BaseCalendarUID=-1)
    yield "<WeekDays>"
    times = "".join(_tag("WorkingTime", _texts(FromTime=begin, ToTime=end)) for begin, end in WORKING_TIMES)
    for day in range(1, 8):
        works = 1 < day < 7
        yield _tag(
            "WeekDay", _texts(DayType=day, DayWorking=int(works)) + (_tag("WorkingTimes", times) if works else "")
        )
    yield "</WeekDays><Exceptions>"
    for off in plan.days_off:
        period = _tag("TimePeriod", _texts(FromDate=f"{off.day}T00:00:00", ToDate=f"{off.day}T23:59:00"))
        yield _tag(
            "Exception",
            _texts(EnteredByOccurrences=0) + period
            + _texts(Occurrences=1, Name=off.name, Type=1, DayWorking=int(off.works))
            + (_tag("WorkingTimes", times) if off.works else ""),
        )  # fmt: skip
    yield "</Exceptions></Calendar>"


def _task(plan: Outgoing, item: Item, uids: dict[str, int]) -> str:
    row, window = item.row, window_of(plan, item.first, item.last)
    is_gate = item.row is None and item.first == item.last and item.level > 1
    window = 0 if is_gate else window
    duration, days = _hours(window), row.days if row else 0
    begin, end = f"{item.first}{BEGIN}", f"{item.last}{END}"
    uid, is_phase = uids[item.key], item.level == 1
    return _tag(
        "Task",
        _texts(
            UID=uid, ID=uid, Name=item.name, Active=1, Manual=int(not is_phase), Type=FIXED_DURATION, IsNull=0,
            WBS=item.key, OutlineLevel=item.level, Priority=500, Start=begin, Finish=end, Duration=duration,
        )
        + ("" if is_phase else _texts(ManualStart=begin, ManualFinish=end, ManualDuration=duration))
        + _texts(
            DurationFormat=DAYS, Work=_hours(days), EffortDriven=0, Estimated=0,
            Milestone=int(is_gate or bool(row and not row.days)), Summary=int(is_phase),
        )
        + (_progress(row) if row else _texts(ConstraintType=0))
        + _notes(row)
        + "".join(_link(uids, tie.key, tie.link, tie.lag) for tie in item.ties if tie.key in uids)
        + _attributes(item, window),
    )  # fmt: skip


def _progress(row: Activity) -> str:
    said = _texts(PercentComplete=row.progress, PercentWorkComplete=row.progress)
    if row.progress:
        begun = min(row.planned_from, row.done_on) if row.done_on else row.planned_from
        said += _texts(ActualStart=f"{begun}{BEGIN}")
    if row.done_on:
        said += _texts(ActualFinish=f"{row.done_on}{END}")
    said += _texts(ConstraintType=NOT_BEFORE if row.not_before else 0)
    if row.not_before:
        said += _texts(ConstraintDate=f"{row.not_before}{BEGIN}")
    return said + (_texts(Deadline=f"{row.deadline}{END}") if row.deadline else "")


def _notes(row: Activity | None) -> str:
    after = row.after or "" if row else ""
    return _texts(Notes=f"{WAITS_IN_NOTES}{after}") if len(after) > LONGEST else ""


def _attributes(item: Item, window: int) -> str:
    values: dict[str, object] = {attributes.CODE: item.key}
    if item.row:
        row = item.row
        values |= {attributes.PHASE: row.phase, attributes.EXPORTED: exported(row, window)}
        if row.after and len(row.after) <= LONGEST:
            values[attributes.WAITS] = row.after
        values |= {
            alias: getattr(row, name) for name, alias in attributes.DAYS.items() if getattr(row, name) is not None
        }
    return "".join(
        _tag("ExtendedAttribute", _texts(FieldID=BY_ALIAS[alias].field_id, Value=value))
        for alias, value in values.items()
    )


def _link(uids: dict[str, int], key: str, link: str, lag: int) -> str:
    tenths = lag * DAY_MINUTES * 10
    return _tag(
        "PredecessorLink",
        _texts(PredecessorUID=uids[key], Type=LINKS[link], CrossProject=0, LinkLag=tenths, LagFormat=DAYS),
    )


def _assignments(plan: Outgoing, uids: dict[str, int], resources: dict[str, int]) -> Iterator[str]:
    number = 0
    for item in plan.items:
        row = item.row
        if row is None or not row.role:
            continue
        number += 1
        window = window_of(plan, item.first, item.last)
        units = round(row.days / window, 4) if window else 1
        yield _tag(
            "Assignment",
            _texts(
                UID=number, TaskUID=uids[item.key], ResourceUID=resources[row.role], PercentWorkComplete=row.progress,
                Finish=f"{item.last}{END}", Start=f"{item.first}{BEGIN}", Units=units, Work=_hours(row.days),
            ),
        )  # fmt: skip


def _hours(days: int) -> str:
    return f"PT{days * DAY_MINUTES // 60}H0M0S"


def _texts(**values: object) -> str:
    return "".join(f"<{name}>{escape(plain(str(value)))}</{name}>" for name, value in values.items())


def _tag(name: str, inside: str) -> str:
    return f"<{name}>{inside}</{name}>"
