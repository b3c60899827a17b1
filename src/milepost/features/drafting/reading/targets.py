"""The targets that documents state row by row: those of agreements with customers, and of procedures that work to them.

What a document reads is kept without the numbers of its rows (`engines/templating/drift.py`), so that it does not tell
which target is whose. Here each target is one thing, named by its agreement, its service and what is measured.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from milepost.engines.templating.drift import Read
from milepost.engines.templating.words import WORDS, duration
from milepost.platform.ui.wording import in_both

TIMES: Mapping[str, tuple[str, str]] = {
    "respond": ("response", "respons"),
    "resolve": ("restored", "pemulihan"),
    "update": ("reporter hears every", "kabar ke pelapor setiap"),
}
"""The times of a priority, by the field that holds them, as a document calls them."""
BOUNDS = {"at_least": ("at least", "paling sedikit"), "at_most": ("at most", "paling banyak")}

type Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """One target: `code` is the same wherever it is stated; `about`, `says`, `shown` and `of` in both languages.

    `shown` is what a text that states it holds letter by letter, `of` the name of the service beside it.
    """

    code: str
    about: Mapping[str, str]
    says: Mapping[str, str]
    shown: Mapping[str, str]
    of: Mapping[str, str]

    def as_kept(self) -> dict[str, Any]:
        """As a version keeps it."""
        return asdict(self)


def targets_stated(read: Read, agreement: Facts, practice: Facts, services: Facts) -> tuple[Target, ...]:
    """The targets that a document states which read these facts of its agreement and of its practice."""
    found: list[Target] = []
    if "agreement.targets.threshold" in read:
        found += _levels(agreement, services)
    found += _times(agreement, services, [field for field in TIMES if f"agreement.priorities.rows.{field}" in read])
    stated = [field for field in TIMES if f"practice.target_sets.targets.{field}" in read]
    for each in _listed(practice, "target_sets"):
        for ref in each.get("slas") or ():
            found += _of_priorities(str(ref), each, _listed(each, "targets"), services, stated)
    return tuple({target.code: target for target in found}.values())


def targets_agreed(agreements: Iterable[Facts], services: Facts) -> dict[str, Target]:
    """Every target of agreements, by its code."""
    found = (
        target
        for agreement in agreements
        for target in (*_levels(agreement, services), *_times(agreement, services, list(TIMES)))
    )
    return {target.code: target for target in found}


def _levels(agreement: Facts, services: Facts) -> Iterator[Target]:
    ref = str(agreement.get("ref") or "")
    for row in _listed(agreement, "targets"):
        service, metric, threshold = str(row.get("service") or ""), row.get("metric"), row.get("threshold")
        if ref and service and metric and threshold:
            name, measured, level = _name(services, service), _both(metric), _both(threshold)
            bound = dict(zip(("en", "id"), BOUNDS.get(row.get("operator", ""), ("", "")), strict=True))
            every = _both(row.get("every"))
            each = {"en": f"each {every['en']}", "id": f"per {every['id']}"} if every["en"] else {"en": "", "id": ""}
            yield Target(
                code="|".join((ref, service, measured["en"].casefold())),
                about=_joined(": ", name, measured, after=f" ({ref})"),
                says=_joined(" ", bound, level, each),
                shown=level,
                of=name,
            )


def _times(agreement: Facts, services: Facts, fields: list[str]) -> Iterator[Target]:
    ref = str(agreement.get("ref") or "")
    for each in _listed(agreement, "priorities") if ref else ():
        yield from _of_priorities(ref, each, _listed(each, "rows"), services, fields)


def _of_priorities(
    ref: str, each: Facts, rows: Iterable[Facts], services: Facts, fields: list[str]
) -> Iterator[Target]:
    held = [(row, field) for row in rows for field in fields if isinstance(row.get(field), int)]
    for service in each.get("services") or ():
        name = _name(services, str(service))
        for row, field in held:
            priority = str(row.get("priority") or "")
            called = {"en": f"{priority}, {TIMES[field][0]}", "id": f"{priority}, {TIMES[field][1]}"}
            lasts = {language: duration(row[field], WORDS[language]) for language in ("en", "id")}
            yield Target(
                code="|".join((ref, str(service), priority.casefold(), field)),
                about=_joined(": ", name, called, after=f" ({ref})"),
                says=lasts,
                shown=lasts,
                of=name,
            )


def _listed(facts: Facts, name: str) -> list[Facts]:
    rows = facts.get(name)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _name(services: Facts, code: str) -> dict[str, str]:
    entry = services.get(code)
    return _both(entry.get("name") or code if isinstance(entry, Mapping) else code)


def _both(words: Any) -> dict[str, str]:
    """A text in each language; where one is missing, the other."""
    english, indonesian = in_both(dict(words) if isinstance(words, Mapping) else str(words or ""))
    return {"en": english or indonesian, "id": indonesian or english}


def _joined(between: str, *parts: Mapping[str, str], after: str = "") -> dict[str, str]:
    return {
        language: between.join(part[language] for part in parts if part[language]) + after for language in ("en", "id")
    }
