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
import django
django.setup()
from pathlib import Path
from milepost.platform.backups import restoring
setattr(restoring, sys.argv[2], lambda *_args, **_options: os.kill(os.getpid(), signal.SIGKILL))
restoring.restore(Path(sys.argv[1]), replace=True)
"""


@pytest.mark.parametrize(
    ("step", "name"),
    [("load", "Of today"), ("swap", "Of today"), ("_tidy", "Bank Pagi")],
    ids=["before it is loaded", "before it replaces", "after it replaced"],
)
def test_a_killed_restore_leaves_old_or_new_whole(
    installed: tuple[Path, str], tmp_path: Path, step: str, name: str
) -> None:
    home, url = installed
    with inside(home, url):
        assert cli("backup", tmp_path / "one.zip").exit_code == 0
        Organisation.objects.update(name="Of today")
    environment = {
        **os.environ,
        "MILEPOST_HOME": str(home),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "milepost.doors.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "one.zip"), step],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    with inside(home, url):
        assert Organisation.objects.get().name == name
        Organisation.objects.update(name="Bank Pagi")  # what its ledger says
        assert cli("ledger", "verify").exit_code == 0
        assert cli("batch", "verify", "--as", "adi@bank.example").exit_code == 0
