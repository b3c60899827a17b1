"""Practices and their registers in files: `milepost apply P practices.toml`."""

from datetime import date

from django.utils.translation import gettext as _

from milepost.engines.rules.months import Month, month_of
from milepost.features.practices import services
from milepost.features.practices.changing import change_practice
from milepost.features.practices.models import Practice
from milepost.features.practices.rows import (
    CaseRow,
    DueDatesRow,
    NilStatementRow,
    OccurrenceRow,
    PracticeRow,
    ToolRow,
)
from milepost.features.practices.selectors import get_nil_statement, get_occurrence
from milepost.features.practices.services.due_dates import dates_by_interval, planned_rhythm
from milepost.features.programmes.applying import Did, Fields, applies
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import Hidden
from milepost.platform.organisations.refusals import Refused


@applies("practices", row=PracticeRow, order=35)
def apply_practice(actor: Actor, programme: Programme, row: Fields) -> Did:
    """Bring one of the twenty to what the row says; the twenty are set up where they are not yet."""
    given = {name: value for name, value in row.items() if name != "code"}
    changed = change_practice(
        actor=actor,
        practice=services.settle_practice(actor=actor, programme=programme, key=row["code"], field="code"),
        given=given,
    )
    return "updated" if changed else "unchanged"


@applies("tools", row=ToolRow, order=36, key=("practice", "source", "from_on"))
def apply_tool(actor: Actor, programme: Programme, row: Fields) -> Did:
    """Declare a tool of record, or end one."""
    practice = services.settle_practice(actor=actor, programme=programme, key=row["practice"])
    present = practice.tools.filter(source=row["source"], from_on=row["from_on"]).first()
    until_on = row.get("until_on")
    if present is None:
        services.declare_tool(
            actor=actor, practice=practice, source=row["source"], from_on=row["from_on"], until_on=until_on
        )
        return "created"
    if until_on is None or present.until_on == until_on:
        return "unchanged"
    services.end_tool(actor=actor, practice=practice, source=row["source"], until_on=until_on)
    return "updated"


@applies("nil-statements", row=NilStatementRow, order=60, key=("practice", "month"))
def apply_nil_statement(actor: Actor, programme: Programme, row: Fields) -> Did:
    """Prepare a nil statement; it counts once the owner has signed it."""
    practice = services.settle_practice(actor=actor, programme=programme, key=row["practice"])
    month = _month(row["month"])
    present = get_nil_statement(practice, month.first_day)
    words = present.looked_at if present else None
    made = services.make_nil_statement(actor=actor, practice=practice, month=month, looked_at=row["looked_at"])
    if words is None:
        return "created"
    return "unchanged" if made.looked_at == words else "updated"


@applies("due-dates", row=DueDatesRow, order=61, key=("practice", "rhythm", "first_due_on"))
def apply_due_dates(actor: Actor, programme: Programme, row: Fields) -> Did:
    """Approve due dates by the rhythm's interval; those that stand already stay."""
    practice = services.settle_practice(actor=actor, programme=programme, key=row["practice"])
    rhythm = planned_rhythm(practice, row["rhythm"])
    due_on = dates_by_interval(rhythm, row["first_due_on"], row["until"])
    present = set(practice.occurrences.filter(rhythm=rhythm.key).values_list("due_on", flat=True))
    if due_on and set(due_on) <= present:
        return "unchanged"
    services.approve_due_dates(
        actor=actor,
        practice=practice,
        rhythm=rhythm.key,
        due_on=due_on,
        approved_on=row.get("approved_on"),
        reason=row.get("reason", ""),
    )
    return "updated" if present else "created"


@applies("occurrences", row=OccurrenceRow, order=62, key=("practice", "rhythm", "due_on"))
def apply_occurrence(actor: Actor, programme: Programme, row: Fields) -> Did:
    """Record an occurrence as done, or move one that is still to be done."""
    practice = services.settle_practice(actor=actor, programme=programme, key=row["practice"])
    rhythm = planned_rhythm(practice, row["rhythm"])
    try:
        occurrence = get_occurrence(practice, rhythm.key, row["due_on"])
    except Hidden:
        return _moved_already(practice, rhythm.key, row)
    if move_to := row.get("move_to"):
        if occurrence.moved_after_due and practice.occurrences.filter(rhythm=rhythm.key, due_on=move_to).exists():
            return "unchanged"
        services.move_occurrence(
            actor=actor, practice=practice, occurrence=occurrence, due_on=move_to, reason=row.get("reason", "")
        )
        return "updated"
    done_on: date | None = row.get("done_on")
    if done_on is None or done_on == occurrence.done_on:
        return "unchanged"
    services.record_occurrence(
        actor=actor, practice=practice, occurrence=occurrence, done_on=done_on, note_on_it=row.get("note", "")
    )
    return "updated"


@applies("cases", row=CaseRow, order=63, key=("practice", "happened_on", "title"))
def apply_case(actor: Actor, programme: Programme, row: Fields) -> Did:
    """Record a case or a rehearsal; one that stands already stays."""
    practice = services.settle_practice(actor=actor, programme=programme, key=row["practice"])
    if practice.cases.filter(happened_on=row["happened_on"], title=row["title"]).exists():
        return "unchanged"
    services.record_case(
        actor=actor,
        practice=practice,
        happened_on=row["happened_on"],
        title=row["title"],
        rehearsal=row.get("rehearsal", False),
        outcome=row.get("outcome", ""),
    )
    return "created"


def _month(written: str) -> Month:
    return month_of(date.fromisoformat(f"{written}-01"))


def _moved_already(practice: Practice, rhythm: str, row: Fields) -> Did:
    if row.get("move_to") and practice.occurrences.filter(rhythm=rhythm, due_on=row["move_to"]).exists():
        return "unchanged"
    raise Refused(
        _("Nothing is due on {day}.").format(day=row["due_on"]),
        field="due_on",
        hint=_("Approve due dates first: the kind due-dates."),
    )
