"""An installation verified by several processes of its own, as `milepost ledger verify` does with long streams."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from milepost.platform.ledger.models import Entry
from tests.backups.installations import inside
from tests.ledger.raw import Unguarded, execute

ROOT = Path(__file__).parents[2]
IN_PROCESSES = """
import sys
import django
if __name__ == "__main__":
    django.setup()
    from milepost.platform.ledger import parts
    from milepost.doors.cli.main import run
    parts.SHORTEST = parts.chain.PAGE = 1
    sys.argv[1:] = ["ledger", "verify", "--processes", "3", "--json"]
    run()
"""


def verify(script: Path, home: Path, url: str) -> tuple[int, dict[str, Any]]:
    environment = {
        **os.environ,
        "MILEPOST_HOME": str(home),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "milepost.doors.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    ran = subprocess.run([sys.executable, script], env=environment, capture_output=True, text=True, check=False)
    assert ran.stdout, ran.stderr
    return ran.returncode, json.loads(ran.stdout)


def test_processes_find_what_there_is(installed: tuple[Path, str], tmp_path: Path) -> None:
    home, url = installed
    script = tmp_path / "verify.py"
    script.write_text(IN_PROCESSES, encoding="utf-8")
    code, told = verify(script, home, url)
    assert (code, told["passed"]) == (0, True)
    with inside(home, url):
        assert told["entries"] == Entry.objects.count() > 3
        last = Entry.objects.order_by("stream", "seq").last()
        assert last is not None
        with Unguarded():
            execute("UPDATE ledger_entry SET channel = %s WHERE id = %s", ["api", last.pk])
    code, told = verify(script, home, url)
    assert (code, [breach["what"] for breach in told["breaches"]]) == (1, ["columns-edited"])
