"""The Merkle trees over a stream's entries (`platform.ledger.merkle`): a leaf is the hash of an entry, as bytes."""

from collections.abc import Iterator
from uuid import UUID

from milepost.platform.checkpoints.models import StreamTree
from milepost.platform.ledger.merkle import RangeHash, Tree
from milepost.platform.ledger.models import Entry, Stream

CHUNK = 5_000


def leaf(entry_hash: str) -> bytes:
    """An entry's leaf. A hash that is none, because somebody edited it, gives a leaf that fits nothing."""
    try:
        return bytes.fromhex(entry_hash)
    except ValueError:
        return b""


def tree_of(stream: Stream) -> Tree:
    """The stream's tree up to its head. Reads only the entries since it was asked for last."""
    kept = StreamTree.objects.filter(stream_id=stream.pk).first()
    tree = Tree()
    if kept is not None and kept.size <= stream.head_seq:
        tree = Tree.grown(kept.size, [bytes.fromhex(found) for found in kept.subtrees])
    for found in _leaves(stream.pk, tree.size, stream.head_seq):
        tree.add(found)
    if kept is None or kept.size != tree.size:
        StreamTree.objects.update_or_create(
            stream_id=stream.pk,
            defaults={
                "organisation_id": stream.organisation_id,
                "size": tree.size,
                "subtrees": [found.hex() for found in tree.subtrees],
            },
        )
    return tree


def ranges_of(stream_id: UUID) -> RangeHash:
    """The root over any range of a stream's entries, for proofs. Each call reads its range, in constant memory."""

    def range_hash(start: int, end: int) -> bytes:
        tree = Tree()
        for found in _leaves(stream_id, start, end):
            tree.add(found)
        return tree.root

    return range_hash


def _leaves(stream_id: UUID, after: int, to: int) -> Iterator[bytes]:
    """In pages by number: a cursor that stays open would hold the whole answer on PostgreSQL."""
    while after < to:
        page = Entry.objects.filter(stream_id=stream_id, seq__gt=after, seq__lte=to).order_by("seq")
        found = list(page.values_list("seq", "hash")[:CHUNK])
        if not found:
            return
        yield from (leaf(entry_hash) for _, entry_hash in found)
        after = found[-1][0]
