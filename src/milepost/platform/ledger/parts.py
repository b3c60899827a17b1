"""One long stream walked by several processes, each its own part.

A part begins behind an entry that is kept, with the hash kept there as the one before. So it finds what one walk from
the first entry to the head would find there, and the parts' findings one after the other are that walk's findings.
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import NamedTuple
from uuid import UUID

import django

from milepost.platform.ledger import chain
from milepost.platform.ledger.breaches import Breach
from milepost.platform.ledger.models import Entry, Stream
from milepost.platform.walls.visible import seeing

SHORTEST = 50_000  # entries: fewer are walked before a process has started


class Part(NamedTuple):
    """The entries behind `after` up to `to_seq`; `previous` is the hash of `after`."""

    organisation_id: UUID
    stream_id: UUID
    after: int
    previous: str
    to_seq: int


class Walked(NamedTuple):
    """What a process tells of its part; the counts as `Walk` has them."""

    entries: int
    backed: int
    erased: int
    unnamed: int
    previous: str
    breaches: list[Breach]


def cut(stream: Stream, processes: int) -> list[Part]:
    """The stream in parts of about the same length, at most one for each process: one alone where it is short."""
    wanted = max(1, min(processes, stream.head_seq // SHORTEST))
    step = -(-stream.head_seq // wanted)
    pages = -(-step // chain.PAGE) * chain.PAGE  # so that pages begin where those of one walk do
    kept = Entry.objects.filter(stream=stream, seq__lt=stream.head_seq).order_by("seq").values_list("seq", "hash")
    begins = {0: ""}
    for number in range(1, wanted):
        begins |= dict(kept.filter(seq__gte=number * pages)[:1])
    ends = [*list(begins)[1:], stream.head_seq]
    return [
        Part(stream.organisation_id, stream.pk, after, previous, to_seq)
        for (after, previous), to_seq in zip(begins.items(), ends, strict=True)
    ]


def walk_parts(whole: chain.Walk, parts: list[Part]) -> Iterator[Breach]:
    """Walk all parts at once, tell what does not agree in the order of the stream, and count it into `whole`."""
    with ProcessPoolExecutor(len(parts), mp_context=get_context("spawn"), initializer=django.setup) as pool:
        for walked in pool.map(walk_part, parts):
            whole.entries += walked.entries
            whole.backed += walked.backed
            whole.erased += walked.erased
            whole.unnamed += walked.unnamed
            whole.previous = walked.previous
            yield from walked.breaches


def walk_part(part: Part) -> Walked:
    """Walk one part, seeing its organisation alone."""
    with seeing([part.organisation_id]):
        stream = Stream.objects.get(pk=part.stream_id)
        walk = chain.Walk(stream, part.to_seq, after=part.after, previous=part.previous)
        breaches = list(walk.breaches())
    return Walked(walk.entries, walk.backed, walk.erased, walk.unnamed, walk.previous, breaches)
