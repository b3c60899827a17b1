"""Following a stream: what was read stands while nothing is written that its reader would notice."""

from threading import Thread
from time import sleep

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from milepost.features.programmes.models import Programme
from milepost.platform.ledger import entries
from milepost.platform.ledger import kept as module
from milepost.platform.ledger.kept import Head, Heads, Kept, Listener, heads_of
from milepost.platform.organisations.models import Person
from tests.people import actor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def listener() -> Listener:
    return Listener(8, sharp=frozenset(), dull=frozenset({"actions.added"}))


def write(programme: Programme, ada: Person, kind: str) -> Heads:
    with transaction.atomic():
        entries.append(
            actor=actor_of(ada), organisation_id=programme.organisation_id, programme_id=programme.pk, kind=kind,
            subject=programme,
        )  # fmt: skip
    return heads_of(programme.organisation_id, programme.pk)


def test_a_listener_hears_every_kind_but_those_it_is_deaf_to(
    programme: Programme, ada: Person, listener: Listener
) -> None:
    before = listener.heard(heads_of(programme.organisation_id, programme.pk))
    after = listener.heard(write(programme, ada, "actions.added"))
    assert after["dull"] == before["dull"]
    assert after["sharp"] != before["sharp"]
    later = listener.heard(write(programme, ada, "a-kind.nobody-knows"))
    assert later["dull"] != after["dull"]


def test_an_entry_that_is_noticed_is_heard_behind_one_that_is_not(
    programme: Programme, ada: Person, listener: Listener
) -> None:
    before = listener.heard(heads_of(programme.organisation_id, programme.pk))
    write(programme, ada, "scope.approved")
    after = listener.heard(write(programme, ada, "actions.added"))
    assert after["dull"] != before["dull"]


def test_following_costs_one_query_for_a_stream_that_moved_and_none_for_one_that_stands(
    programme: Programme, ada: Person, listener: Listener
) -> None:
    listener.heard(heads_of(programme.organisation_id, programme.pk))
    moved = write(programme, ada, "actions.added")
    with CaptureQueriesContext(connection) as first:
        listener.heard(moved)
    with CaptureQueriesContext(connection) as second:
        listener.heard(moved)
    assert (len(first), len(second)) == (1, 0)


def test_another_history_is_heard(programme: Programme, ada: Person, listener: Listener) -> None:
    """A backup was restored: the stream is as long as before or longer, but its entries are others."""
    heads = heads_of(programme.organisation_id, programme.pk)
    forged = tuple(Head(head.stream_id, head.seq, "0" * 64) for head in heads)
    before = listener.heard(forged)
    after = listener.heard(write(programme, ada, "actions.added"))
    assert set(after["dull"]).isdisjoint(before["dull"])


def test_who_comes_late_with_an_older_head_is_told_that_head(
    programme: Programme, ada: Person, listener: Listener
) -> None:
    old = heads_of(programme.organisation_id, programme.pk)
    new = write(programme, ada, "scope.approved")
    told = listener.heard(new)
    assert listener.heard(old)["dull"] == old
    assert listener.heard(new) == told


def test_many_entries_at_once_are_heard(
    programme: Programme, ada: Person, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Listener, "FAR", 2)
    before = listener.heard(heads_of(programme.organisation_id, programme.pk))
    for _ in range(3):
        heads = write(programme, ada, "actions.added")
    assert listener.heard(heads)["dull"] != before["dull"]


def test_the_answer_asked_for_longest_ago_is_forgotten_first() -> None:
    kept = Kept[str, int](2)
    kept.put("a", 1)
    kept.put("b", 2)
    assert kept.get("a") == 1
    kept.put("c", 3)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (1, None, 3)


def test_of_answers_of_one_place_the_latest_is_kept_and_answers_no_other_key() -> None:
    kept = Kept[tuple[str, int], str](2, lambda key: key[0])
    kept.put(("a", 1), "old")
    kept.put(("b", 1), "other")
    kept.put(("a", 2), "new")
    assert [kept.get(("a", 1)), kept.get(("a", 2)), kept.get(("b", 1))] == [None, "new", "other"]


def test_whoever_waits_for_the_same_reading_finds_it_kept() -> None:
    kept, read = Kept[str, int](2), []

    def read_and_keep() -> int:
        read.append("a")
        sleep(0.05)
        kept.put("a", 1)
        return 1

    threads = [Thread(target=kept.ask, args=("a", read_and_keep)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read == ["a"]


def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_WAIT", 0.01)
    kept = Kept[str, int](2)

    def read_and_keep() -> int:
        kept.put("a", 1)
        return 1

    assert kept.ask("a", lambda: kept.ask("a", read_and_keep)) == 1
    assert kept.get("a") == 1
