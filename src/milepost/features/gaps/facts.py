"""The gap assessment as the rules judge it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Case, F, IntegerField, Q, Subquery, When

from milepost.engines.rules.facts.gap import GapFacts, GapField, IncompleteGap, NotTriggered, UnratedClause
from milepost.features.gaps.models import Assessment, Rating
from milepost.features.gaps.statements import auditable, places, row_numbers
from milepost.features.programmes.models import Programme

NAMED = 3  # unrated statements named per clause

type Row = Mapping[str, Any]

COLUMNS = (
    "statement", "current", "required", "not_triggered", "trigger", "period_from", "period_to", "searched_in",
    "reopened_by", "reopened_on", "priority", "owner_id", "days", "remediation", "first_rated_on",
)  # fmt: skip


def gap_topics(programme: Programme, on: date) -> Mapping[str, Any]:
    """The topic `gap`."""
    return {"gap": gap_facts(programme, on)}


def gap_facts(programme: Programme, on: date) -> GapFacts:
    """The assessment opened last by that day, or the first there is. One query.

    Before the first one nothing is rated, which is a fact and not its absence.
    """
    opened, number = Q(opened_on__lte=on), IntegerField()
    judged = Assessment.objects.filter(programme=programme).order_by(
        Case(When(opened, then=0), default=1, output_field=number),
        Case(When(opened, then=-F("number")), default=F("number"), output_field=number),
    )
    found = Rating.objects.filter(assessment=Subquery(judged.values("pk")[:1])).order_by()
    rows: list[Row] = list(found.values(*COLUMNS))
    rows = sorted((row for row in rows if row["statement"] in places()), key=lambda row: places()[row["statement"]])
    rated = [row for row in rows if row["current"] is not None or row["not_triggered"]]
    is_complete = len(rated) == len(auditable())
    if not is_complete:  # a complete one says itself since when; of any other only what was rated by that day counts
        rated = [row for row in rated if row["first_rated_on"] is None or row["first_rated_on"] <= on]
    return GapFacts(
        rated=len(rated),
        unrated=_unrated({row["statement"] for row in rated}),
        incomplete=tuple(_incomplete(rated)),
        not_triggered=tuple(_not_triggered(row) for row in rated if row["not_triggered"]),
        complete_on=max(row["first_rated_on"] for row in rated) if is_complete else None,
    )


def _unrated(rated: set[str]) -> tuple[UnratedClause, ...]:
    missing: dict[str, list[str]] = {}
    for statement in auditable():
        if statement.id not in rated:
            missing.setdefault(row_numbers()[statement.id], []).append(statement.id)
    return tuple(UnratedClause(clause, len(ids), tuple(ids[:NAMED])) for clause, ids in missing.items())


def _incomplete(rated: Iterable[Row]) -> Iterable[IncompleteGap]:
    for row in rated:
        if row["current"] is None or row["current"] >= row["required"]:
            continue
        missing = missing_of(row)
        if missing:
            yield IncompleteGap(row["statement"], row_numbers()[row["statement"]], missing)


def missing_of(row: Row) -> tuple[GapField, ...]:
    """What a gap lacks; its required level is there from the start."""
    lacks = {
        GapField.PRIORITY: not row["priority"],
        GapField.OWNER: row["owner_id"] is None,
        GapField.EFFORT: row["days"] is None,
        GapField.REMEDIATION: not row["remediation"],
    }
    return tuple(field for field, is_missing in lacks.items() if is_missing)


def _not_triggered(row: Row) -> NotTriggered:
    return NotTriggered(
        statement=row["statement"],
        clause=row_numbers()[row["statement"]],
        trigger=row["trigger"],
        period_from=row["period_from"],
        period_to=row["period_to"],
        register=row["searched_in"],
        reopened_by=row["reopened_by"],
        reopened_on=row["reopened_on"],
    )
