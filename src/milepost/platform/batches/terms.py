"""What the roll-up needs to know of a programme: gathered by the feature above, which owns live dates and scope."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from milepost.engines.rules.clock.records import PracticeTerms
from milepost.platform.ledger.canonical import sha256

JUDGEMENT = 2
"""Raised when the roll-up holds more or judges otherwise than before: what was counted earlier is counted anew."""


@dataclass(frozen=True, slots=True)
class ProgrammeTerms:
    """The terms of every practice of a programme; `zone` is the programme's, its days are counted in it.

    `services` are the portfolio's codes: a source that writes them needs no value mapping. `accepted` names the
    records (source, source_id) that appeared later and were accepted all the same, `accepted_imports` (source,
    practice, moment of the seal) the imports whose first-time records of a practice were accepted altogether.
    """

    programme_id: UUID
    zone: str
    practices: Mapping[str, PracticeTerms]
    services: frozenset[str] = frozenset()
    accepted: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    accepted_imports: frozenset[tuple[str, str, datetime]] = field(default_factory=frozenset)


#: Gathers the terms of every programme of the organisation, as they are now.
type TermsOf = Callable[[], Sequence[ProgrammeTerms]]


def digest_of_terms(terms: ProgrammeTerms, practice: str, sources: Mapping[str, object]) -> str:
    """A hash of all that decides what counts for a practice; `sources` are those of the organisation, in their order.

    Only compared with itself, so Python's own spelling will do: it is many times faster than canonical JSON, and asked
    for of every practice after each change.
    """
    of = terms.practices[practice]
    decides = (
        JUDGEMENT,
        terms.zone,
        of.live,
        of.procedures,
        sorted(of.services),
        sorted(terms.services),
        sorted(of.tools.items()),
        sorted(terms.accepted),
        sorted((source, moment.isoformat()) for source, whose, moment in terms.accepted_imports if whose == practice),
        sorted(sources.items()),
    )
    return sha256(repr(decides).encode())
