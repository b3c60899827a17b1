"""What a process has read, kept for as long as the ledger says that nothing it was read from has changed.

Every fact changes with an entry in its programme's or its organisation's stream, so an answer is good while no entry is
added that it would notice. Anything that changes without an entry, which verification finds, is not seen before the
process ends or another entry is written.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from threading import Lock
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from milepost.platform.ledger.models import Entry, Stream


class Head(NamedTuple):
    """How far a stream has come."""

    stream_id: UUID
    seq: int
    hash: str


type Heads = tuple[Head, ...]

LONGEST_WAIT = 0.5  # seconds


class Kept[Key: Hashable, Value]:
    """The latest answers of a process, at most `most`; the one asked for longest ago goes first.

    `place` says which keys follow one another, as those of one programme at later heads do: only the latest of them is
    kept, since no earlier one is asked for again.
    """

    def __init__(self, most: int, place: Callable[[Key], Hashable] = lambda key: key) -> None:
        self._most, self._place = most, place
        self._answers: OrderedDict[Hashable, tuple[Key, Value]] = OrderedDict()
        self._lock = Lock()
        self._turns = [Lock() for _ in range(16)]

    def get(self, key: Key) -> Value | None:
        """The answer under this key, if it is kept."""
        place = self._place(key)
        with self._lock:
            known, answer = self._answers.get(place, (None, None))
            if known != key:
                return None
            self._answers.move_to_end(place)
            return answer

    def put(self, key: Key, answer: Value) -> None:
        """Keep an answer."""
        with self._lock:
            self._answers[self._place(key)] = key, answer
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)

    def ask(self, key: Key, read: Callable[[], Value]) -> Value:
        """The answer under this key, else what `read` finds, which keeps it by itself where it may be kept.

        One thread at a time reads what belongs under a key: whoever waited finds it kept. Nobody waits long, since the
        other may itself wait for the database, which this thread may be holding.
        """
        kept = self.get(key)
        if kept is not None:
            return kept
        turn = self._turns[hash(key) % len(self._turns)]
        is_mine = turn.acquire(timeout=LONGEST_WAIT)
        try:
            kept = self.get(key)
            return read() if kept is None else kept
        finally:
            if is_mine:
                turn.release()

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._answers.clear()


class Listener:
    """Follows streams past entries of kinds that its listeners do not care about.

    `deaf_to` names for each listener the kinds of entries that change nothing it reads; every other kind, a new one
    too, it hears.
    """

    FAR = 200  # entries; after more than these everybody is told, which costs one reading

    def __init__(self, streams: int, **deaf_to: frozenset[str]) -> None:
        self._deaf_to = deaf_to
        self._heard = Kept[UUID, tuple[Head, Mapping[str, Head]]](streams)

    def heard(self, heads: Heads) -> dict[str, Heads]:
        """For each listener the heads as it last heard them. At most one query for each stream that has moved."""
        found = [self._follow(head) for head in heads]
        return {name: tuple(each[name] for each in found) for name in self._deaf_to}

    def _follow(self, head: Head) -> Mapping[str, Head]:
        known = self._heard.get(head.stream_id)
        if known is not None and known[0] == head:
            return known[1]
        if known is not None and known[0].seq > head.seq:  # somebody else was faster
            return dict.fromkeys(self._deaf_to, head)
        kinds = None if known is None else _kinds_between(known[0], head, self.FAR)
        heard = {
            name: known[1][name] if known is not None and kinds is not None and kinds <= deaf else head
            for name, deaf in self._deaf_to.items()
        }
        self._heard.put(head.stream_id, (head, heard))
        return heard


def _kinds_between(known: Head, head: Head, most: int) -> set[str] | None:
    """The kinds of the entries after `known`; None where they are many or `known` is no longer in the stream."""
    if not known.seq < head.seq <= known.seq + most:
        return None
    span = Entry.objects.filter(stream_id=head.stream_id, seq__gte=known.seq, seq__lte=head.seq).order_by("seq")
    rows = list(span.values_list("seq", "hash", "kind"))
    if not rows or rows[0][:2] != (known.seq, known.hash):
        return None  # another history: a backup was restored
    return {kind for _seq, _hash, kind in rows[1:]}


def heads_of(organisation_id: UUID, programme_id: UUID) -> Heads:
    """The heads of a programme's stream and its organisation's. One query."""
    streams = Stream.objects.filter(
        Q(programme_id=programme_id) | Q(programme_id=None), organisation_id=organisation_id
    )
    return tuple(sorted(map(Head._make, streams.values_list("pk", "head_seq", "head_hash"))))
