"""Entries and what they say stay as they were written, whichever way somebody tries."""

import json
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from milepost.features.programmes.models import Programme
from milepost.platform.ledger.erasing import NothingToErase, erase_detail
from milepost.platform.ledger.models import Entry, Erasure, Payload, SubjectState
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from tests.ledger.raw import execute
from tests.people import actor_of, cli

pytestmark = pytest.mark.django_db
STAYS = "stays"


def first(programme: Programme) -> Entry:
    return Entry.objects.select_related("payload").get(stream__programme_id=programme.pk, seq=1)


def _save(entry: Entry) -> None:
    entry.kind = "another"
    entry.save()


def _replace(entry: Entry) -> None:
    """SQLite's REPLACE removes the row in its way; PostgreSQL's ON CONFLICT changes it."""
    Entry.objects.bulk_create(
        [Entry(**{name: value for name, value in vars(entry).items() if name[0] != "_"})],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["kind"],
    )


def _insert_or_replace(entry: Entry) -> None:
    columns = ", ".join(field.column for field in Entry._meta.concrete_fields)
    if connection.vendor == "sqlite":
        execute(f"INSERT OR REPLACE INTO ledger_entry ({columns}) SELECT {columns} FROM ledger_entry WHERE seq = 1")
    else:
        execute(
            f"INSERT INTO ledger_entry ({columns}) SELECT {columns} FROM ledger_entry "
            "ON CONFLICT (id) DO UPDATE SET kind = 'another'"
        )


def _empty(table: str) -> None:
    if connection.vendor == "sqlite":
        execute(f"DELETE FROM {table}")
        return
    execute("SET CONSTRAINTS ALL IMMEDIATE")  # with a check still to come a table cannot be emptied at all
    execute(f"TRUNCATE {table} CASCADE")


CHANGES: dict[str, Callable[[Entry], object]] = {
    "saving an entry": _save,
    "deleting an entry": lambda entry: Entry.objects.filter(pk=entry.pk)._raw_delete("default"),
    "updating entries in bulk": lambda entry: Entry.objects.update(seq=F("seq") + 1000),
    "bulk_update": lambda entry: Entry.objects.bulk_update([entry], ["kind"]),
    "an upsert": _replace,
    "a raw update": lambda entry: execute("UPDATE ledger_entry SET hash = '' WHERE id = %s", [entry.pk]),
    "a raw delete": lambda entry: execute("DELETE FROM ledger_entry WHERE id = %s", [entry.pk]),
    "a raw replacement": _insert_or_replace,
    "emptying entries": lambda entry: _empty("ledger_entry"),
    "saving a payload": lambda entry: entry.payload.save(),
    "deleting a payload": lambda entry: entry.payload.delete(),
    "deleting payloads in bulk": lambda entry: Payload.objects.all().delete(),
    "updating payloads in bulk": lambda entry: Payload.objects.update(salt=b""),
    "a raw update of a payload": lambda entry: execute("UPDATE ledger_payload SET salt = ''"),
    "a raw delete of a payload": lambda entry: execute("DELETE FROM ledger_payload WHERE entry_id = %s", [entry.pk]),
    "emptying payloads": lambda entry: _empty("ledger_payload"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_database_refuses(change: Callable[[Entry], object], programme: Programme) -> None:
    entry = first(programme)
    with pytest.raises(DatabaseError, match=STAYS), transaction.atomic():
        change(entry)
    assert first(programme).hash == entry.hash
    assert verify_ledger().breaches == []


# -- erasing ----------------------------------------------------------------------------------------------------------


def test_what_an_entry_says_is_erased_by_its_door(programme: Programme, adi: Person) -> None:
    entry = first(programme)
    answer = cli("ledger", "erase", "sms-1", "1", "--reason", "a name in it", "--as", adi.email, "--json")
    assert answer.exit_code == 0, answer.stdout
    assert not Payload.objects.filter(entry=entry).exists()
    assert first_hash(programme) == entry.hash
    verified = verify_ledger()
    assert verified.breaches == []
    assert verified.erased == 1
    last = Entry.objects.filter(stream__programme_id=programme.pk).order_by("seq").last()
    assert last is not None
    assert (last.kind, last.actor_id) == ("ledger.detail-erased", adi.pk)


def first_hash(programme: Programme) -> str:
    return str(Entry.objects.values_list("hash", flat=True).get(stream__programme_id=programme.pk, seq=1))


def test_rows_that_an_erased_entry_knew_are_known_still(programme: Programme, adi: Person) -> None:
    entry = first(programme)
    known = SubjectState.objects.filter(stream_id=entry.stream_id, seq=1).count()
    assert known > 0
    _erase(adi, programme)
    Programme.objects.filter(pk=programme.pk).update(name="Edited")
    assert {breach.what for breach in verify_ledger().breaches} == {"row-edited"}
    assert SubjectState.objects.filter(stream_id=entry.stream_id, seq=1).count() == 0


def test_an_erasure_that_nobody_asked_for_is_found(programme: Programme) -> None:
    entry = first(programme)
    Erasure.objects.create(organisation_id=entry.organisation_id, entry=entry, reason="", at=entry.at)
    entry.payload.delete()
    found = {breach.what for breach in verify_ledger().breaches}
    assert found == {"row-inserted", "state-edited"}


def test_nothing_is_erased_twice(programme: Programme, adi: Person) -> None:
    _erase(adi, programme)
    with pytest.raises(NothingToErase):
        _erase(adi, programme)
    answer = cli("ledger", "erase", "sms-1", "1", "--reason", "again", "--as", adi.email, "--json")
    assert (answer.exit_code, answer.json["code"]) == (2, "nothing-to-erase")


@pytest.mark.parametrize("name", ["ada", "iris", "zoe"])
def test_whoever_is_no_administrator_erases_nothing(
    name: str, programme: Programme, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(name)
    answer = cli("ledger", "erase", "sms-1", "1", "--reason", "x", "--as", person.email, "--json")
    assert answer.exit_code == 2
    assert json.loads(answer.stdout)["code"] == ("unknown-programme" if name == "zoe" else "not-allowed")
    assert first(programme).payload


def test_a_reason_is_wanted(programme: Programme, adi: Person) -> None:
    answer = cli("ledger", "erase", "sms-1", "1", "--reason", " ", "--as", adi.email, "--json")
    assert answer.json["where"]["field"] == "--reason"


def _erase(adi: Person, programme: Programme) -> None:
    erase_detail(
        author=actor_of(adi),
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        seq=1,
        reason="a name in it",
    )
