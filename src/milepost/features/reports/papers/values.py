"""A paper as plain values: its figures for machines, its text as pieces."""

from typing import Any

from milepost.features.reports.models import MeetingPaper
from milepost.features.reports.papers.gathering import Taken
from milepost.features.reports.papers.pieces import Piece


def paper_facts(taken: Taken) -> dict[str, Any]:
    """The figures of a paper, in no language."""
    plan, variance = taken.plan, taken.variance
    return {
        "phase": taken.phase.value,
        "next_gate": taken.phase.gate,
        "open_criteria": [one.id for one in taken.standing.verdict.open],
        "activities": sum(len(phase.activities) for phase in taken.phases),
        "done": sum(phase.done for phase in taken.phases),
        "overdue": [row.key for row in taken.overdue],
        "likely": plan.certificate.likely.isoformat() if plan else None,
        "p80": plan.certificate.p80.isoformat() if plan else None,
        "since": taken.since or None,
        "moved_days": variance.certificate.p80.days if variance else None,
        "moved": [
            {"cause": step.cause.value, "likely_days": step.likely_days, "p80_days": step.p80_days}
            for step in taken.steps
        ],
        "warnings": [one.id for one in taken.warnings],
        "risks": [row.code for row in taken.risks],
        "obstacles": [row.code for row in taken.obstacles],
    }


def paper_values(row: MeetingPaper) -> dict[str, Any]:
    """An issued paper without its text."""
    return {
        "paper": row.reference,
        "number": row.number,
        "meeting": row.meeting.code,
        "issued_on": row.issued_on,
        "issued_by": row.made_by.name,
        "sha256": row.content_hash,
        "asks": row.content["asks"],
        "facts": row.content["facts"],
    }


def draft_values(taken: Taken, pieces: list[Piece]) -> dict[str, Any]:
    """What the paper of a meeting would say today."""
    return {
        "paper": None,
        "number": None,
        "meeting": taken.meeting.code,
        "issued_on": None,
        "issued_by": None,
        "sha256": None,
        "asks": list(taken.asks),
        "facts": paper_facts(taken),
        "text": pieces,
    }
