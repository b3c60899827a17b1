"""What every rule answers with: check results, each with its subject, basis, reason and way out.

A bare true or false is never an answer (`programme-rules.md`, "How rules speak").
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from milepost.engines.rules.texts import Text


class Basis(StrEnum):
    """Where a rule comes from; a result that cites the wrong one is wrong."""

    STANDARD = "standard"
    ACCREDITATION = "accreditation"
    ROADMAP = "roadmap"
    PROGRAMME = "programme"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a result is about: kind and key of the thing, and the name people know it by."""

    kind: str
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One thing that is missing or noteworthy.

    `id` is stable (`G1-SCOPE.not-approved`), `clause` the number in ISO/IEC 20000-1:2018 where the basis is the
    standard, `text` says what is so, `fix` what to do next. `blocks` is false for a remark that fails nothing.
    `since` is the day from which it is so, `clears_on` the day on which it settles itself if nothing changes.
    """

    id: str
    subject: Subject
    basis: Basis
    text: Text
    fix: Text
    clause: str = ""
    blocks: bool = True
    since: date | None = None
    clears_on: date | None = None


class State(StrEnum):
    """How a criterion stands: computed from facts, attested by people with evidence, or open."""

    COMPUTED = "computed"
    ATTESTED = "attested"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer of one criterion, sequencing rule or warning at a date.

    `passed` says whether it holds now; `holds_from` the first day from which it would hold if nothing changes
    (None: not known); `holds_until` the last day on which it still holds (None: no end known); `summary` says in one
    sentence what is known.
    """

    passed: bool
    summary: Text
    results: tuple[CheckResult, ...] = ()
    holds_from: date | None = None
    holds_until: date | None = None
