"""Which browser the journeys in tests/browser use: `python tools/browser.py ensure`.

An installed Chromium is taken as it is; as root on Debian and Ubuntu one is installed; otherwise one sentence says what
to install.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
HINT = "The browser tests need Chromium: install it, or name its program in MILEPOST_TEST_BROWSER."


def find_chromium() -> str | None:
    """The path of a Chromium or Chrome, or None."""
    named = os.environ.get("MILEPOST_TEST_BROWSER")
    return next(filter(None, map(shutil.which, (named, *NAMES) if named else NAMES)), None)


def ensure() -> int:
    if find_chromium():
        return 0
    if os.geteuid() == 0 and (installer := shutil.which("apt-get")):
        print("Installing Chromium for the browser tests …")
        subprocess.run([installer, "update", "-qq"], check=False)
        subprocess.run([installer, "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=False)
        if find_chromium():
            return 0
    print(HINT, file=sys.stderr)
    return 1


if __name__ == "__main__":
    if sys.argv[1:] != ["ensure"]:
        sys.exit(__doc__)
    sys.exit(ensure())
