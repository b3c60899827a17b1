"""An installation that other processes reach."""

import os
from pathlib import Path

from tests.backups.conftest import installed, restored, vendor

__all__ = ["environment", "installed", "restored", "vendor"]

ROOT = Path(__file__).parents[2]


def environment(home: Path, url: str) -> dict[str, str]:
    """What a process of its own is told about it."""
    return {
        **os.environ,
        "MILEPOST_HOME": str(home),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "milepost.doors.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
