"""Names stand beside the bytes that are hashed: one can be erased by its door, and nobody can change one past it."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from milepost.features.programmes.models import Programme
from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Channel, system
from milepost.platform.ledger.canonical import canonical_json, sha256
from milepost.platform.ledger.clock import now
from milepost.platform.ledger.erasing import NothingToErase, erase_detail, erase_details_about, erase_names
from milepost.platform.ledger.models import Entry, NameErasure, Payload, Stream
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from tests.ledger.raw import Unguarded
from tests.people import actor_of

NOBODY = "Erased person 1a2b3c4d"


def append(programme: Programme, person: Person, number: int) -> Entry:
    with transaction.atomic():
        return entries.append(
            actor=actor_of(person),
            organisation_id=programme.organisation_id,
            programme_id=programme.pk,
            kind="test.done",
            subject=entries.Subject("test.thing", uuid4(), f'Thing "{number}" \\ é 🚦'),
        )


@pytest.fixture
def written(programme: Programme, ada: Person) -> list[Entry]:
    return [append(programme, ada, number) for number in range(3)]


def erase(programme: Programme, person: Person) -> int:
    return erase_names(
        author=system(Channel.CLI),
        organisation_id=programme.organisation_id,
        keys=[person.pk],
        label=NOBODY,
        reason="asked",
    )


def test_the_bytes_of_an_entry_hold_keys_and_no_names(written: list[Entry], ada: Person) -> None:
    for entry in written:
        said = bytes(entry.written).decode()
        assert str(ada.pk) in said
        assert [name for name in (ada.name, ada.email, "Thing") if name in said] == []


def test_an_erased_name_is_gone_and_the_ledger_is_in_order(
    written: list[Entry], programme: Programme, ada: Person
) -> None:
    hashes = list(Entry.objects.order_by("pk").values_list("hash", flat=True))
    assert erase(programme, ada) >= len(written)
    assert not Entry.objects.filter(actor_label__contains="Ada").exists()
    assert list(Entry.objects.order_by("pk").values_list("hash", flat=True))[: len(hashes)] == hashes
    found = verify_ledger()
    assert (found.breaches, found.unnamed >= len(written), found.erased) == ([], True, 0)
    append(programme, ada, 9)  # who is erased may still be named by what comes afterwards
    assert verify_ledger().passed


CHANGES: dict[str, Callable[[Entry], object]] = {
    "another name": lambda entry: Entry.objects.filter(pk=entry.pk).update(actor_label="Somebody"),
    "no salt": lambda entry: Entry.objects.filter(pk=entry.pk).update(actor_salt=None),
    "a name nobody erased": lambda entry: Entry.objects.filter(pk=entry.pk).update(actor_label=NOBODY, actor_salt=None),
    "another subject": lambda entry: Entry.objects.filter(pk=entry.pk).update(subject_label=NOBODY, subject_salt=None),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_no_name_goes_without_its_erasure(change: Callable[[Entry], object], written: list[Entry]) -> None:
    with pytest.raises(DatabaseError, match="a ledger entry stays as it was written"), transaction.atomic():
        change(written[1])
    with Unguarded():
        change(written[1])
    assert {breach.what for breach in verify_ledger().breaches} == {"columns-edited"}


def test_an_erasure_lets_nothing_but_the_name_go(written: list[Entry], programme: Programme, ada: Person) -> None:
    NameErasure.objects.create(organisation_id=programme.organisation_id, key=ada.pk, label=NOBODY, at=now())
    refused = pytest.raises(DatabaseError, match="a ledger entry stays as it was written")
    with refused, transaction.atomic():
        Entry.objects.filter(pk=written[0].pk).update(actor_label=NOBODY, actor_salt=None, kind="another")
    with refused, transaction.atomic():
        Entry.objects.filter(pk=written[0].pk).update(actor_label="Somebody", actor_salt=None)


def test_an_erasure_inserted_by_hand_is_found(written: list[Entry], programme: Programme, ada: Person) -> None:
    NameErasure.objects.create(organisation_id=programme.organisation_id, key=ada.pk, label=NOBODY, at=now())
    Entry.objects.filter(pk=written[0].pk).update(actor_label=NOBODY, actor_salt=None)
    assert [breach.what for breach in verify_ledger().breaches] == ["row-inserted"]


def test_entries_of_before_hold_their_names_and_stay_in_order(
    written: list[Entry], programme: Programme, ada: Person
) -> None:
    stream = Stream.objects.get(programme_id=programme.pk)
    with Unguarded():
        _as_before(stream)
    assert verify_ledger().breaches == []
    erase(programme, ada)
    assert Entry.objects.filter(stream=stream, actor_label__contains="Ada").count() >= len(written)
    assert verify_ledger().breaches == []


def _as_before(stream: Stream) -> None:
    """The stream as an older version wrote it: names within the bytes."""
    previous = ""
    for entry in Entry.objects.filter(stream=stream).order_by("seq"):
        facts = json.loads(bytes(entry.written)) | {"previous": previous}
        for who, label in (("actor", entry.actor_label), ("subject", entry.subject_label)):
            del facts[who]["name"]
            facts[who]["label"] = label
        data = canonical_json(facts)
        previous = sha256(data)
        Entry.objects.filter(pk=entry.pk).update(written=data, hash=previous, actor_salt=None, subject_salt=None)
    Stream.objects.filter(pk=stream.pk).update(head_hash=previous)


def test_details_about_a_thing_go_together_with_one_entry(programme: Programme, ada: Person, adi: Person) -> None:
    member = ada.memberships.get()
    before = Entry.objects.filter(subject_id=member.pk).count()
    count = erase_details_about(
        author=system(Channel.CLI), organisation_id=programme.organisation_id, keys=[member.pk], reason="asked"
    )
    assert count == before > 0
    assert not Payload.objects.filter(entry__subject_id=member.pk).exists()
    assert Entry.objects.filter(kind="ledger.detail-erased").count() == 1
    found = verify_ledger()
    assert (found.breaches, found.erased) == ([], count)
    with pytest.raises(NothingToErase):
        erase_detail(
            author=system(Channel.CLI),
            organisation_id=programme.organisation_id,
            programme_id=None,
            seq=Entry.objects.get(subject_id=member.pk).seq,
            reason="again",
        )
