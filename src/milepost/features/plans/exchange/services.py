"""Taking a plan from elsewhere in: what would change, row by row, then all of it or nothing.

Days off go through the service of the calendar, activities through that of the plan; each asks for its own right.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import Field

from milepost.catalogue import programme as catalogue
from milepost.engines.rules.dates import FIRST_DAY, LAST_DAY
from milepost.features.plans.applying import ActivityRow
from milepost.features.plans.exchange.incoming import incoming
from milepost.features.plans.exchange.outgoing import standard_ties, subject_of
from milepost.features.plans.exchange.reading import BadFile, read_project
from milepost.features.plans.exchange.sheet import read_sheet
from milepost.features.plans.exchange.told import Incoming, Known, Note
from milepost.features.plans.exchange.values import Project
from milepost.features.plans.forecasting.calendar import WorkingCalendar
from milepost.features.plans.forecasting.given import Work
from milepost.features.plans.forecasting.reading import works_among
from milepost.features.plans.models import Activity
from milepost.features.plans.notation import BadNotation, read_after, write_after
from milepost.features.plans.policies import EDIT_PLAN
from milepost.features.plans.selectors import fields_of, state_of_plan
from milepost.features.plans.services import bring_in_activities
from milepost.features.programmes.applying import kinds
from milepost.features.programmes.models import Programme
from milepost.platform.applying.engine import RefusedRow, Report, apply_to
from milepost.platform.applying.files import LIMIT
from milepost.platform.applying.kinds import Kind
from milepost.platform.calendars.policies import EDIT_CALENDAR
from milepost.platform.calendars.selectors import holidays_between
from milepost.platform.files.scanning import scan
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import allows, require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.texts import speak

FORMATS = ("mspdi", "csv")
ACTIVITIES = "activities"


class IncomingRow(ActivityRow):
    """An activity of a plan from elsewhere; `revision` is the state here that it was written from."""

    revision: Annotated[int | None, Field(ge=1, description="The revision in the file that was exported.")] = None


KIND: Kind[Programme] = Kind(ACTIVITIES, IncomingRow, 30, bring_in_activities)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field, from what to what."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """An activity that is new or changes; `row` is its number in the file."""

    row: int
    code: str
    name: str
    is_new: bool
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file changes, or changed; `absent` are activities that it does not hold, `state` is that of the plan."""

    report: Report
    changes: tuple[Change, ...]
    notes: tuple[Note, ...]
    absent: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True)
class _File:
    """Rows for the services, with the number that each has in the file, and what could not become one."""

    numbers: tuple[int, ...]
    rows: tuple[Any, ...]
    days: tuple[dict[str, Any], ...] = ()
    refused: tuple[RefusedRow, ...] = ()
    notes: tuple[Note, ...] = ()


def format_of(name: str, data: bytes, wanted: str = "") -> str:
    """Whether a file is MSPDI or CSV: as somebody says, else by its name, else by how it begins. Raises `Refused`."""
    ending = name.rpartition(".")[2].lower()
    if wanted:
        return wanted
    if ending in {"xml", "mspdi"} or data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml"):
        return "mspdi"
    if ending in {"csv", "tsv", "txt"}:
        return "csv"
    raise Refused(
        _("{name} is neither XML of MS Project nor CSV.").format(name=name),
        field="file",
        hint=_("Save the plan as XML in the tool that made it, or as CSV with the columns of an export."),
    )


@transaction.atomic
def take_plan_in(
    *,
    actor: Actor,
    programme: Programme,
    name: str,
    data: bytes,
    wanted: str = "",
    phase: str = "",
    dry_run: bool = False,
    seen: str = "",
) -> Taken:
    """Take a file in, or with `dry_run` say what it would change. Nothing is written where a row is refused.

    `phase` is that of tasks which name none; `seen` the state of the plan that somebody agreed to. Raises `Refused` for
    a file that cannot be read, or a plan that changed since.
    """
    require(actor, EDIT_PLAN, organisation_id=programme.organisation_id, programme_id=programme.pk)
    if len(data) > LIMIT:
        raise Refused(
            _("{name} is larger than {limit} MiB.").format(name=name, limit=LIMIT // 2**20),
            field="file",
            hint=_("Hand it in as several files."),
        )
    Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    present = {row.key: row for row in Activity.objects.filter(programme=programme)}
    state = state_of_plan(present.values())
    if seen and seen != state:
        raise Refused(
            _("Somebody changed the plan since the file was checked."),
            field="file",
            hint=_("Look at what the file changes now, then take it in."),
        )
    is_csv = format_of(name, data, wanted) == "csv"
    file = _sheet(name, data) if is_csv else _project(actor, programme, name, data, present, phase)
    return _taken(actor, programme, file, present, state, dry_run=dry_run)


def _taken(
    actor: Actor, programme: Programme, file: _File, present: Mapping[str, Activity], state: str, *, dry_run: bool
) -> Taken:
    given: dict[str, Sequence[Any]] = {ACTIVITIES: file.rows} | ({"days": file.days} if file.days else {})
    report = apply_to(
        actor=actor,
        place=programme,
        kinds={ACTIVITIES: KIND, "days": kinds()["days"]},
        given=given,
        dry_run=dry_run or bool(file.refused),
    )
    for refused in report["refused"]:
        if refused["kind"] == ACTIVITIES and refused["row"]:
            refused["row"] = file.numbers[refused["row"] - 1]
    report["refused"] = sorted([*report["refused"], *file.refused], key=lambda row: row["row"] or 0)
    held = {str(row.get("code", "")) for row in file.rows if isinstance(row, Mapping)}
    held |= {refused["code"] or "" for refused in file.refused}
    return Taken(
        report, tuple(_changes(file, present)), file.notes, tuple(key for key in present if key not in held), state
    )


def _sheet(name: str, data: bytes) -> _File:
    rows = tuple(read_sheet(name, data, KIND))
    return _File(tuple(range(1, len(rows) + 1)), rows)


def _project(
    actor: Actor, programme: Programme, name: str, data: bytes, present: Mapping[str, Activity], phase: str
) -> _File:
    scan([data], name)
    try:
        project = read_project(data)
    except BadFile as bad:
        raise Refused(f"{name}: {speak(bad.reason)}", field="file", hint=speak(bad.fix)) from None
    if not project.tasks:
        raise Refused(
            _("{name} holds no tasks.").format(name=name),
            field="file",
            hint=_("Export the whole plan, not a view of it."),
        )
    found = _read(programme, project, present, phase)
    refused = tuple(
        RefusedRow(
            kind=ACTIVITIES, row=each.row, code=each.code, field=each.field, reason=speak(each.reason),
            fix=speak(each.fix),
        )
        for each in found.problems
    )  # fmt: skip
    may = allows(actor, EDIT_CALENDAR, organisation_id=programme.organisation_id)
    days = tuple({"day": each.day, "name": each.name[:120] or "–", "works": each.works} for each in found.days)
    return _File(
        tuple(row.number for row in found.rows),
        tuple(row.fields for row in found.rows),
        days if may else (),
        refused,
        found.notes,
    )


def _read(programme: Programme, project: Project, present: Mapping[str, Activity], phase: str) -> Incoming:
    """The rows of a project. What the standard asks for hangs on the activities and phases of the file itself too."""
    works = works_among(present.values())
    known = _known(programme, project, present, works, phase)
    found = incoming(project, known)
    ids = {each.key: each.id for each in catalogue.phases()}
    merged = dict(works)
    for row in found.rows:
        before = works.get(row.fields["code"])
        at = ids.get(row.fields.get("phase", ""), before.phase if before else "P1")
        merged[row.fields["code"]] = replace(before, phase=at) if before else Work(row.fields["code"], at, "", 0)
    if merged == works:
        return found
    both = {
        key: tuple(dict.fromkeys((*standard, *known.standard.get(key, ()))))
        for key, standard in standard_ties(merged).items()
    }
    return incoming(project, replace(known, standard=both))


def _known(
    programme: Programme, project: Project, present: Mapping[str, Activity], works: Mapping[str, Work], phase: str
) -> Known:
    days = [day for task in project.tasks for day in (task.start, task.finish) if day and FIRST_DAY <= day <= LAST_DAY]
    first = min((*days, *(row.planned_from for row in present.values())), default=programme.starts_on)
    last = date(min(max(days, default=first).year + 1, first.year + 12, LAST_DAY.year), 12, 31)
    holidays = holidays_between(programme.organisation, first.replace(month=1, day=1), last)
    return Known(
        subject=subject_of(programme),
        activities={key: fields_of(row) for key, row in present.items()},
        standard=standard_ties(works),
        roles={name.casefold(): role.key for role in catalogue.roles() for name in (role.name.en, role.name.id)},
        phases={
            name.casefold(): each.key for each in catalogue.phases() for name in (each.name.en, each.name.id, each.key)
        },
        days_off=holidays,
        calendar=WorkingCalendar.of(first, holidays),
        phase=phase,
    )


def _changes(file: _File, present: Mapping[str, Activity]) -> Iterator[Change]:
    for number, row in zip(file.numbers, file.rows, strict=True):
        try:
            fields = KIND.row.model_validate(row).model_dump(exclude_unset=True)
        except ValueError:
            continue  # refused, with its reason
        found = present.get(fields["code"])
        before = fields_of(found) if found else {}
        fields.pop("revision", None)
        changed = tuple(
            FieldChange(name, before.get(name), value)
            for name, value in fields.items()
            if name != "code" and not _same(name, before.get(name), value)
        )
        if found is None or changed:
            yield Change(
                number, fields["code"], fields.get("name") or (found.name if found else ""), found is None, changed
            )


def _same(name: str, before: Any, after: Any) -> bool:
    if name == "after":
        try:
            after = write_after(read_after(after or ""))
        except BadNotation:
            return False
    if name == "percent_complete":
        after = after or 0
    return bool(before == after) or (before in (None, "") and after in (None, ""))
