"""The Merkle tree of RFC 6962 (section 2.1) over a sequence of leaves, in memory that grows with its logarithm.

`Tree`          the root of what was added so far
`root_of`       the same over a few hashes
`inclusion`     the proof that a leaf is in a tree; `includes` checks one
`consistency`   the proof that a tree only grew; `is_consistent` checks one

Everything here is bytes of 32; proofs are made from a function that gives the hash of any complete range of leaves.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence

EMPTY = hashlib.sha256(b"").digest()

type RangeHash = Callable[[int, int], bytes]
"""The root over the leaves from one place up to, but not in, another."""


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf; its prefix keeps it from passing as that of a node."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that leaves are added to. It keeps one hash for each complete subtree, the largest first."""

    def __init__(self) -> None:
        self.size = 0
        self._subtrees: list[bytes] = []

    @classmethod
    def grown(cls, size: int, subtrees: Sequence[bytes]) -> "Tree":
        """A tree as it was left, to be added to further."""
        tree = cls()
        tree.size, tree._subtrees = size, list(subtrees)
        return tree

    @property
    def subtrees(self) -> tuple[bytes, ...]:
        """What `grown` takes."""
        return tuple(self._subtrees)

    def add(self, leaf: bytes) -> None:
        """Add a leaf."""
        found = leaf_hash(leaf)
        size = self.size
        while size & 1:  # each odd step up closes a subtree with the one left of it
            found = node_hash(self._subtrees.pop(), found)
            size >>= 1
        self._subtrees.append(found)
        self.size += 1

    @property
    def root(self) -> bytes:
        """The root over all leaves."""
        if not self._subtrees:
            return EMPTY
        found = self._subtrees[-1]
        for left in reversed(self._subtrees[:-1]):
            found = node_hash(left, found)
        return found


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over these leaves."""
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root


def split_of(size: int) -> int:
    """The largest power of two smaller than a size of at least two: where a tree divides."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion(place: int, size: int, hash_of: RangeHash) -> list[bytes]:
    """The hashes that lead from the leaf at a place to the root, the lowest first."""
    return [hash_of(start, end) for start, end in inclusion_ranges(place, size)]


def inclusion_ranges(place: int, size: int) -> list[tuple[int, int]]:
    """The ranges whose hashes an inclusion proof consists of, the lowest first."""
    ranges: list[tuple[int, int]] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split_of(end - start)
        if place < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def includes(leaf: bytes, place: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof leads from the leaf at a place to the root of a tree of that size."""
    if not 0 <= place < size:
        return False
    sides = inclusion_ranges(place, size)
    if len(sides) != len(proof):
        return False
    found = leaf_hash(leaf)
    for (start, _), sibling in zip(sides, proof, strict=True):
        found = node_hash(found, sibling) if start > place else node_hash(sibling, found)
    return found == root


def consistency(smaller: int, size: int, hash_of: RangeHash) -> list[bytes]:
    """The hashes that show a tree of `smaller` leaves to be the beginning of one of `size`; none if equal."""
    return [hash_of(start, end) for start, end in consistency_ranges(smaller, size)]


def consistency_ranges(smaller: int, size: int) -> list[tuple[int, int]]:
    """The ranges whose hashes a consistency proof consists of, in the order of RFC 6962, section 2.1.2."""
    if not 0 < smaller < size:
        return []
    return list(_steps(smaller, 0, size, is_whole=True))


def _steps(smaller: int, start: int, end: int, *, is_whole: bool) -> Iterator[tuple[int, int]]:
    size = end - start
    if smaller == size:
        if not is_whole:
            yield start, end
        return
    middle = split_of(size)
    if smaller <= middle:
        yield from _steps(smaller, start, start + middle, is_whole=is_whole)
        yield start + middle, end
    else:
        yield from _steps(smaller - middle, start + middle, end, is_whole=False)
        yield start, start + middle


def is_consistent(smaller: int, first: bytes, size: int, second: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the tree with root `first` is the beginning of the one with root `second`."""
    if smaller == size:
        return first == second and not proof
    if smaller == 0 or smaller > size:
        return smaller == 0 and not proof
    if len(proof) != len(consistency_ranges(smaller, size)):
        return False
    hashes = list(proof)
    node, last = smaller - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = first if node == 0 and smaller & (smaller - 1) == 0 else hashes.pop(0)
    for found in hashes:
        if node & 1 or node == last:
            old, new = node_hash(found, old), node_hash(found, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, found)
        node, last = node >> 1, last >> 1
    return old == first and new == second
