"""What falls due in a programme, from every source that keeps days."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from milepost.engines.rules.dues.due import Due
from milepost.features.inbox.facts.committee import committee_dues
from milepost.features.inbox.facts.practices import practice_dues
from milepost.features.inbox.facts.registers import register_dues
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today


@dataclass(frozen=True, slots=True)
class Dues:
    """What falls due, and the subjects (`kind:key`) of which nothing is known for the moment."""

    found: tuple[Due, ...]
    unsure: frozenset[str]


def dues_of(programme: Programme, on: date) -> Dues:
    """Everything that falls due, done or not, whatever its day. A fixed number of queries.

    Documents remind of their reviews, readings and approvals themselves (`documents.services`).
    """
    practices, unsure = practice_dues(programme, on)
    return Dues((*practices, *register_dues(programme, on), *committee_dues(programme, on)), unsure)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What falls due today in programmes, gathered once each: for one page, or for one run of a duty."""

    found: dict[tuple[UUID, date], Dues] = field(default_factory=dict)

    def of(self, programme: Programme) -> Dues:
        """What falls due in a programme today."""
        key = programme.pk, today(programme.organisation.timezone)
        if key not in self.found:
            self.found[key] = dues_of(programme, key[1])
        return self.found[key]
