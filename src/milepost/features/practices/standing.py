"""How far each practice is, and what it still lacks before and while it operates. Works on rows with registers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from milepost.catalogue.practices import Practice as KnownPractice
from milepost.catalogue.practices import practice as known_practice
from milepost.engines.rules.clock.rhythms import RhythmKind
from milepost.engines.rules.texts import Text, say
from milepost.features.practices.documented import DocumentedProcedure
from milepost.features.practices.models import Practice, PracticeState, Procedure
from milepost.features.practices.rhythms import is_native
from milepost.features.practices.selectors import state_of


@dataclass(frozen=True, slots=True)
class Standing:
    """A practice at a day: what the catalogue says of it, its state, and what is missing, the first thing first."""

    practice: Practice
    known: KnownPractice
    state: PracticeState
    missing: tuple[Text, ...]

    @property
    def procedure(self) -> Procedure | DocumentedProcedure | None:
        """The newest version of its procedure."""
        return next(reversed(self.practice.all_procedures), None)


def standing_of(practice: Practice, on: date) -> Standing:
    """How one practice stands."""
    known = known_practice(practice.key)
    return Standing(practice, known, state_of(practice, on), tuple(_missing(practice, known, on)))


def _missing(practice: Practice, known: KnownPractice, on: date) -> Iterator[Text]:
    if practice.owner_id is None:
        yield say("an owner")
    elif practice.accepted_on is None or practice.accepted_on > on:
        yield say("the owner’s word that they accept")
    if practice.deputy_id is None:
        yield say("a deputy")
    if practice.hours_per_week is None:
        yield say("time for the owner")
    if not _has_procedure(practice, on):
        yield say("an approved procedure")
    if not is_native(practice) and not _has_tool(practice, on):
        yield say("a tool of record")
    planned = {rhythm.key for rhythm in known.rhythms if rhythm.kind is RhythmKind.PLANNED}
    if planned - {plan.rhythm for plan in practice.due_plans.all() if plan.approved_on <= on}:
        yield say("approved due dates")
    if practice.live_on is None or practice.live_on > on or (practice.ended_on and practice.ended_on <= on):
        yield say("the go-live")


def _has_procedure(practice: Practice, on: date) -> bool:
    return bool(practice.procedures_in_force(on))


def _has_tool(practice: Practice, on: date) -> bool:
    return any(t.from_on <= on and (t.until_on is None or t.until_on >= on) for t in practice.tools.all())
