"""Practices as the API speaks of them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from milepost.features.practices.standing import Standing
from milepost.platform.organisations.wire import Schema


class ProcedureOut(Schema):
    """A version of a procedure."""

    title: str
    version: int
    approved_on: date
    approved_by: str
    redesign: bool
    withdrawn_on: date | None
    document: Annotated[str | None, Field(description="The controlled document that it is.")] = None


class ToolOut(Schema):
    """A tool of record."""

    source: str
    from_on: date
    until_on: date | None


class OccurrenceOut(Schema):
    """An occurrence of a planned rhythm."""

    rhythm: str
    due_on: date
    done_on: date | None
    moved_after_due: bool
    recorded_on: date | None
    note: str


class CaseOut(Schema):
    """A case or a rehearsal."""

    happened_on: date
    title: str
    rehearsal: bool
    outcome: str


class NilStatementOut(Schema):
    """A month that had nothing to record; it counts once signed."""

    month: str
    looked_at: str
    signed_on: date | None


class PracticeOut(Schema):
    """A practice, and what it still lacks."""

    practice: str
    name: str
    clauses: list[str]
    owner: str | None
    deputy: str | None
    hours_per_week: Decimal | None
    accepted: bool
    state: Literal["designing", "ready", "live", "ended"]
    planned_live_on: date | None
    live_on: date | None
    ended_on: date | None
    before: bool
    silent_days: Annotated[int | None, Field(description="Its own number; null: the programme's holds.")]
    rhythms: list[str]
    missing: list[str]
    revision: int


class PracticeDetail(PracticeOut):
    """A practice with its registers."""

    procedures: list[ProcedureOut]
    tools: list[ToolOut]
    occurrences: list[OccurrenceOut]
    cases: list[CaseOut]
    nil_statements: list[NilStatementOut]


class PracticesOut(Schema):
    """The twenty practices."""

    items: list[PracticeOut]


def practice_values(standing: Standing) -> dict[str, Any]:
    """A practice as `PracticeOut` shows it."""
    practice, known = standing.practice, standing.known
    return {
        "practice": practice.key,
        "name": known.name.en,
        "clauses": list(known.clauses),
        "owner": practice.owner.email if practice.owner else None,
        "deputy": practice.deputy.email if practice.deputy else None,
        "hours_per_week": practice.hours_per_week,
        "accepted": practice.accepted_on is not None,
        "state": standing.state.value,
        "planned_live_on": practice.planned_live_on,
        "live_on": practice.live_on,
        "ended_on": practice.ended_on,
        "before": practice.before,
        "silent_days": practice.silent_days,
        "rhythms": [rhythm.kind.value for rhythm in known.rhythms],
        "missing": [str(text) for text in standing.missing],
        "revision": practice.revision,
    }


def detail_values(standing: Standing) -> dict[str, Any]:
    """A practice as `PracticeDetail` shows it; the row comes with its registers."""
    practice = standing.practice
    return {
        **practice_values(standing),
        "procedures": list(practice.all_procedures),
        "tools": list(practice.tools.all()),
        "occurrences": list(practice.occurrences.all()),
        "cases": list(practice.cases.all()),
        "nil_statements": [
            {
                "month": f"{row.month:%Y-%m}",
                "looked_at": row.looked_at,
                "signed_on": row.signature.signed_on if row.signature is not None and row.is_signed else None,
            }
            for row in practice.nil_statements.all()
        ],
    }
