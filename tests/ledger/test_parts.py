"""A stream walked in parts tells what one walk of it tells, whatever somebody did to it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Self

import pytest

from milepost.platform.ledger import chain, parts
from milepost.platform.ledger.models import Entry, Payload, Stream, SubjectState
from milepost.platform.ledger.verification import Verification, verify_ledger
from tests.ledger.raw import Unguarded
from tests.ledger.test_chain import TAMPERINGS, stream

__all__ = ["stream"]  # the fixture
pytestmark = pytest.mark.django_db


class InTurn:
    """In the place of the processes: every part in this one, which alone sees the test's transaction."""

    made: list[int]

    def __init__(self, count: int, **_options: Any) -> None:
        self.made.append(count)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        """Nothing to end."""

    def map(self, call: Callable[[parts.Part], parts.Walked], some: Iterable[parts.Part]) -> Iterator[parts.Walked]:
        return map(call, some)


@pytest.fixture(autouse=True)
def in_turn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many processes were made each time."""
    made: list[int] = []
    monkeypatch.setattr(InTurn, "made", made, raising=False)
    monkeypatch.setattr(parts, "ProcessPoolExecutor", InTurn)
    monkeypatch.setattr(parts, "SHORTEST", 1)
    monkeypatch.setattr(chain, "PAGE", 1)
    return made


def both(in_turn: list[int]) -> tuple[Verification, Verification]:
    whole = verify_ledger()
    assert in_turn == []
    in_parts = verify_ledger(processes=3)
    assert in_turn
    return whole, in_parts


def test_a_stream_in_order_is_in_order_in_parts(stream: Stream, in_turn: list[int]) -> None:
    whole, in_parts = both(in_turn)
    assert whole.passed
    assert in_parts == whole
    assert 3 in in_turn


@pytest.mark.parametrize("tamper", [tamper for tamper, _, _ in TAMPERINGS.values()], ids=TAMPERINGS)
def test_what_was_tampered_with_is_told_alike(
    tamper: Callable[[Entry], None], stream: Stream, in_turn: list[int]
) -> None:
    for seq in range(1, stream.head_seq + 1):
        entry = Entry.objects.filter(stream=stream, seq=seq).first()
        assert entry is not None
        with Unguarded():
            tamper(entry)
        in_turn.clear()
        whole, in_parts = both(in_turn)
        assert whole.breaches
        assert in_parts == whole


def test_payloads_and_states_are_told_alike(stream: Stream, in_turn: list[int]) -> None:
    with Unguarded():
        Payload.objects.filter(entry__stream=stream, entry__seq__in=[2, stream.head_seq]).delete()
    SubjectState.objects.filter(stream=stream).update(seq=1)
    whole, in_parts = both(in_turn)
    assert {"payload-missing", "state-edited"} <= {breach.what for breach in whole.breaches}
    assert in_parts == whole


def test_what_a_part_tells_of_is_walked_once(stream: Stream) -> None:
    """The parts join without a gap, whatever is left of the stream."""
    for gone in range(1, stream.head_seq):
        cut = parts.cut(stream, 3)
        assert [part.after for part in cut][1:] == [part.to_seq for part in cut][:-1]
        assert (cut[0].after, cut[-1].to_seq) == (0, stream.head_seq)
        with Unguarded():
            Payload.objects.filter(entry__stream=stream, entry__seq=gone).delete()
            Entry.objects.filter(stream=stream, seq=gone).delete()
    assert len(parts.cut(stream, 3)) == 1


def test_a_short_stream_and_a_watched_one_are_walked_here(
    stream: Stream, in_turn: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    assert verify_ledger(processes=8, watch=lambda _stream: lambda seq, _hash: seen.append(seq)).passed
    assert seen[-stream.head_seq :] == list(range(1, stream.head_seq + 1))
    monkeypatch.setattr(parts, "SHORTEST", stream.head_seq)
    assert verify_ledger(processes=8).passed
    assert in_turn == []
