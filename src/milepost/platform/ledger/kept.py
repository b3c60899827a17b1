"""What a process has read, kept for as long as the heads of the ledger say that nothing has changed.

Every fact changes with an entry in its programme's or its organisation's stream, so an answer is good while both heads
stand where they stood. Anything that changes without an entry, which verification finds, is not seen before the process
ends or another entry is written.
"""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from uuid import UUID

from django.db.models import Q

from milepost.platform.ledger.models import Stream

type Heads = tuple[str, ...]


class Kept[Key: Hashable, Value]:
    """The latest answers of a process, at most `most`; the one asked for longest ago goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> Value | None:
        """The answer under this key, if it is kept."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def put(self, key: Key, answer: Value) -> None:
        """Keep an answer."""
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._answers.clear()


def heads_of(organisation_id: UUID, programme_id: UUID) -> Heads:
    """The heads of a programme's stream and its organisation's. One query."""
    streams = Stream.objects.filter(
        Q(programme_id=programme_id) | Q(programme_id=None), organisation_id=organisation_id
    )
    return tuple(sorted(streams.values_list("head_hash", flat=True)))
