"""How the rules word a result and draw a conclusion.

One maker per basis, so that a clause can only be cited where the standard is the basis. `conclude` turns results into
an `Outcome`; `capped` keeps a long list readable without hiding its count.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypedDict, Unpack

from milepost.engines.rules.dates import latest_if_all
from milepost.engines.rules.results import Basis, CheckResult, Outcome, Subject
from milepost.engines.rules.texts import Text, say_many

SHOWN = 25
"""Results of one id shown one by one; the rest are counted in one more result."""


class Marks(TypedDict, total=False):
    """The optional fields of a result, see `CheckResult`."""

    blocks: bool
    since: date | None
    clears_on: date | None


def by_standard(clause: str, id_: str, subject: Subject, text: Text, fix: Text, **marks: Unpack[Marks]) -> CheckResult:
    """A result that a clause of ISO/IEC 20000-1:2018 asks for."""
    return CheckResult(id_, subject, Basis.STANDARD, text, fix, clause, **marks)


def by_accreditation(id_: str, subject: Subject, text: Text, fix: Text, **marks: Unpack[Marks]) -> CheckResult:
    """A result that the accreditation rules ask for (17021-1, 20000-6 and the documents around them)."""
    return CheckResult(id_, subject, Basis.ACCREDITATION, text, fix, **marks)


def by_roadmap(id_: str, subject: Subject, text: Text, fix: Text, **marks: Unpack[Marks]) -> CheckResult:
    """A result that the implementation roadmap asks for."""
    return CheckResult(id_, subject, Basis.ROADMAP, text, fix, **marks)


def by_programme(id_: str, subject: Subject, text: Text, fix: Text, **marks: Unpack[Marks]) -> CheckResult:
    """A result of a number or habit that this programme set."""
    return CheckResult(id_, subject, Basis.PROGRAMME, text, fix, **marks)


def capped(results: Iterable[CheckResult], *, shown: int = SHOWN) -> list[CheckResult]:
    """The first results of each id, then one that counts the rest and blocks as they do."""
    by_id: dict[str, list[CheckResult]] = {}
    for result in results:
        by_id.setdefault(result.id, []).append(result)
    kept: list[CheckResult] = []
    for id_, alike in by_id.items():
        kept.extend(alike[:shown])
        if len(alike) > shown:
            kept.append(_rest_of(id_, alike[shown:]))
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
        blocks=any(result.blocks for result in rest),
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
    found = list(results)
    kept = tuple(capped(found))
    blocking = [result for result in found if result.blocks]
    if not blocking:
        return Outcome(passed=True, summary=holds, results=kept, holds_from=held_since, holds_until=holds_until)
    return Outcome(
        passed=False,
        summary=fails or say_many("One thing is missing.", "{count} things are missing.", len(blocking)),
        results=kept,
        holds_from=latest_if_all(result.clears_on for result in blocking),
    )
