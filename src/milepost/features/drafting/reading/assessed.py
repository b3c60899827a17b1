"""What the gap assessment gives its report: the map by clause, the sums, and the gaps that weigh most.

The sheet keeps what people say of it: how it was done, what weighs most in a clause, what was decided.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Any

from milepost.catalogue import standard
from milepost.catalogue.standard import Clause
from milepost.engines.templating.facts import GivenText
from milepost.features.drafting.reading.answering import About, RoleOf
from milepost.features.gaps.models import CONFORMS, Assessment, Rating
from milepost.features.gaps.selectors import Line, assessments_of, lines_of
from milepost.features.gaps.statements import auditable, find_statement, places, statements_in
from milepost.features.programmes.models import Programme

type Facts = dict[str, Any]

HEAVIEST = 10
"""Gaps that a report names; the register holds them all."""
BELOW = ("none", "some", "partly")
"""The columns of the map for the levels 0 to 2; from level 3 a statement is met."""
PRIORITIES = {"high": {"en": "high", "id": "tinggi"}, "medium": {"en": "medium", "id": "sedang"},
              "low": {"en": "low", "id": "rendah"}}  # fmt: skip


def assessed_facts(programme: Programme, sheet: Any, role_of: RoleOf) -> Facts:
    """The root `gap_report`; nothing before every statement is rated, for a map with holes misleads. Three queries.

    A closed assessment goes before an open one: closing it is what keeps a report from moving.
    """
    said: Facts = sheet if isinstance(sheet, dict) else {}
    assessment = _reported(assessments_of(programme))
    lines = lines_of(assessment)
    if assessment is None or not all(statement.id in lines for statement in auditable()):
        return {}
    if not all(line.is_rated for line in lines.values()):
        return {}
    return {
        "ref": said.get("ref") or assessment.reference,
        "from": said.get("from") or assessment.opened_on.isoformat(),
        "to": said.get("to") or (assessment.closed_on or assessment.opened_on).isoformat(),
        "map": _map(lines, said.get("map")),
        "sums": {**_counted(lines.values()), "days": _days(line.days for line in lines.values() if line.shortfall)},
        "gaps": said.get("gaps") or _heaviest(assessment, role_of),
    }


def _reported(found: list[Assessment]) -> Assessment | None:
    known = [assessment for assessment in found if assessment.closed_on] or found
    return known[-1] if known else None


def _map(lines: Mapping[str, Line], said: Any) -> list[Facts]:
    told = {row.get("clause"): row for row in said if isinstance(row, dict)} if isinstance(said, list) else {}
    return [_row(clause, lines, told.get(clause.number, {})) for clause in _clauses()]


def _clauses() -> Iterable[Clause]:
    """Clauses of the first level; of clause 8, which holds most, those of the second."""
    for clause in standard.clauses():
        wanted = clause.depth == 2 if clause.number.startswith("8.") else clause.depth == 1 and clause.number != "8"
        if wanted and statements_in(clause.number):
            yield clause


def _row(clause: Clause, lines: Mapping[str, Line], told: Mapping[str, Any]) -> Facts:
    statements = statements_in(clause.number)
    return {
        "about": GivenText(en=clause.title.en, id=clause.title.id),
        **told,
        "clause": clause.number,
        "statements": len(statements),
        **_counted(lines[statement.id] for statement in statements),
    }


def _counted(lines: Iterable[Line]) -> dict[str, int]:
    counts = Counter(_column(line) for line in lines)
    return {column: counts[column] for column in ("met", "partly", "some", "none", "idle")}


def _column(line: Line) -> str:
    if line.current is None:
        return "idle"
    return "met" if line.current >= CONFORMS else BELOW[line.current]


def _days(each: Iterable[Decimal | None]) -> int:
    """Working days as a document prints them: whole, begun ones counted."""
    return int(sum((days or Decimal(0) for days in each), Decimal(0)).to_integral_value(ROUND_CEILING))


def _heaviest(assessment: Assessment, role_of: RoleOf) -> list[Facts]:
    rows = Rating.objects.filter(assessment=assessment, current__lt=CONFORMS).select_related("owner")
    order = list(PRIORITIES)
    weighed = sorted(
        rows.exclude(priority=""),
        key=lambda row: (order.index(row.priority), row.current or 0, -(row.days or 0), places()[row.statement]),
    )
    return [
        {
            "statement": row.statement,
            "found": row.finding,
            "level": row.current,
            "needed": row.required,
            "priority": PRIORITIES[row.priority],
            "remedy": row.remediation,
            "owner": role_of(row.owner, About(clause=find_statement(row.statement).clause)),
            "days": _days([row.days]),
            "due_on": row.due_on.isoformat() if row.due_on else None,
        }
        for row in weighed[:HEAVIEST]
    ]
