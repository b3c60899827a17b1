"""Reading what is kept about somebody, as their page shows it."""

from dataclasses import dataclass

from milepost.catalogue.privacy import Kept, Purpose, kept_about_people
from milepost.platform.organisations.actors import Actor
from milepost.platform.privacy.exporting import Reach, own_counts


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of rows; `count` is None where nobody can tell whose they are."""

    kept: Kept
    count: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """What is kept for one purpose."""

    purpose: Purpose
    lines: tuple[Line, ...]


def what_is_kept(actor: Actor, reach: Reach) -> list[Part]:
    """Everything that may be kept about whoever asks, by purpose, with how much of it there is within their reach."""
    counts = own_counts(actor, reach)
    parts: dict[str, list[Line]] = {}
    for kept in kept_about_people():
        parts.setdefault(kept.purpose.key, []).append(Line(kept, counts.get(kept.table)))
    return [Part(lines[0].kept.purpose, tuple(lines)) for lines in parts.values()]
