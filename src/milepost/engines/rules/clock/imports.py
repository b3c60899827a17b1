"""What an earlier import should have held: the ground `appeared_later` (defined in `records.py`, ground 7).

An import states the entry period for which it is complete. A record of its source entered inside that period and more
than a day before the seal belongs in it; a record that only a later import brings has appeared later.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from milepost.engines.rules.clock.records import Record

SETTLED = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class CompleteImport:
    """A sealed import with the entry period and the practices for which its source said it is complete."""

    source: str
    practices: frozenset[str]
    sealed_at: datetime
    complete_from: datetime
    complete_to: datetime


def appeared_later(record: Record, imports: Iterable[CompleteImport]) -> bool:
    """Whether an import sealed before the record was first received covers its entry and should have held it."""
    entered_at = record.entered_at
    return entered_at is not None and any(
        earlier.source == record.source
        and record.practice in earlier.practices
        and earlier.sealed_at < record.received_at
        and earlier.complete_from <= entered_at <= earlier.complete_to
        and earlier.sealed_at - entered_at > SETTLED
        for earlier in imports
    )
