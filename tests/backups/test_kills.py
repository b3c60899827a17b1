"""A restore that is killed leaves the old data or the new, whole."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from milepost.platform.organisations.models import Organisation
from tests.backups.installations import inside
from tests.people import cli

ROOT = Path(__file__).parents[2]
KILLED = """
import os, signal, sys
from importlib import import_module
import django
django.setup()
from pathlib import Path
from milepost.platform.backups import restoring
module, name = sys.argv[2].split(".")
place = import_module(f"milepost.platform.backups.{module}")
setattr(place, name, lambda *_args, **_options: os.kill(os.getpid(), signal.SIGKILL))
restoring.restore(Path(sys.argv[1]), replace=True)
"""


def kill(installed: tuple[Path, str], archive: Path, step: str) -> None:
    """Restore an archive over an installation until it comes to a function, where it is killed."""
    home, url = installed
    environment = {
        **os.environ,
        "MILEPOST_HOME": str(home),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "milepost.doors.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, str(archive), step], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == -signal.SIGKILL, ran.stderr


@pytest.mark.parametrize(
    ("step", "name"),
    [("load", "Of today"), ("swap", "Of today"), ("tidy", "Bank Pagi")],
    ids=["before it is loaded", "before it replaces", "after it replaced"],
)
def test_a_killed_restore_leaves_old_or_new_whole(
    installed: tuple[Path, str], tmp_path: Path, step: str, name: str
) -> None:
    home, url = installed
    with inside(home, url):
        assert cli("backup", tmp_path / "one.zip").exit_code == 0
        Organisation.objects.update(name="Of today")
    kill(installed, tmp_path / "one.zip", f"restoring.{step}")
    with inside(home, url):
        assert Organisation.objects.get().name == name
        Organisation.objects.update(name="Bank Pagi")  # what its ledger says
        assert cli("ledger", "verify").exit_code == 0
        assert cli("batch", "verify", "--as", "adi@bank.example").exit_code == 0


@pytest.mark.parametrize("step", ["restoring.tidy", "finishing._remove_all_but"], ids=["before", "in the middle"])
def test_what_an_erasure_rewrote_is_put_back_by_whoever_verifies(
    installed: tuple[Path, str], tmp_path: Path, step: str
) -> None:
    home, url = installed
    part = next((home / "evidence").rglob("raw-*.parquet"))
    sealed = part.read_bytes()
    with inside(home, url):
        assert cli("backup", tmp_path / "one.zip").exit_code == 0
    part.write_bytes(b"rewritten by an erasure")
    (home / "evidence" / "stray").write_text("of the data since", "utf-8")
    kill(installed, tmp_path / "one.zip", step)
    assert (home / "restoring").exists()
    with inside(home, url):
        verified = cli("batch", "verify", "--as", "adi@bank.example", "--json")
        assert (verified.exit_code, verified.json["told"]) == (0, [])
    assert part.read_bytes() == sealed
    assert not (home / "evidence" / "stray").exists()
    assert not (home / "restoring").exists()


def test_a_restore_killed_before_the_database_changed_is_taken_back(
    installed: tuple[Path, str], tmp_path: Path
) -> None:
    home, url = installed
    part = next((home / "evidence").rglob("raw-*.parquet"))
    with inside(home, url):
        assert cli("backup", tmp_path / "one.zip").exit_code == 0
        Organisation.objects.update(name="Of today")
    part.write_bytes(b"rewritten by an erasure")
    kill(installed, tmp_path / "one.zip", "restoring.swap")
    with inside(home, url):
        assert cli("backup", tmp_path / "two.zip").exit_code == 0
        assert Organisation.objects.get().name == "Of today"
    assert part.read_bytes() == b"rewritten by an erasure"
    assert not (home / "restoring").exists()
