"""Risks, opportunities and objectives as the rules judge them (6.1, 6.2). Two queries, however many there are.

A topic of which nothing is entered is None: the organisation may keep it elsewhere, and attest it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from milepost.engines.rules.facts.planning import Objective, ObjectiveFacts, Risk, RiskFacts, RiskKind, RiskSource
from milepost.engines.rules.facts.refs import Ref
from milepost.features.management.models import Objective as ObjectiveRow
from milepost.features.management.models import Risk as RiskRow
from milepost.features.management.models import Treatment
from milepost.features.management.numbers import plain_number
from milepost.features.programmes.models import Programme
from milepost.platform.ui.wording import said

RISK_COLUMNS = (
    "code", "title", "kind", "source", "identified_on", "assessed_on", "treatment", "action", "accepted_until",
    "owner_id", "owner__name", "ended_on", "programme__risk_method__stated_on",
)  # fmt: skip

type Row = Mapping[str, Any]


def management_topics(programme: Programme, on: date) -> Mapping[str, Any]:
    """The topics `risks` and `objectives`."""
    return {"risks": risk_facts(programme, on), "objectives": objective_facts(programme, on)}


def risk_facts(programme: Programme, on: date) -> RiskFacts | None:
    """The register with the day its criterion was stated; None while no entry is in it."""
    rows: Sequence[Row] = list(RiskRow.objects.filter(programme=programme).order_by("code").values(*RISK_COLUMNS))
    if not rows:
        return None
    kept = [row for row in rows if row["identified_on"] <= on and not _is_over(row, on)]
    return RiskFacts(rows[0]["programme__risk_method__stated_on"], tuple(_risk(row) for row in kept))


def _risk(row: Row) -> Risk:
    accepted = row["treatment"] == Treatment.ACCEPT
    return Risk(
        risk=_ref(row),
        kind=RiskKind(row["kind"]),
        source=RiskSource(row["source"]),
        assessed_on=row["assessed_on"],
        treatment=said(row["action"]) or row["treatment"],
        owner=_owner(row),
        accepted_until=row["accepted_until"] if accepted else None,
    )


def objective_facts(programme: Programme, on: date) -> ObjectiveFacts | None:
    """The objectives of the period that a day lies in, else of the last one; None while none was ever set."""
    rows = list(ObjectiveRow.objects.filter(programme=programme).select_related("owner").order_by("code"))
    if not rows:
        return None
    kept = [row for row in rows if row.ended_on is None or row.ended_on > on]
    judged = [row for row in kept if row.counts_on(on)] or _last_period(kept, on)
    periods = [(row.period_from, row.period_to) for row in judged if row.period_from and row.period_to]
    is_stated = len(periods) == len(judged) > 0
    return ObjectiveFacts(
        period_from=min(begins for begins, _ends in periods) if is_stated else None,
        period_to=max(ends for _begins, ends in periods) if is_stated else None,
        objectives=tuple(_objective(row) for row in judged),
    )


def _last_period(rows: Sequence[ObjectiveRow], on: date) -> list[ObjectiveRow]:
    over = [row for row in rows if row.period_to is not None and row.period_to < on]
    last = max((row.period_to for row in over if row.period_to), default=None)
    return [row for row in over if row.period_to == last]


def _objective(row: ObjectiveRow) -> Objective:
    return Objective(
        objective=Ref(row.code, row.called),
        metric=said(row.metric),
        baseline=_figure(row, row.baseline),
        baseline_by=row.baseline_by,
        target=_figure(row, row.target),
        due_on=row.due_on,
        method=said(row.method),
        owner=Ref(str(row.owner_id), row.owner.name) if row.owner else None,
        set_on=row.set_on,
    )


def _figure(row: ObjectiveRow, value: Decimal | None) -> str:
    return "" if value is None else f"{plain_number(value)} {said(row.unit)}".strip()


def _is_over(row: Row, on: date) -> bool:
    return row["ended_on"] is not None and row["ended_on"] <= on


def _ref(row: Row) -> Ref:
    return Ref(row["code"], f"{row['code']} {said(row['title'])}")


def _owner(row: Row) -> Ref | None:
    return Ref(str(row["owner_id"]), row["owner__name"]) if row["owner_id"] else None
