"""Reading practices."""

from datetime import date

from milepost.features.practices.models import DueDates, NilStatement, Occurrence, Practice, PracticeState
from milepost.features.practices.querysets import practices_of, practices_with_registers
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.policies import Hidden

__all__ = [
    "get_nil_statement",
    "get_occurrence",
    "get_practice",
    "practices_of",
    "practices_with_registers",
    "state_of",
]


def get_practice(programme: Programme, key: str) -> Practice:
    """One practice by its key. Raises `Hidden`."""
    practice = (
        Practice.objects.filter(programme=programme, key=key)
        .select_related("owner", "deputy", "programme__organisation", "organisation")
        .first()
    )
    if practice is None:
        raise Hidden
    return practice


def get_occurrence(practice: Practice, rhythm: str, due_on: date) -> Occurrence:
    """The occurrence due on a day. Raises `Hidden`."""
    found = Occurrence.objects.filter(practice=practice, rhythm=rhythm, due_on=due_on).first()
    if found is None:
        raise Hidden
    found.practice = practice
    return found


def get_nil_statement(practice: Practice, month: date) -> NilStatement | None:
    """The nil statement of a month, by the month's first day."""
    found = NilStatement.objects.select_related("signature").filter(practice=practice, month=month).first()
    if found is not None:
        found.practice = practice
    return found


def due_plan_of(practice: Practice, rhythm: str) -> DueDates | None:
    """When the due dates of a planned rhythm were approved."""
    return DueDates.objects.filter(practice=practice, rhythm=rhythm).first()


def state_of(practice: Practice, on: date) -> PracticeState:
    """How far a practice is at a day."""
    if practice.ended_on and practice.ended_on <= on:
        return PracticeState.ENDED
    if practice.live_on and practice.live_on <= on:
        return PracticeState.LIVE
    approved = any(
        p.approved_on <= on and not (p.withdrawn_on and p.withdrawn_on <= on) for p in practice.procedures.all()
    )
    return PracticeState.READY if approved and practice.accepted_on else PracticeState.DESIGNING
