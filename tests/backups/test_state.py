"""An organisation's administrator learns how backups stand, and nothing of where they lie or what else they hold."""

from datetime import timedelta
from typing import Any

import pytest

from milepost.platform.backups.models import Backup, BackupState
from milepost.platform.ledger.clock import now
from milepost.platform.organisations.models import Organisation, Person
from tests.people import client_of

AT = "/o/cakrawala/backups"


def backed_up(state: BackupState = BackupState.DONE, *, hours_ago: int = 1, **more: Any) -> Backup:
    return Backup.objects.create(
        state=state,
        at=now() - timedelta(hours=hours_ago),
        place="/secret-place/milepost-1.zip",
        sha256="f00d" * 16,
        **more,
    )


def page(person: Person) -> str:
    answer = client_of(person).get(AT)
    assert answer.status_code == 200
    return answer.content.decode()


def test_no_backup_is_said_loudly(adi: Person, cakrawala: Organisation) -> None:
    text = page(adi)
    assert "There is no backup" in text
    assert "milepost doctor" in text


def test_a_fresh_one_is_good(adi: Person, cakrawala: Organisation) -> None:
    backed_up()
    text = page(adi)
    assert "The last backup is good" in text
    assert "milepost doctor" not in text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"hours_ago": 49}, "The last backup is old"),
        ({"missing": 3}, "The last backup lacks files"),
    ],
)
def test_one_that_is_not_to_be_relied_on_says_why(
    adi: Person, cakrawala: Organisation, more: dict[str, int], words: str
) -> None:
    backed_up(**more)  # type: ignore[arg-type]
    assert words in page(adi)


def test_a_later_try_that_failed_is_told_without_its_reason(adi: Person, cakrawala: Organisation) -> None:
    backed_up(hours_ago=5)
    backed_up(BackupState.FAILED, error="/secret-place is full")
    text = page(adi)
    assert "The last backup failed" in text
    assert "secret-place" not in text


def test_neither_place_nor_hash_nor_file_is_given_out(adi: Person, cakrawala: Organisation) -> None:
    backed_up()
    text = page(adi)
    assert "secret-place" not in text
    assert "f00d" not in text
    assert ".zip" not in text


def test_the_way_there_is_shown_to_administrators_alone(adi: Person, ada: Person) -> None:
    assert AT in client_of(adi).get("/o/cakrawala/").content.decode()
    assert AT not in client_of(ada).get("/o/cakrawala/").content.decode()
    assert client_of(ada).get(AT).status_code == 403
    assert client_of(adi).post(AT).status_code == 405
