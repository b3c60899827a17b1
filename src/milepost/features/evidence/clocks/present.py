"""All that can change an answer about a programme: under it, what was read is kept (`platform/ledger/kept.py`)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import get_language

from milepost.features.programmes.models import Programme
from milepost.platform.batches.models import Rollup
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.kept import Heads, heads_of


@dataclass(frozen=True, slots=True)
class Present:
    """The day asked about, the day it is asked on, the language, the heads of both streams and the counts' marks.

    A count has marks of its own because a roll-up is derived, and counted anew without an entry.
    """

    programme_id: UUID
    on: date
    known_on: date
    language: str | None
    heads: Heads
    counted: tuple[tuple[str, int, str], ...]


def present_of(programme: Programme, on: date) -> Present:
    """What holds now. Two queries."""
    counted = Rollup.objects.filter(programme_id=programme.pk).values_list("practice", "generation", "terms_digest")
    return Present(
        programme.pk,
        on,
        today(programme.organisation.timezone),
        get_language(),
        heads_of(programme.organisation_id, programme.pk),
        tuple(sorted(counted)),
    )
