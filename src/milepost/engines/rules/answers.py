"""How the rules word a result and draw a conclusion.

One maker per basis, so that a clause can only be cited where the standard is the basis. `conclude` turns results into
an `Outcome`; `capped` keeps a long list readable without hiding its count.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from milepost.engines.rules.dates import latest_if_all
from milepost.engines.rules.results import Basis, CheckResult, Outcome, Subject
from milepost.engines.rules.texts import Text, say, say_many

SHOWN = 25
"""Results of one kind shown one by one; the rest are counted in one more result."""


def by_standard(
    clause: str,
    id: str,  # noqa: A002 - the word results use for it
    subject: Subject,
    text: Text,
    fix: Text,
    *,
    blocks: bool = True,
    since: date | None = None,
    clears_on: date | None = None,
) -> CheckResult:
    """A result that a clause of ISO/IEC 20000-1:2018 asks for."""
    return CheckResult(id, subject, Basis.STANDARD, text, fix, clause, blocks, since, clears_on)


def by_accreditation(
    id: str,  # noqa: A002
    subject: Subject,
    text: Text,
    fix: Text,
    *,
    blocks: bool = True,
    since: date | None = None,
    clears_on: date | None = None,
) -> CheckResult:
    """A result that the accreditation rules ask for (17021-1, 20000-6 and the documents around them)."""
    return CheckResult(id, subject, Basis.ACCREDITATION, text, fix, "", blocks, since, clears_on)


def by_roadmap(
    id: str,  # noqa: A002
    subject: Subject,
    text: Text,
    fix: Text,
    *,
    blocks: bool = True,
    since: date | None = None,
    clears_on: date | None = None,
) -> CheckResult:
    """A result that the implementation roadmap asks for."""
    return CheckResult(id, subject, Basis.ROADMAP, text, fix, "", blocks, since, clears_on)


def by_programme(
    id: str,  # noqa: A002
    subject: Subject,
    text: Text,
    fix: Text,
    *,
    blocks: bool = True,
    since: date | None = None,
    clears_on: date | None = None,
) -> CheckResult:
    """A result of a number or habit that this programme set."""
    return CheckResult(id, subject, Basis.PROGRAMME, text, fix, "", blocks, since, clears_on)


def capped(results: Iterable[CheckResult], *, shown: int = SHOWN) -> list[CheckResult]:
    """The first results of each id, then one that counts the rest and blocks as they do."""
    by_id: dict[str, list[CheckResult]] = {}
    for result in results:
        by_id.setdefault(result.id, []).append(result)
    kept: list[CheckResult] = []
    for id_, alike in by_id.items():
        kept.extend(alike[:shown])
        rest = alike[shown:]
        if rest:
            kept.append(_rest_of(id_, rest))
    return kept


def _rest_of(id_: str, rest: Sequence[CheckResult]) -> CheckResult:
    first = rest[0]
    return CheckResult(
        f"{id_}.more",
        Subject(first.subject.kind, "", ""),
        first.basis,
        say_many("And {count} more of the same.", "And {count} more of the same.", len(rest)),
        first.fix,
        first.clause,
        any(result.blocks for result in rest),
        clears_on=latest_if_all(result.clears_on for result in rest if result.blocks),
    )


def conclude(
    results: Iterable[CheckResult],
    *,
    holds: Text,
    fails: Text | None = None,
    held_since: date | None = None,
    holds_until: date | None = None,
) -> Outcome:
    """Passed when no result blocks.

    `held_since` and `holds_until` count when it passed. When it failed, `holds_from` is the day on which the last
    blocking result settles itself, if each has such a day.
    """
    kept = tuple(capped(results))
    blocking = [result for result in kept if result.blocks]
    if not blocking:
        return Outcome(True, holds, kept, held_since, holds_until)
    number = len(blocking)
    summary = fails or say_many("One thing is missing.", "{count} things are missing.", number)
    return Outcome(False, summary, kept, latest_if_all(result.clears_on for result in blocking))
