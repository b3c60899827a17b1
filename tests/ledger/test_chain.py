"""Every way to tamper with a stream is found and named, and nothing else is."""

import json
from collections.abc import Callable
from hashlib import sha256

import pytest
from django.db import connection

from milepost.features.programmes.models import Programme
from milepost.platform.ledger import chain, entries
from milepost.platform.ledger.canonical import canonical_json, name_hash
from milepost.platform.ledger.models import Entry, Payload, Stream, SubjectState
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from tests.ledger.raw import Unguarded, execute
from tests.people import actor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def stream(programme: Programme, ada: Person) -> Stream:
    """A stream with a few entries, odd words among them, in which one row was written twice."""
    for number, label in enumerate(['plain "quoted" \\ back', "tab\t é 🚦 \u2028", "", "x" * 400]):
        entries.record(
            actor=actor_of(ada),
            organisation_id=programme.organisation_id,
            programme_id=programme.pk,
            kind="test.noted",
            subject=entries.Subject("test.thing", programme.pk, label),
            change={"states": [["not", "a", "state"]], "number": number, "said": '"states":[]'},
            touched=[programme],
        )
    return Stream.objects.get(programme_id=programme.pk)


def found() -> set[tuple[str, str]]:
    return {(breach.what, breach.where) for breach in verify_ledger().breaches}


def test_a_stream_as_it_was_written_is_in_order(stream: Stream, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing of it need be taken apart to know that."""
    monkeypatch.setattr(chain.Walk, "_take_apart", _never)
    assert verify_ledger().breaches == []
    assert verify_ledger(programme_id=stream.programme_id).entries == stream.head_seq


def _never(*_args: object) -> None:
    raise AssertionError("an entry that is in order was taken apart")


def test_pages_join_without_a_seam(stream: Stream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "PAGE", 2)
    monkeypatch.setattr(chain, "TOLD", 1)
    assert verify_ledger().breaches == []


def _second(stream: Stream) -> Entry:
    return Entry.objects.get(stream=stream, seq=2)


def _set(column: str, value: object) -> Callable[[Entry], None]:
    def change(entry: Entry) -> None:
        execute(f"UPDATE ledger_entry SET {column} = %s WHERE id = %s", [value, entry.pk])

    return change


def _rewrite(entry: Entry) -> None:
    """The bytes and the hash too, as somebody would who knows how."""
    facts = json.loads(bytes(entry.written))
    facts["actor"]["name"] = name_hash(bytes(entry.actor_salt), "Somebody else <else@example.org>")
    written = canonical_json(facts)
    execute(
        "UPDATE ledger_entry SET written = %s, hash = %s, actor_label = %s WHERE id = %s",
        [written, sha256(written).hexdigest(), "Somebody else <else@example.org>", entry.pk],
    )


def _delete(entry: Entry) -> None:
    execute("DELETE FROM ledger_payload WHERE entry_id = %s", [entry.pk])
    execute("DELETE FROM ledger_entry WHERE id = %s", [entry.pk])


TAMPERINGS: dict[str, tuple[Callable[[Entry], None], str, int]] = {
    "kind": (_set("kind", "another.kind"), "columns-edited", 2),
    "actor": (_set("actor_label", "Somebody"), "columns-edited", 2),
    "actor's key": (_set("actor_id", None), "columns-edited", 2),
    "channel": (_set("channel", "api"), "columns-edited", 2),
    "label": (_set("subject_label", "Another"), "columns-edited", 2),
    "time": (_set("at", "2020-01-01 00:00:00+00:00"), "columns-edited", 2),
    "bytes": (_set("written", b"{}"), "entry-edited", 2),
    "hash": (_set("hash", "0" * 64), "entry-edited", 2),
    "a rewritten entry": (_rewrite, "chain-broken", 3),
    "a removed entry": (_delete, "entry-missing", 2),
}


@pytest.mark.parametrize(("tamper", "what", "seq"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_tampering_with_an_entry_is_found(tamper: Callable[[Entry], None], what: str, seq: int, stream: Stream) -> None:
    with Unguarded():
        tamper(_second(stream))
    assert (what, f"{stream.pk}#{seq}") in found()


EDITED = (
    b"",
    b"{}",
    b'{"states":',
    b'{"states":[[]]}',
    b'{"states":[1]}',
    b'{"states":[["a","b","c"]]}',
    b'{"states":["abc"]}',
)


@pytest.mark.parametrize("body", EDITED)
def test_a_payload_whose_states_were_made_illegible_is_told_and_does_not_stop_the_walk(
    body: bytes, stream: Stream
) -> None:
    with Unguarded():
        Payload.objects.filter(entry=_second(stream)).update(body=body)
    assert ("payload-edited", f"{stream.pk}#2") in found()


def test_an_altered_payload_is_found(stream: Stream) -> None:
    with Unguarded():
        Payload.objects.filter(entry=_second(stream)).update(salt=b"another")
    assert found() == {("payload-edited", f"{stream.pk}#2")}


def test_a_removed_payload_is_found(stream: Stream) -> None:
    with Unguarded():
        Payload.objects.filter(entry=_second(stream)).delete()
    assert found() == {("payload-missing", f"{stream.pk}#2")}


def test_a_stream_cut_short_is_found(stream: Stream) -> None:
    last = Entry.objects.get(stream=stream, seq=stream.head_seq)
    with Unguarded():
        _delete(last)
    assert ("entry-missing", f"{stream.pk}#{stream.head_seq}") in found()


def test_an_entry_beyond_the_head_is_found(stream: Stream) -> None:
    Stream.objects.filter(pk=stream.pk).update(head_seq=stream.head_seq - 1)
    what = {breach[0] for breach in found()}
    assert {"head-differs", "entry-inserted"} <= what


def test_an_edited_row_is_found_though_its_state_was_edited_with_it(stream: Stream, programme: Programme) -> None:
    Programme.objects.filter(pk=programme.pk).update(name="Edited")
    programme.refresh_from_db()
    state = SubjectState.objects.filter(subject_id=programme.pk)
    where = f"programmes.programme {programme.pk}"
    assert found() == {("row-edited", where)}
    state.update(digest=entries.digest_of(programme))
    assert found() == {("state-edited", where)}
    state.update(seq=0)
    assert ("state-edited", where) in found()
    state.update(seq=stream.head_seq + 5)
    assert ("state-edited", where) in found()


def test_a_state_moved_on_to_an_entry_that_says_nothing_of_it_is_found(stream: Stream, programme: Programme) -> None:
    phase = programme.phases.first()
    assert phase is not None
    SubjectState.objects.filter(subject_id=phase.pk).update(seq=stream.head_seq)
    assert found() == {("state-edited", f"programmes.phase {phase.pk}")}


def test_a_removed_state_is_found(stream: Stream, programme: Programme) -> None:
    SubjectState.objects.filter(subject_id=programme.pk).delete()
    where = f"programmes.programme {programme.pk}"
    assert found() == {("state-missing", where), ("row-inserted", where)}


def test_entries_appended_meanwhile_do_not_disturb(
    stream: Stream, programme: Programme, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A verification of a busy installation: somebody writes between its first look and its last."""
    walked = chain.Walk.breaches

    def writing_meanwhile(walk: chain.Walk) -> list[object]:
        answer = list(walked(walk))
        entries.record(
            actor=actor_of(ada),
            organisation_id=programme.organisation_id,
            programme_id=programme.pk,
            kind="test.noted",
            subject=programme,
            touched=[programme],
        )
        return answer

    monkeypatch.setattr(chain.Walk, "breaches", writing_meanwhile)
    assert verify_ledger().breaches == []


def test_the_vendor_is_one_of_two() -> None:
    """The plain questions of the walk are written for these."""
    assert connection.vendor in {"sqlite", "postgresql"}
