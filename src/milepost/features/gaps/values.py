"""Ratings and the heat map as plain values: what the command line prints and the API answers."""

from collections.abc import Mapping
from typing import Any

from milepost.catalogue.standard import EDITION, Statement
from milepost.features.gaps.heatmap import HeatMap, HeatRow
from milepost.features.gaps.models import CONFORMS, Assessment, PartRating, Rating
from milepost.platform.ui.texts import speak

UNRATED: Mapping[str, Any] = {
    "current": None, "required": CONFORMS, "not_triggered": False, "trigger": "", "period_from": None,
    "period_to": None, "searched_in": "", "reopened_by": "", "reopened_on": None, "priority": "", "owner": None,
    "days": None, "due_on": None, "remediation": "", "finding": "", "note": "", "link": "", "rated_by": None,
    "rated_at": None, "revision": 0,
}  # fmt: skip


def rating_values(
    statement: Statement, rating: Rating | None, parts: list[PartRating] | tuple[PartRating, ...] = ()
) -> dict[str, Any]:
    """One statement and how it stands; `revision` 0 says that nobody has said anything of it."""
    values = dict(UNRATED)
    if rating is not None:
        values = {name: getattr(rating, name) for name in UNRATED}
        values["owner"] = rating.owner.email if rating.owner else None
        values["rated_by"] = rating.rated_by.email if rating.rated_by else None
    return {
        "statement": statement.id,
        "edition": EDITION,
        "clause": statement.clause,
        "letter": statement.letter,
        "conditional": statement.conditional,
        **values,
        "gap": max(0, values["required"] - values["current"]) if values["current"] is not None else None,
        "parts": [{"part": part.key, "level": part.level} for part in parts],
    }


def assessment_values(assessment: Assessment) -> dict[str, Any]:
    """One assessment."""
    return {
        "assessment": assessment.reference,
        "opened_on": assessment.opened_on,
        "closed_on": assessment.closed_on,
        "open": assessment.is_open,
        "revision": assessment.revision,
    }


def heatmap_values(code: str, heat: HeatMap) -> dict[str, Any]:
    """The heat map: `clauses` in the order of the standard, those of the first level before theirs; and `total`."""
    rows = [row for section, rows in heat.sections for row in (section, *rows)]
    return {
        "programme": code,
        "assessment": heat.assessment.reference if heat.assessment else None,
        "opened_on": heat.assessment.opened_on if heat.assessment else None,
        "closed_on": heat.assessment.closed_on if heat.assessment else None,
        "compared_with": heat.compared.reference if heat.compared else None,
        "clauses": [
            {"clause": row.number, "title": speak(row.title) if row.title else "", **_row(row)} for row in rows
        ],
        "total": _row(heat.total),
    }


def _row(row: HeatRow) -> dict[str, Any]:
    return {
        "statements": row.statements,
        "levels": {str(level): count for level, count in row.cells},
        "rated": row.rated,
        "unrated": row.unrated,
        "not_triggered": row.not_triggered,
        "at_required": row.at_required,
        "below": row.below,
        "current": row.now,
        "since": row.since,
        "required": row.required,
        "gap": row.gap,
        "days_left": row.days,
        "progress": row.progress,
    }
