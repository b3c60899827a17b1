"""Backups by hand and every day, what is remembered of them, and when the doctor speaks up."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from milepost.platform.backups import writing
from milepost.platform.backups.jobs import daily_backup
from milepost.platform.backups.models import Backup
from milepost.platform.backups.selectors import CUT_OFF, standing
from milepost.platform.backups.snapshot import one_moment
from milepost.platform.backups.tables import LEFT_OUT, backed_up_models
from milepost.platform.backups.writing import sweep_parts
from milepost.platform.ledger.clock import now
from milepost.platform.organisations.models import Organisation
from tests.backups.installations import inside
from tests.people import cli

ROOT = Path(__file__).parents[2]


def doctors_line() -> Any:
    checks = cli("doctor", "--json").json["checks"]
    return next(check for check in checks if check["id"] == "backup")


def test_a_backup_is_remembered_with_its_hash(there: Path, tmp_path: Path) -> None:
    made = cli("backup", tmp_path / "one.zip", "--json").json
    row = Backup.objects.first()
    assert row is not None
    assert (row.state, row.sha256, row.place) == ("done", made["sha256"], str(tmp_path / "one.zip"))
    assert (row.rows, row.files, row.size) == (made["rows"], made["files"], (tmp_path / "one.zip").stat().st_size)


def test_one_that_could_not_be_written_is_remembered_too(there: Path, tmp_path: Path) -> None:
    refused = cli("backup", tmp_path / "nowhere" / "one.zip", "--json")
    assert (refused.exit_code, refused.json["code"]) == (2, "refused")
    row = Backup.objects.first()
    assert row is not None
    assert row.state == "failed"
    assert row.error


def test_a_backup_a_day_keeps_the_newest(there: Path, settings: Any, tmp_path: Path) -> None:
    settings.BACKUP_FOLDER, settings.BACKUP_KEEP = tmp_path / "kept", 2
    (tmp_path / "kept").mkdir()
    for day in ("20260101", "20260102", "20260103"):
        (tmp_path / "kept" / f"milepost-{day}T010000Z.zip").touch()
    (tmp_path / "kept" / "of-somebody-else.zip").touch()
    daily_backup()
    names = sorted(path.name for path in (tmp_path / "kept").iterdir())
    assert names[:2] == ["milepost-20260103T010000Z.zip", Backup.objects.get(state="done").place.rpartition("/")[2]]
    assert names[2:] == ["of-somebody-else.zip"]


KILLED = """
import os, signal, sys
import django
django.setup()
from pathlib import Path
from django.conf import settings
from milepost.platform.backups import jobs, writing
settings.BACKUP_FOLDER = Path(sys.argv[1])
writing._hash = lambda *_args: os.kill(os.getpid(), signal.SIGKILL)
jobs.daily_backup()
"""


def test_a_killed_backup_is_told_at_once_and_its_file_goes_with_the_next(
    installed: tuple[Path, str], settings: Any, tmp_path: Path
) -> None:
    home, url = installed
    settings.BACKUP_FOLDER = folder = tmp_path / "kept"
    environment = {
        **os.environ, "MILEPOST_HOME": str(home), "DATABASE_URL": url, "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "milepost.doors.config.settings",
    }  # fmt: skip
    ran = subprocess.run([sys.executable, "-c", KILLED, str(folder)], env=environment, capture_output=True, check=False)
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    (part,) = folder.iterdir()
    assert part.name.endswith(".part")
    with inside(home, url):
        assert doctors_line()["passed"] is False
        assert CUT_OFF in doctors_line()["text"]
        assert standing().failed_at is not None
        daily_backup()
        assert [path.suffix for path in folder.iterdir()] == [".zip"]
        assert list(Backup.objects.order_by("pk").values_list("state", "error")[1:]) == [
            ("failed", CUT_OFF),
            ("done", ""),
        ]
        assert doctors_line()["passed"] is True


def test_a_backup_that_is_being_written_is_no_failed_one_and_stays(there: Path, tmp_path: Path) -> None:
    place, during = tmp_path / "one.zip", []  # type: tuple[Path, list[Any]]

    def look(*_args: object) -> str:
        during.extend([doctors_line()["text"], standing().failed_at, sweep_parts(tmp_path, named="*")])
        return "0" * 64

    with mock.patch.object(writing, "_hash", look):
        assert cli("backup", place).exit_code == 0
    assert "failed" not in during[0]
    assert during[1:] == [None, 0]
    assert place.exists()


def test_a_file_that_is_no_part_of_a_backup_is_left_alone(tmp_path: Path) -> None:
    names = [".milepost-1.zip.77.part", ".milepost-1.zip.part", "milepost-1.zip.77.part", ".other.zip.77.part"]
    for name in names:
        (tmp_path / name).touch()
    assert sweep_parts(tmp_path, named="milepost-*.zip") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names[1:])


def test_no_table_of_sessions_is_in_a_backup() -> None:
    columns = {field.name for model in backed_up_models() for field in model._meta.concrete_fields}
    assert not columns & {"session_key", "session_data"}
    labels = {model._meta.label_lower for model in backed_up_models()}
    assert {"ledger.entry", "organisations.person", "gates.decision"} <= labels
    assert not labels & set(LEFT_OUT)


def test_what_others_write_while_one_moment_is_read_is_not_seen(installed: tuple[Path, str]) -> None:
    with inside(*installed):
        with one_moment():
            before = Organisation.objects.get().name
            with inside(*installed):  # somebody else, at the same time
                Organisation.objects.update(name="Changed meanwhile")
            assert Organisation.objects.get().name == before
        assert Organisation.objects.get().name == "Changed meanwhile"


def test_without_a_folder_nothing_is_backed_up_by_itself(there: Path, settings: Any) -> None:
    settings.BACKUP_FOLDER = None
    assert daily_backup() == "not asked for"
    assert not Backup.objects.filter(state="done").exists()


@pytest.mark.parametrize(
    ("age", "state", "passed"),
    [(timedelta(hours=3), "done", True), (timedelta(days=3), "done", False), (timedelta(hours=3), "failed", False)],
    ids=["of today", "old", "failed"],
)
def test_the_doctor_warns_of_an_old_backup_or_none(there: Path, age: timedelta, state: str, *, passed: bool) -> None:
    Backup.objects.all().delete()
    assert doctors_line()["passed"] is False
    Backup.objects.create(state=state, at=now() - age, place="/backups/one.zip", error="no room")
    assert (doctors_line()["passed"], doctors_line()["blocks"]) == (passed, False)


def test_a_database_that_is_not_up_to_date_is_not_backed_up(there: Path, tmp_path: Path) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'backups'")
    refused = cli("backup", tmp_path / "one.zip", "--json")
    assert "milepost upgrade" in refused.json["hint"]
