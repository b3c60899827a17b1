"""An installation that other processes reach."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backups.conftest import NEWEST
from tests.backups.installations import a_database, inside
from tests.people import cli

ROOT = Path(__file__).parents[2]


@pytest.fixture
def installed(db: None, pytestconfig: pytest.Config, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """An installation that other processes reach: its home and the URL of its database."""
    home = tmp_path / "installed"
    with a_database(str(pytestconfig.getoption("database"))) as url:
        with inside(home, url):
            assert cli("restore", NEWEST).exit_code == 0
        yield home, url


def environment(home: Path, url: str) -> dict[str, str]:
    """What a process of its own is told about it."""
    return {
        **os.environ,
        "MILEPOST_HOME": str(home),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "milepost.doors.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
