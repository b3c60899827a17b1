"""Numbers of headings: 1, 1.1, 1.1.1, for headings, contents and references alike."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from milepost.engines.rendering.blocks import Block, Reference, as_text, headings

_OWN = re.compile(r"\s*(\d+[.)]?|\d+(\.\d+)+[.)]?|[A-Z][.)]|[IVX]+[.)])\s")


def numbers(blocks: Sequence[Block]) -> Mapping[str, str]:
    """Anchor → number; nothing where most of the highest headings carry a number that somebody typed."""
    found = headings(blocks)
    highest = [heading for heading in found if heading.level == min(each.level for each in found)]
    if sum(bool(_OWN.match(as_text(heading.inlines))) for heading in highest) * 2 > len(highest):
        return {}
    counts: list[int] = []
    given: dict[str, str] = {}
    for heading in found:
        depth = heading.level - 1
        counts = [*counts, *[0] * depth][:depth]
        counts[-1] += 1
        given[heading.anchor] = ".".join(map(str, counts))
    return given


@dataclass(frozen=True, slots=True)
class Sections:
    """How a document speaks of its headings: its word for one, and their numbers by anchor."""

    word: str
    numbers: Mapping[str, str]

    def before(self, anchor: str) -> str:
        """What stands before the title of a reference: “section 3.2”."""
        return f"{self.word} {self.numbers.get(anchor, '')}".strip()

    def said(self, reference: Reference) -> str:
        """The whole reference: “section 3.2 Records”."""
        return f"{self.before(reference.anchor)} {reference.title}".strip()
