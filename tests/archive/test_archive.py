"""A programme's archive: out, into an empty installation, out again, the same; altered, refused."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from milepost.features.practices.models import Practice
from milepost.features.practices.services import add_practices, change_silent_days
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from milepost.platform.packing.zips import MANIFEST, NoArchive, open_archive
from tests.backups.installations import an_empty_home
from tests.people import actor_of, cli

ROOT = Path(__file__).parents[2]
TWO_HOMES = """
import json, sys
sys.path.insert(0, {root!r})
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
from tests.people import cli
for args in json.loads(sys.argv[1]):
    ran = cli(*args)
    print(json.dumps([ran.exit_code, ran.stdout, ran.stderr]))
"""


def in_a_new_home(home: Path, *commands: list[str]) -> list[tuple[int, str, str]]:
    """Run commands in an installation of its own, in one process."""
    if not home.exists():
        shutil.copytree(an_empty_home(), home)
    environment = {
        **os.environ,
        "MILEPOST_HOME": str(home),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "milepost.doors.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    script = TWO_HOMES.format(root=str(ROOT))
    ran = subprocess.run(
        [sys.executable, "-c", script, json.dumps(commands)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    return [tuple(json.loads(line)) for line in ran.stdout.splitlines()]


@pytest.fixture
def archive(programme: Programme, ada: Person, sari: Person, tmp_path: Path) -> Path:
    """The archive of a programme in which something was decided."""
    decided = cli(
        "gate", "decide", programme.code, "foundation", "no-go", "--note", "Später 🚦 =1+1", "--as", ada.email
    )
    assert decided.exit_code == 0, decided.stderr
    target = tmp_path / "one.zip"
    exported = cli("programme", "export", programme.code, target, "--as", ada.email, "--json")
    assert exported.exit_code == 0, exported.stdout
    return target


def test_out_in_and_out_again_are_the_same_bytes(archive: Path, tmp_path: Path) -> None:
    again = tmp_path / "two.zip"
    answers = in_a_new_home(
        tmp_path / "other",
        ["programme", "import", str(archive), "--json"],
        ["ledger", "verify", "--json"],
        ["programme", "export", "sms-1", str(again), "--as", "ada@cakrawala.example", "--json"],
        ["programme", "import", str(archive), "--json"],
    )
    assert [code for code, _out, _err in answers] == [0, 0, 0, 2], answers
    assert json.loads(answers[0][1])["schema"] == "milepost/archive-import/1"  # `records import` answers otherwise
    with zipfile.ZipFile(archive) as first, zipfile.ZipFile(again) as second:
        assert first.namelist() == second.namelist()
        different = [name for name in first.namelist() if first.read(name) != second.read(name)]
        assert different == [MANIFEST]
        before, after = (json.loads(opened.read(MANIFEST)) for opened in (first, second))
    assert {**before, "exported_at": ""} == {**after, "exported_at": ""}


def test_passwords_stay_behind(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        people = [json.loads(line) for line in opened.read("tables/organisations.person.ndjson").splitlines()]
    assert {person["password"] for person in people} == {"!"}


@pytest.mark.parametrize("consistent", [False, True], ids=["manifest as it was", "manifest made to fit"])
def test_an_altered_archive_is_refused(archive: Path, tmp_path: Path, consistent: bool) -> None:
    altered = alter(archive, tmp_path, fit_the_manifest=consistent)
    home = tmp_path / "other"
    (refused, loaded, verified) = in_a_new_home(
        home,
        ["programme", "import", str(altered), "--json"],
        ["programme", "import", str(altered), "--allow-altered", "--json"],
        ["ledger", "verify", "--json"],
    )
    assert refused[0] == 2
    assert json.loads(refused[1])["code"] == "altered-archive"
    assert loaded[0] == 0
    assert json.loads(loaded[1])["mismatches_total"] >= 1
    assert verified[0] == 1
    assert json.loads(verified[1])["passed"] is False


def test_an_archive_from_when_ten_silent_days_meant_not_set_loads_whole(
    archive: Path, programme: Programme, ada: Person, tmp_path: Path
) -> None:
    add_practices(actor=actor_of(ada), programme=programme)
    change_silent_days(actor=actor_of(ada), practice=Practice.objects.get(key="change"), days=7, reason="agreed")
    newer, again = tmp_path / "newer.zip", tmp_path / "again.zip"
    assert cli("programme", "export", programme.code, newer, "--as", ada.email, "--json").exit_code == 0
    old = alter(newer, tmp_path, "practices.practice", ('"silent_days":null', '"silent_days":10'), also={"format": 1})
    imported, verified, exported = in_a_new_home(
        tmp_path / "other",
        ["programme", "import", str(old), "--json"],
        ["ledger", "verify", "--json"],
        ["programme", "export", "sms-1", str(again), "--as", ada.email, "--json"],
    )
    assert (imported[0], verified[0], exported[0]) == (0, 0, 0), imported
    with zipfile.ZipFile(newer) as first, zipfile.ZipFile(again) as second:
        assert first.read("tables/practices.practice.ndjson") == second.read("tables/practices.practice.ndjson")


def alter(
    archive: Path,
    folder: Path,
    table: str = "gates.decision",
    change: tuple[str, str] = ('"outcome":"no-go"', '"outcome":"go"'),
    *,
    fit_the_manifest: bool = True,
    also: Mapping[str, object] = MappingProxyType({}),
) -> Path:
    """Make the no-go a go, or another change of a table, and pack the archive again with the command for it."""
    unpacked = folder / "unpacked"
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(unpacked)
    member = f"tables/{table}.ndjson"
    rows = unpacked / member
    assert change[0] in rows.read_text("utf-8")
    rows.write_text(rows.read_text("utf-8").replace(*change), "utf-8")
    if fit_the_manifest:
        manifest = {**json.loads((unpacked / MANIFEST).read_text("utf-8")), **also}
        manifest["members"][member] = hashlib.sha256(rows.read_bytes()).hexdigest()
        (unpacked / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    packed = folder / "altered.zip"
    assert cli("archive", "repack", unpacked, "-o", packed, "--json").exit_code == 0
    return packed


@pytest.mark.parametrize(
    "name", ["../outside", "/root", "tables/../../outside", "a\\b"], ids=["up", "absolute", "up inside", "backslash"]
)
def test_members_that_would_land_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "evil.zip"
    with zipfile.ZipFile(path, "w") as opened:
        opened.writestr(MANIFEST, "{}")
        opened.writestr(zipfile.ZipInfo(name), "x")
    with pytest.raises(NoArchive):
        open_archive(path)


def test_a_bomb_is_refused_unopened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(MANIFEST, b"0" * 50_000_000)
    with pytest.raises(NoArchive):
        open_archive(path)


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x03\x04 cut off"])
@pytest.mark.usefixtures("programme")
def test_a_file_that_is_no_archive_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.zip"
    path.write_bytes(content)
    ran = cli("programme", "import", path, "--json")
    assert ran.exit_code == 2
    assert ran.json["code"] == "no-archive"
