"""What changed in the facts since a document was written from them.

A document keeps each fact that its template read: the path without the numbers of lists, and the texts found there,
each once. Comparing them with what the template reads today tells what to look at, and nothing else: a fact that the
document does not state cannot make it drift.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

type Read = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Drift:
    """A fact that changed: its path, the texts that are gone and those that came."""

    path: str
    gone: tuple[str, ...]
    come: tuple[str, ...]


def drifts(then: Read, now: Read) -> tuple[Drift, ...]:
    """Every path whose texts are others now, in the order of their paths. Another order alone is no drift."""
    found = []
    for path in sorted({*then, *now}):
        before, after = then.get(path, ()), now.get(path, ())
        if set(before) != set(after):
            gone = tuple(text for text in before if text not in after)
            found.append(Drift(path, gone, tuple(text for text in after if text not in before)))
    return tuple(found)
