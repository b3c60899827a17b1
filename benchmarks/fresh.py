"""`make demo` from a fresh clone in an empty folder: seconds until the product answers, installing included.

What is measured is a checkout as a stranger has it: nothing installed, nothing compiled. Packages come from wherever
pip takes them, so the network is in the figure.
"""

import os
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from benchmarks.calibration import calibrate
from benchmarks.figures import show

CHECKOUT = Path(__file__).parents[1]
BUDGET = 180.0  # seconds
LONGEST = 1_800.0
PORT = 8139
INSTALLED = ("MILEPOST_", "VIRTUAL_ENV", "PYTHONPATH", "DATABASE_URL")


def main() -> None:
    """Clone, `make demo`, first answer; then everything it started is stopped."""
    by = calibrate()
    with tempfile.TemporaryDirectory(prefix="milepost-fresh-") as folder:
        clone = Path(folder) / "milepost"
        subprocess.run(["git", "clone", "--quiet", CHECKOUT, clone], check=True)
        environment = {name: value for name, value in os.environ.items() if not name.startswith(INSTALLED)}
        log = (Path(folder) / "demo.log").open("wb")
        start = time.monotonic()
        made = subprocess.Popen(
            ["make", "demo", f"PORT={PORT}"],
            cwd=clone, env=environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        try:
            while not _answers():
                if made.poll() is not None or time.monotonic() - start > LONGEST:
                    raise RuntimeError((Path(folder) / "demo.log").read_text(errors="replace")[-2000:])
                time.sleep(0.1)
            show("fresh clone: make demo, until it answers", time.monotonic() - start, "s", budget=BUDGET, by=by)
        finally:
            os.killpg(made.pid, signal.SIGTERM)
            made.wait(60)
            log.close()


def _answers() -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/sign-in", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


if __name__ == "__main__":
    main()
