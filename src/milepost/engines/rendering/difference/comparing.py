"""Two bodies → a comparison."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from milepost.engines.rendering.characters import printable
from milepost.engines.rendering.difference.passages import Part, parts
from milepost.engines.rendering.difference.values import Comparison, Mark, Passage, Run
from milepost.engines.rendering.failures import BadDocument
from milepost.engines.rendering.limits import LIMITS, Limits
from milepost.engines.rules.texts import say

ALIKE = 0.5  # from here on two passages are one that changed
_PAIRS = 6_000  # pairs of passages that are looked at in one place; beyond, only near ones
_WORDS = re.compile(r"\s+|\w+|\\.|[^\w\s]")


def difference(old: str, new: str, limits: Limits = LIMITS) -> Comparison:
    """What changed from the older body to the newer one. Raises `BadDocument` where one is too long."""
    for body in (old, new):
        if len(body) > limits.characters:
            raise BadDocument(
                say("A version has {count} characters.", count=len(body)),
                say("Versions of at most {limit} are compared.", limit=limits.characters),
                code="too_long",
            )
    before, after = parts(printable(old)), parts(printable(new))
    return Comparison(tuple(_passages(before, after)))


def _passages(before: Sequence[Part], after: Sequence[Part]) -> Iterator[Passage]:
    for same, first, last, new_first, new_last in _stretches([p.text for p in before], [p.text for p in after]):
        if same:
            yield from (_whole(part, Mark.SAME) for part in after[new_first:new_last])
        else:
            yield from _changed(before[first:last], after[new_first:new_last])


def _stretches(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, int, int, int, int]]:
    """Same and not same by turns: whether, from where to where in the old, and in the new."""
    from rapidfuzz.distance import LCSseq  # noqa: PLC0415 - a process that compares nothing does without

    first = new_first = last = new_last = 0
    for step in LCSseq.opcodes(old, new):
        if step.tag == "equal":
            if (first, new_first) != (last, new_last):
                yield False, first, last, new_first, new_last
            yield True, step.src_start, step.src_end, step.dest_start, step.dest_end
            first, new_first = step.src_end, step.dest_end
        last, new_last = step.src_end, step.dest_end
    if (first, new_first) != (last, new_last):
        yield False, first, last, new_first, new_last


def _whole(part: Part, mark: Mark) -> Passage:
    return Passage(part.kind, mark, part.section, (Run(mark, part.text),))


# == passages that are not the same ================================================================================


def _changed(old: Sequence[Part], new: Sequence[Part]) -> Iterator[Passage]:
    """What was removed, what became what, what was added."""
    first = new_first = 0
    for place, new_place in [*_pairs(old, new), (len(old), len(new))]:
        yield from (_whole(part, Mark.REMOVED) for part in old[first:place])
        yield from (_whole(part, Mark.ADDED) for part in new[new_first:new_place])
        if place < len(old):
            runs = tuple(_runs(old[place].text, new[new_place].text))
            yield Passage(new[new_place].kind, Mark.CHANGED, new[new_place].section, runs)
        first, new_first = place + 1, new_place + 1


def _pairs(old: Sequence[Part], new: Sequence[Part]) -> list[tuple[int, int]]:
    """Places of passages that became each other, rising on both sides, as alike in all as can be."""
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - loaded with the other

    likeness = {
        (i, j): alike
        for i, j in _near(len(old), len(new))
        if old[i].kind == new[j].kind
        and (alike := Indel.normalized_similarity(old[i].text, new[j].text, score_cutoff=ALIKE)) >= ALIKE
    }
    best: list[tuple[float, int, int, int]] = []  # sum so far, places, the pair before (by number)
    highest = _Highest(len(new))
    for i, row in groupby(sorted(likeness), key=lambda pair: pair[0]):
        found = [(likeness[i, j], j, *highest.below(j)) for _, j in row]
        for alike, j, total, before in found:  # entered after all of the row have looked, so that none follows another
            highest.enter(j, total + alike, len(best))
            best.append((total + alike, i, j, before))
    pairs: list[tuple[int, int]] = []
    number = max(range(len(best)), key=lambda n: best[n][0], default=-1)
    while number >= 0:
        _, i, j, number = best[number]
        pairs.append((i, j))
    return pairs[::-1]


class _Highest:
    """The highest sum entered below a place, and its number: a Fenwick tree."""

    def __init__(self, places: int) -> None:
        self._tree = [(0.0, -1)] * (places + 1)

    def below(self, place: int) -> tuple[float, int]:
        found = (0.0, -1)
        while place > 0:
            found = max(found, self._tree[place], key=lambda entry: entry[0])
            place -= place & -place
        return found

    def enter(self, place: int, total: float, number: int) -> None:
        place += 1
        while place < len(self._tree):
            if total > self._tree[place][0]:
                self._tree[place] = (total, number)
            place += place & -place


def _near(old: int, new: int) -> Iterator[tuple[int, int]]:
    """Pairs of places worth a look: all, or those near the diagonal where there are too many."""
    reach = new if old * new <= _PAIRS else max(2, _PAIRS // max(old, new) // 2)
    for i in range(old):
        middle = i * new // old
        for j in range(max(0, middle - reach), min(new, middle + reach + 1)):
            yield i, j


# == words =========================================================================================================


def _runs(old: str, new: str) -> Iterator[Run]:
    """The words of a passage that changed. What holds two changes apart without being a word counts as changed."""
    words, new_words = _WORDS.findall(old), _WORDS.findall(new)
    pieces: list[tuple[str, str, str]] = []  # same, removed, added: one of the first or both of the others
    for same, first, last, new_first, new_last in _stretches(words, new_words):
        removed, added = "".join(words[first:last]), "".join(new_words[new_first:new_last])
        joins = last < len(words) and not any(map(str.isalnum, added)) if same else bool(pieces and not pieces[-1][0])
        if joins and pieces and not pieces[-1][0]:
            _, before, before_new = pieces.pop()
            pieces.append(("", before + removed, before_new + added))
        else:
            pieces.append((added, "", "") if same else ("", removed, added))
    for kept, removed, added in pieces:
        for mark, text in ((Mark.SAME, kept), (Mark.REMOVED, removed), (Mark.ADDED, added)):
            if text:
                yield Run(mark, text)
