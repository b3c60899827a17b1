"""Practices as the rules read them (`engines/rules/facts/practices.py`)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from milepost.catalogue.practices import practice as known_practice
from milepost.catalogue.practices import practices as known_practices
from milepost.engines.rules.facts.practices import Practice as PracticeFact
from milepost.engines.rules.facts.practices import PracticeFacts
from milepost.engines.rules.facts.refs import Ref
from milepost.features.practices.documented import DocumentedProcedure
from milepost.features.practices.models import Practice, Procedure
from milepost.platform.organisations.models import Person
from milepost.platform.ui.texts import speak


def practice_topics(rows: Sequence[Practice], on: date) -> Mapping[str, Any]:
    """The topic `practices`: what is known of each row (with its procedures), and which of the twenty are missing."""
    present = {row.key for row in rows}
    missing = tuple(Ref(known.key, speak(known.name)) for known in known_practices() if known.key not in present)
    return {"practices": PracticeFacts(tuple(_fact(row, on) for row in rows), missing)}


def _fact(row: Practice, on: date) -> PracticeFact:
    known = known_practice(row.key)
    procedures = [procedure for procedure in row.all_procedures if procedure.approved_on <= on]
    in_force = [p for p in procedures if not (p.withdrawn_on and p.withdrawn_on <= on)]
    current = in_force[-1] if in_force else None
    return PracticeFact(
        practice=Ref(row.key, speak(known.name)),
        clause=known.clauses[0],
        owner=_ref(row.owner),
        accepted_on=row.accepted_on,
        deputy=_ref(row.deputy),
        hours_per_week=row.hours_per_week,
        procedure=Ref(str(current.pk), str(current)) if current else None,
        procedure_first_approved_on=min((p.approved_on for p in procedures), default=None),
        procedure_approved_on=current.approved_on if current else None,
        procedure_ended_on=_ended(procedures) if not current else None,
        planned_live_on=row.planned_live_on,
        live_on=row.live_on,
        before=row.before,
        ended_on=row.ended_on,
    )


def _ended(procedures: list[Procedure | DocumentedProcedure]) -> date | None:
    return max((p.withdrawn_on for p in procedures if p.withdrawn_on), default=None)


def _ref(person: Person | None) -> Ref | None:
    return Ref(str(person.pk), person.name) if person else None
