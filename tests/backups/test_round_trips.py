"""Out of one installation, into another, out again: the same, on whichever databases."""

import json
import zipfile
from pathlib import Path
from typing import Any

from milepost.platform.backups.models import Backup
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.packing.zips import MANIFEST
from tests.backups.conftest import KEPT, NEWEST
from tests.backups.installations import a_database, inside
from tests.people import Ran, cli


def run(*args: object) -> Any:
    ran = cli(*args, "--json")
    assert ran.exit_code == 0, ran.stdout + ran.stderr
    return ran.json


def manifest_of(archive: Path) -> Any:
    with zipfile.ZipFile(archive) as opened:
        return json.loads(opened.read(MANIFEST))


def contents(archive: Path) -> dict[str, Any]:
    """What a backup says of itself, but for when and where it was made."""
    return {name: value for name, value in manifest_of(archive).items() if name not in {"made_at", "database"}}


def all_in_order() -> bool:
    return bool(run("ledger", "verify")["passed"] and run("batch", "verify", "--as", "adi@bank.example")["passed"])


def test_the_archive_of_the_newest_schema_is_brought_up_to_date(there: Path, restored: tuple[Path, str, Ran]) -> None:
    answer = restored[2].json
    assert answer["rows"] == sum(manifest_of(NEWEST)["tables"].values())
    assert answer["ledger_passed"] is True
    assert all_in_order()
    assert len(run("records", "list", "sms-1", "incident", "--as", "adi@bank.example")["records"]) == 60


def test_an_archive_of_every_older_schema_is_brought_up_to_date(db: None, vendor: str, tmp_path: Path) -> None:
    for archive in KEPT[:-1]:
        with a_database(vendor) as url, inside(tmp_path / archive.stem, url):
            assert run("restore", archive)["rows"] == sum(manifest_of(archive)["tables"].values())
            assert all_in_order()


def test_restored_it_is_what_was_backed_up(there: Path, tmp_path: Path) -> None:
    """From the database under test to SQLite, which two databases see different, and back from there."""
    first, second, third = (tmp_path / f"{name}.zip" for name in ("first", "second", "third"))
    made = run("backup", first)
    assert (made["missing"], made["secrets"]) == ([], False)
    with inside(tmp_path / "sqlite"):
        run("restore", first)
        assert all_in_order()
        run("backup", second)
    assert contents(second) == contents(first)
    run("restore", second, "--replace")
    assert all_in_order()
    run("backup", third)
    assert contents(third) == contents(first)


def test_a_restore_replaces_everything_when_asked_to(there: Path, tmp_path: Path) -> None:
    key, archive = there / "secrets" / "secret-key", tmp_path / "one.zip"
    key.parent.mkdir(exist_ok=True)
    key.write_text("the first key", "utf-8")
    person = Person.objects.get(email="adi@bank.example")
    person.set_password("seven-green-otters")
    person.save()
    assert run("backup", archive, "--with-secrets")["secrets"] is True

    Organisation.objects.update(name="Changed since")
    key.write_text("another key", "utf-8")
    part = next((there / "evidence").rglob("raw-*.parquet"))
    sealed = part.read_bytes()
    part.write_bytes(b"rewritten by an erasure")
    stray = there / "evidence" / "stray"
    stray.write_text("of the data since", "utf-8")

    refused = cli("restore", archive, "--json")
    assert (refused.exit_code, refused.json["code"]) == (2, "refused")
    assert "--replace" in refused.json["hint"]
    run("restore", archive, "--replace")
    assert Organisation.objects.get().name == "Bank Pagi"
    assert Person.objects.get(email="adi@bank.example").check_password("seven-green-otters")
    assert (key.read_text("utf-8"), key.stat().st_mode & 0o077) == ("the first key", 0)
    assert part.read_bytes() == sealed
    assert not stray.exists()
    assert not (there / "restoring").exists()
    assert [row.state for row in Backup.objects.all()] == ["restored"]


def test_neither_sessions_nor_secrets_travel_unasked(there: Path, tmp_path: Path) -> None:
    (there / "secrets").mkdir(exist_ok=True)
    (there / "secrets" / "secret-key").write_text("the key", "utf-8")
    run("backup", tmp_path / "one.zip")
    with zipfile.ZipFile(tmp_path / "one.zip") as opened:
        assert [name for name in opened.namelist() if "session" in name or name.startswith("secrets")] == []
    assert (tmp_path / "one.zip").stat().st_mode & 0o077 == 0


def test_a_file_that_is_missing_already_is_named(there: Path, tmp_path: Path) -> None:
    lost = next(path for path in (there / "files").rglob("*") if path.is_file())
    lost.unlink()
    assert run("backup", tmp_path / "one.zip")["missing"] == [lost.relative_to(there).as_posix()]
