"""Permits: the proof that a guarded step was judged before it is taken.

The package `gates` locks the programme, gathers facts, judges, and hands the permit down; a service that takes a
guarded step refuses to work without one. `tests/contracts/test_permits.py` lists these services.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


class NoPermit(Exception):
    """A guarded step was called without a permit, or with one for something else."""


@dataclass(frozen=True, slots=True)
class Permit:
    """That a step on a subject was judged at a day. `step` is the rule set's own word (`open-phase`)."""

    step: str
    programme_id: UUID
    subject: str
    on: date
    verdict: dict[str, bool]


def check_permit(permit: Permit, *, step: str, programme_id: UUID, subject: str) -> None:
    """Raise `NoPermit` unless the permit is for just this."""
    if (permit.step, permit.programme_id, permit.subject) != (step, programme_id, subject):
        raise NoPermit(f"{step} of {subject} needs its own permit, not that for {permit.step} of {permit.subject}")
