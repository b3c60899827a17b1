"""An installation that other processes reach."""

import os
import subprocess
import sys
from pathlib import Path

from tests.backups.conftest import installed, restored, vendor

__all__ = ["environment", "installed", "restored", "told_by_two", "vendor"]

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


def told_by_two(script: str, installed: tuple[Path, str], folder: Path, *, seconds: int) -> list[str]:
    """What two processes print that run a script in an installation at the same time.

    The script is told a folder and its own name, `one` or `two`: it leaves a file of that name there when it is ready,
    and goes on once both have.
    """
    ready = folder / "ready"
    ready.mkdir()
    both = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(ready), name], env=environment(*installed), stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]  # fmt: skip
    return [process.communicate(timeout=seconds)[0].strip() for process in both]
