"""Which kinds of happenings and which people occur in a programme's history, without reading all of it each time."""

from dataclasses import dataclass, replace
from uuid import UUID

from milepost.features.programmes.models import Programme
from milepost.platform.ledger.kept import Heads, Kept, heads_of
from milepost.platform.ledger.models import Entry

ERASED = "ledger."  # entries of this area say that older ones were changed


@dataclass(frozen=True, slots=True)
class Occurring:
    """Kinds and labels of actors of a programme's entries, up to the one numbered `last` of its own stream."""

    heads: Heads
    stream_id: UUID | None
    last: int
    kinds: frozenset[str]
    actors: frozenset[str]


_kept = Kept[UUID, Occurring](64)


def occurring_in(programme: Programme) -> Occurring:
    """What occurs. Reads what was added since it was last asked; all of it once more after an erasure.

    An erasure changes old entries and writes one in either stream, so the organisation's counts too.
    """
    heads, known = heads_of(programme.organisation_id, programme.pk), _kept.get(programme.pk)
    if known is not None and known.heads == heads:
        return known
    found = _read(programme, heads, after=known.last if known is not None else 0)
    if known is not None:
        elsewhere = {head for head in known.heads if head.stream_id != known.stream_id}
        if elsewhere <= set(heads) and not any(kind.startswith(ERASED) for kind in found.kinds):
            found = replace(
                found,
                stream_id=found.stream_id or known.stream_id,
                kinds=known.kinds | found.kinds,
                actors=known.actors | found.actors,
            )
        else:
            found = _read(programme, heads, after=0)
    _kept.put(programme.pk, found)
    return found


def _read(programme: Programme, heads: Heads, *, after: int) -> Occurring:
    entries = Entry.objects.filter(stream__programme_id=programme.pk, seq__gt=after).order_by()
    pairs = set(entries.values_list("kind", "actor_label").distinct())
    stream_id, last = entries.order_by("-seq").values_list("stream_id", "seq").first() or (None, after)
    kinds, actors = frozenset(kind for kind, _ in pairs), frozenset(actor for _, actor in pairs)
    return Occurring(heads, stream_id, last, kinds, actors)
