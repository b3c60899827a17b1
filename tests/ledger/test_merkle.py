"""The Merkle tree of RFC 6962, against its plain recursive definition."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.platform.ledger.merkle import (
    EMPTY,
    Tree,
    consistency,
    includes,
    inclusion,
    is_consistent,
    leaf_hash,
    root_of,
)

# The vectors that implementations of Certificate Transparency share.
LEAVES = [bytes.fromhex(leaf) for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "60" * 16)]
LEAVES[7] = bytes(range(0x60, 0x70))
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def plain_root(leaves: list[bytes]) -> bytes:
    """Section 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return sha256(b"\x01" + plain_root(leaves[:middle]) + plain_root(leaves[middle:])).digest()


def numbered(size: int) -> list[bytes]:
    return [number.to_bytes(4) for number in range(size)]


@pytest.mark.parametrize(("size", "root"), ROOTS.items())
def test_known_roots(size: int, root: str) -> None:
    assert root_of(LEAVES[:size]).hex() == root


@given(st.integers(0, 130), st.integers(0, 130))
def test_a_tree_that_is_taken_up_again_grows_to_the_same_root(size: int, more: int) -> None:
    tree = Tree()
    for leaf in numbered(size):
        tree.add(leaf)
    again = Tree.grown(tree.size, tree.subtrees)
    for leaf in numbered(size + more)[size:]:
        again.add(leaf)
    assert again.root == plain_root(numbered(size + more))
    assert len(again.subtrees) == (size + more).bit_count()


@given(st.integers(1, 130), st.data())
def test_every_leaf_is_proved_and_no_other(size: int, data: st.DataObject) -> None:
    leaves, place = numbered(size), data.draw(st.integers(0, size - 1))
    proof = inclusion(place, size, lambda start, end: root_of(leaves[start:end]))
    root = root_of(leaves)
    assert len(proof) <= size.bit_length()
    assert includes(leaves[place], place, size, proof, root)
    assert not includes(b"another", place, size, proof, root)
    assert not includes(leaves[place], place, size, [*proof, EMPTY], root)
    assert not includes(leaves[place], size, size, proof, root)
    if size > 1:
        assert not includes(leaves[place], (place + 1) % size, size, proof, root)


@given(st.integers(0, 130), st.integers(0, 130))
def test_growth_is_proved_and_nothing_else(smaller: int, more: int) -> None:
    size = smaller + more
    leaves = numbered(size)
    proof = consistency(smaller, size, lambda start, end: root_of(leaves[start:end]))
    before, after = root_of(leaves[:smaller]), root_of(leaves)
    assert is_consistent(smaller, before, size, after, proof)
    if smaller and more:
        rewritten = [b"rewritten", *leaves[1:]]
        of_rewritten = consistency(smaller, size, lambda start, end: root_of(rewritten[start:end]))
        assert not is_consistent(smaller, before, size, root_of(rewritten), of_rewritten)
        assert not is_consistent(smaller, before, size, after, proof[:-1])
        assert not is_consistent(smaller, leaf_hash(b"x"), size, after, proof)
        assert not is_consistent(size, after, smaller, before, proof)
