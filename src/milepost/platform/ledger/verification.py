"""Verifying the ledger: the chain, its payloads, and the rows it speaks of.

What is checked, in order, in constant memory:

1. each stream from its first entry to its head (`chain`): numbers without a gap, each entry's hash over the exact bytes
   kept, each entry naming the hash before it, the readable columns equal to the bytes, the payload equal to its hash;
2. the last state of each subject equal to what its last entry said;
3. each witnessed table row by row (`rows`): edited, removed or inserted without an entry;
4. whether an altered archive was ever loaded.

What it does not prove: whoever owns the database can rewrite everything from some entry on, hashes included, unless a
checkpoint or a head hash was kept elsewhere.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from milepost.platform.ledger.breaches import Breach
from milepost.platform.ledger.chain import Walk, unbacked_states
from milepost.platform.ledger.models import AlteredImport, Entry, Stream, SubjectState
from milepost.platform.ledger.parts import cut, walk_parts
from milepost.platform.ledger.rows import Comparison

type Watch = Callable[[Stream], Callable[[int, str], None] | None]
"""Whoever wants to see each entry of a stream, its number and its hash, while it is walked."""


@dataclass(slots=True)
class Verification:
    """The whole answer.

    `heads` lists (stream, seq, hash) for keeping elsewhere; `erased` counts erased details, `unnamed` erased names.
    """

    entries: int = 0
    rows: int = 0
    erased: int = 0
    unnamed: int = 0
    heads: list[tuple[str, int, str]] = field(default_factory=list)
    breaches: list[Breach] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether nothing disagreed."""
        return not self.breaches


def verify_ledger(
    *,
    organisation_id: UUID | None = None,
    programme_id: UUID | None = None,
    watch: Watch | None = None,
    processes: int = 1,
) -> Verification:
    """Verify every stream, or those of one organisation, or of one programme; rows are compared per organisation.

    A long stream that nobody watches is walked by as many processes of this installation's as `processes` says.
    """
    answer = Verification()
    streams = Stream.objects.all()
    if organisation_id:
        streams = streams.filter(organisation_id=organisation_id)
    if programme_id:
        streams = streams.filter(programme_id=programme_id)
    for stream in streams.order_by("pk"):
        answer.breaches += _walk(stream, answer, watch, processes)
        answer.heads.append((str(stream.pk), stream.head_seq, stream.head_hash))
    comparison = Comparison(organisation_id)
    answer.breaches += comparison.breaches()
    answer.rows = comparison.rows
    answer.breaches += _altered_imports(organisation_id)
    return answer


def _altered_imports(organisation_id: UUID | None) -> Iterator[Breach]:
    altered = AlteredImport.objects.order_by("pk")
    if organisation_id:
        altered = altered.filter(organisation_id=organisation_id)
    for found in altered:
        yield Breach("altered-import", found.where, f"{found.what}: {found.detail}")


def _walk(stream: Stream, answer: Verification, watch: Watch | None, processes: int) -> Iterator[Breach]:
    """Up to the head as it stood when the walk began; what is appended meanwhile is not looked at."""
    walk = Walk(stream, stream.head_seq, watch(stream) if watch else None)
    parts = cut(stream, processes if walk.on_entry is None else 1)
    yield from walk_parts(walk, parts) if len(parts) > 1 else walk.breaches()
    answer.entries += walk.entries
    answer.erased += walk.erased
    answer.unnamed += walk.unnamed
    if walk.previous != stream.head_hash:
        yield Breach("head-differs", f"{stream.pk}#{stream.head_seq}", "the last entry kept has another hash")
    beyond = Entry.objects.filter(stream=stream, seq__gt=stream.head_seq).order_by("seq").first()
    if beyond is not None and Stream.objects.get(pk=stream.pk).head_seq < beyond.seq:
        yield Breach("entry-inserted", f"{stream.pk}#{beyond.seq}", "the head of the stream does not know it")
    states = SubjectState.objects.filter(stream=stream)
    later = list(states.filter(seq__gt=stream.head_seq))
    head = Stream.objects.values_list("head_seq", flat=True).get(pk=stream.pk)
    for state in later:
        if state.seq > head:
            yield Breach("state-edited", f"{state.kind} {state.subject_id}", "it tells of an entry that is not there")
    if states.filter(seq__lte=stream.head_seq).count() != walk.backed:
        yield from unbacked_states(stream, stream.head_seq)
