"""Proofs: that an entry is in a checkpoint, that one checkpoint continues another, that today's ledger holds one."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from milepost.platform.checkpoints.documents import Signed, stamp_facts
from milepost.platform.checkpoints.trees import leaf, ranges_of, tree_of
from milepost.platform.ledger.breaches import Breach
from milepost.platform.ledger.merkle import Tree, consistency, includes, inclusion, is_consistent
from milepost.platform.ledger.models import Entry, Stream


class NoProof(Exception):
    """What was asked for cannot be proved; says why."""


def inclusion_proof(stream: Stream, seq: int, signed: Signed | None = None) -> dict[str, Any]:
    """That an entry is in the stream's tree as a checkpoint signed it, or as it is now. Raises `NoProof`."""
    found = Entry.objects.filter(stream=stream, seq=seq).values_list("hash", flat=True).first()
    if found is None:
        raise NoProof(f"there is no entry {seq}")
    size, root = stream.head_seq, ""
    if signed is not None:
        if str(stream.pk) not in signed.streams:
            raise NoProof("the checkpoint does not speak of this stream")
        size, root, _ = signed.streams[str(stream.pk)]
    if seq > size:
        raise NoProof(f"the checkpoint ends at entry {size}")
    root = root or tree_of(stream).root.hex()
    path = inclusion(seq - 1, size, ranges_of(stream.pk))
    return {
        "stream": str(stream.pk),
        "seq": seq,
        "hash": found,
        "size": size,
        "root": root,
        "path": [step.hex() for step in path],
        "passed": includes(leaf(found), seq - 1, size, path, bytes.fromhex(root)),
    }


def consistency_proofs(earlier: Signed, later: Signed) -> Iterator[dict[str, Any]]:
    """For each stream of the earlier checkpoint, that the later one holds the same entries, and more behind them."""
    for stream, (size, root, _) in sorted(earlier.streams.items()):
        line: dict[str, Any] = {"stream": stream, "from": size, "to": None, "path": [], "passed": False}
        if stream in later.streams:
            line["to"], later_root, _ = later.streams[stream]
            path = consistency(size, line["to"], ranges_of_text(stream))
            line["path"] = [step.hex() for step in path]
            line["passed"] = is_consistent(size, bytes.fromhex(root), line["to"], bytes.fromhex(later_root), path)
        yield line


def ranges_of_text(stream: str) -> Callable[[int, int], bytes]:
    """`ranges_of` for a stream named in a file."""
    found = Stream.objects.filter(pk=stream).first()
    if found is None:
        raise NoProof(f"there is no stream {stream}")
    return ranges_of(found.pk)


@dataclass(slots=True)
class Held:
    """Whether today's ledger holds what checkpoints signed: watches each stream while verification walks it."""

    checkpoints: list[Signed]
    found: dict[tuple[str, int], str] = field(default_factory=dict)
    walked: set[str] = field(default_factory=set)

    def watch(self, stream: Stream) -> Callable[[int, str], None] | None:
        """Note the root of the stream's tree at each size that a checkpoint signed."""
        key, tree = str(stream.pk), Tree()
        self.walked.add(key)
        sizes = {signed.streams[key][0] for signed in self.checkpoints if key in signed.streams}
        if not sizes:
            return None
        if 0 in sizes:
            self.found[key, 0] = tree.root.hex()
        last = max(sizes)

        def note(_seq: int, entry_hash: str) -> None:
            if tree.size < last:
                tree.add(leaf(entry_hash))
                if tree.size in sizes:
                    self.found[key, tree.size] = tree.root.hex()

        return note

    def breaches(self, *, only: Iterable[str] | None = None) -> Iterator[Breach]:
        """What does not agree; `only` these streams are asked for, all of the checkpoints' unless given."""
        wanted = None if only is None else set(only)
        for signed in self.checkpoints:
            where = f"checkpoint of {signed.at}"
            if not signed.is_signed:
                yield Breach("checkpoint-altered", where, "its signature is not over its text")
            if (stamp := stamp_facts(signed)["stamp"]) == "other":
                yield Breach("stamp-differs", where, "its time stamp is not over its text")
            elif stamp == "forged":
                yield Breach("stamp-forged", where, "its time stamp is not signed by the configured authority")
            for stream, (size, root, _) in sorted(signed.streams.items()):
                if wanted is not None and stream not in wanted:
                    continue
                yield from self._compare(stream, size, root, where)

    def _compare(self, stream: str, size: int, root: str, where: str) -> Iterator[Breach]:
        if stream not in self.walked:
            yield Breach("stream-missing", stream, f"the {where} knows {size} entries of it")
        elif (found := self.found.get((stream, size))) is None:
            yield Breach("ledger-truncated", f"{stream}#{size}", f"the {where} knows {size} entries, fewer are here")
        elif found != root:
            yield Breach(
                "ledger-rewritten", f"{stream}#{size}", f"its first {size} entries are not those of the {where}"
            )
