"""What the knowledge register gives the sheet of its practice: what has to be known, where it is, what is missing."""

from typing import Any

from milepost.features.drafting.reading.answering import About, RoleOf
from milepost.features.drafting.reading.registers import as_day, joined, kept_rows, roles_said
from milepost.features.management.models import Knowledge
from milepost.features.programmes.models import Programme

type Facts = dict[str, Any]

KEY = "knowledge"
"""The practice."""
CLAUSE = "7.6"


def with_knowledge(programme: Programme, sheet: Facts, role_of: RoleOf) -> Facts:
    """The sheet of the practice with what its register keeps; the sheet adds who uses it and how it is checked."""
    known = roles_said(sheet, ["needed"])
    needed = [_needed(row, role_of(row.owner, _about(row, known))) for row in kept_rows(Knowledge, programme)]
    return {**sheet, "needed": joined(sheet.get("needed"), needed)} if needed else sheet


def _about(row: Knowledge, known: dict[str, str]) -> About:
    return About(said=known.get(row.code), clause=CLAUSE, services=row.services)


def _needed(row: Knowledge, owner: str | None) -> Facts:
    return {
        "ref": row.code,
        "subject": row.title,
        "purpose": row.needed_for,
        "services": list(row.services),
        "where": row.kept_in,
        "owner": owner,
        "next_on": as_day(row.next_check_on),
        "missing": row.missing,
        "action": row.action,
        "due_on": as_day(row.due_on),
    }
