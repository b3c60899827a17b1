"""A backup that was altered, cut off, crafted or made by a newer Milepost is refused before anything is replaced."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from milepost.platform.backups import reading, restoring
from milepost.platform.backups.schema import present_schema
from milepost.platform.organisations.models import Organisation
from milepost.platform.packing.zips import MANIFEST
from tests.backups.conftest import NEWEST
from tests.people import cli

type Members = dict[str, bytes]
PEOPLE = "tables/organisations.person.ndjson"


def unpacked() -> Members:
    with zipfile.ZipFile(NEWEST) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def crafted(target: Path, members: Members, change: Callable[[dict[str, Any]], object] = lambda manifest: None) -> Path:
    """Pack members with a manifest that fits them, then changed."""
    manifest = json.loads(members[MANIFEST])
    listed = {name: data for name, data in members.items() if name != MANIFEST}
    manifest["members"] = {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)} for name, data in listed.items()
    }
    change(manifest)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in {**listed, MANIFEST: json.dumps(manifest).encode()}.items():
            opened.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return target


def refused(archive: Path, *options: str) -> Any:
    ran = cli("restore", archive, *options, "--json")
    assert ran.exit_code == 2, ran.stdout + ran.stderr
    return ran.json


def test_an_altered_byte_is_found_in_any_member(here: Path, tmp_path: Path) -> None:
    whole, altered = NEWEST.read_bytes(), tmp_path / "altered.zip"
    with zipfile.ZipFile(NEWEST) as opened:
        members = [member for member in opened.infolist() if member.compress_size > 2][::5]
    for member in members:
        place = member.header_offset + 30 + len(member.filename) + 20 + member.compress_size // 2
        altered.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(reading.NoArchive):
            check_all(altered)


def check_all(archive: Path) -> None:
    backup = reading.open_backup(archive)
    for name in backup.manifest.members:
        backup.check(name)


@pytest.mark.parametrize("kept", [0, 100, -1, -5_000, 30_000])
def test_a_backup_that_was_cut_off_is_refused(here: Path, tmp_path: Path, kept: int) -> None:
    cut = tmp_path / "cut.zip"
    cut.write_bytes(NEWEST.read_bytes()[:kept])
    assert refused(cut)["code"] == "no-archive"
    assert not (here / "restoring").exists()


def test_an_altered_member_leaves_what_is_here_alone(there: Path, tmp_path: Path) -> None:
    Organisation.objects.update(name="Of today")
    members = unpacked()

    def keep_old_hash(manifest: dict[str, Any]) -> None:
        manifest["members"][PEOPLE]["sha256"] = hashlib.sha256(members[PEOPLE]).hexdigest()

    altered = {**members, PEOPLE: members[PEOPLE].replace(b"Ada", b"Eve")}
    answer = refused(crafted(tmp_path / "one.zip", altered, keep_old_hash), "--replace")
    assert PEOPLE in answer["error"]
    assert Organisation.objects.get().name == "Of today"


def test_rows_that_disagree_with_their_ledger_are_refused_unless_asked_for(here: Path, tmp_path: Path) -> None:
    members, table = unpacked(), "tables/gates.decision.ndjson"
    assert json.loads(members[MANIFEST])["migrations"] != present_schema(), "an older schema is not let off"
    altered = {**members, table: members[table].replace(b'"outcome":"before"', b'"outcome":"go"')}
    assert altered != members
    archive = crafted(tmp_path / "one.zip", altered)
    assert "--allow-altered" in refused(archive)["hint"]
    assert restoring.is_empty()
    loaded = cli("restore", archive, "--allow-altered", "--json")
    assert (loaded.exit_code, loaded.json["ledger_passed"]) == (0, False)
    assert cli("ledger", "verify").exit_code == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest["migrations"].update(ledger=["0999_of_tomorrow"]),
        lambda manifest: manifest["migrations"].update(telepathy=["0001_initial"]),
        lambda manifest: manifest.update(format=2),
    ],
    ids=["a newer state of a table", "a package we do not have", "a newer format"],
)
def test_a_backup_of_a_newer_milepost_says_so(here: Path, tmp_path: Path, change: Any) -> None:
    answer = refused(crafted(tmp_path / "newer.zip", unpacked(), change))
    assert "this backup was made by a newer Milepost" in answer["error"]


@pytest.mark.parametrize(
    "name",
    ["../outside", "/etc/outside", "files/../../outside", "a\\b", "jobs/x", "secrets", "milepost.sqlite3", "files/"],
)
def test_a_member_that_would_land_elsewhere_is_refused(here: Path, tmp_path: Path, name: str) -> None:
    assert refused(crafted(tmp_path / "evil.zip", {**unpacked(), name: b"x"}))["code"] == "no-archive"
    assert not list(tmp_path.rglob("outside"))


def test_a_member_that_the_manifest_does_not_list_is_refused(here: Path, tmp_path: Path) -> None:
    added = crafted(
        tmp_path / "more.zip", {**unpacked(), "files/x": b"x"}, lambda manifest: manifest["members"].pop("files/x")
    )
    assert "does not list" in refused(added)["error"]


def test_a_member_that_is_listed_and_lacking_is_refused(here: Path, tmp_path: Path) -> None:
    members = unpacked()
    listed = json.loads(members[MANIFEST])["members"][PEOPLE]
    less = {name: data for name, data in members.items() if name != PEOPLE}
    archive = crafted(tmp_path / "less.zip", less, lambda manifest: manifest["members"].update({PEOPLE: listed}))
    assert f"lacks {PEOPLE}" in refused(archive)["error"]


def test_a_table_that_the_version_does_not_have_is_refused(here: Path, tmp_path: Path) -> None:
    members = {**unpacked(), "tables/ledger.secret.ndjson": b""}
    archive = crafted(tmp_path / "one.zip", members, lambda manifest: manifest["tables"].update({"ledger.secret": 0}))
    assert refused(archive)["code"] == "no-archive"


def test_fewer_rows_than_listed_are_refused(here: Path, tmp_path: Path) -> None:
    members = unpacked()
    fewer = {**members, PEOPLE: members[PEOPLE].splitlines(keepends=True)[0]}
    assert refused(crafted(tmp_path / "one.zip", fewer))["code"] == "no-archive"


def test_a_bomb_is_refused_unopened(here: Path, tmp_path: Path) -> None:
    bomb = {**unpacked(), "files/bomb": b"0" * 10_000_000}

    def understate(manifest: dict[str, Any]) -> None:
        manifest["members"]["files/bomb"]["size"] = 10

    assert "other sizes" in refused(crafted(tmp_path / "bomb.zip", bomb, understate))["error"]


def test_more_than_the_disk_holds_is_refused_unopened(
    here: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(reading, "_room", lambda: 1_000)
    assert "unpacks to more" in refused(NEWEST)["error"]


def test_an_archive_of_a_programme_is_no_backup(here: Path, tmp_path: Path) -> None:
    other = crafted(tmp_path / "one.zip", unpacked(), lambda manifest: manifest.update(schema="milepost/archive/1"))
    assert "is no backup" in refused(other)["error"]
