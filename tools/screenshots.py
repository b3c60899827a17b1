"""The pictures of the documentation: `python -m tools.screenshots`.

Makes the demonstration in a folder of its own, serves it on PORT (default 8123), and photographs three pages as Ada
sees them at 1440 × 900: `docs/images/{programme,gate,clock}.png`, each below 200 KB. Needs the development
environment and a Chromium (see tools/browser.py).
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tools.browser import HINT, find_chromium

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
LIMIT = 200_000
PAGES = {"programme": "", "gate": "gates/implementation/?open=none", "clock": "clocks/incident/"}
PATIENCE_SECONDS = 120
FLAGS = ["--no-sandbox", "--disable-gpu"]


def main() -> int:
    """Take the pictures; say how large each is."""
    program = find_chromium()
    if not program:
        print(HINT, file=sys.stderr)
        return 1
    port = os.environ.get("PORT", "8123")
    with tempfile.TemporaryDirectory(prefix="milepost-pictures-") as folder:
        environment = {**os.environ, "MILEPOST_HOME": folder, "DATABASE_URL": ""}
        command = [sys.executable, "-m", "milepost"]
        made = subprocess.run(
            [*command, "demo", "--no-serve", "--json"], env=environment, check=True, capture_output=True
        )
        server = subprocess.Popen([*command, "serve", "--port", port], env=environment, stdout=subprocess.DEVNULL)
        try:
            _await(f"http://127.0.0.1:{port}/healthz")
            return _photograph(program, f"http://127.0.0.1:{port}", json.loads(made.stdout))
        finally:
            server.terminate()
            server.wait()


def _await(url: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def _photograph(program: str, url: str, facts: dict[str, Any]) -> int:
    IMAGES.mkdir(parents=True, exist_ok=True)
    ada = next(person["email"] for person in facts["people"] if person["email"].startswith("ada@"))
    too_large = False
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="light")
        page.goto(f"{url}/sign-in")
        page.get_by_label("E-mail address").fill(ada)
        page.get_by_label("Password").fill(facts["password"])
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda at: "/sign-in" not in at)
        for name, path in PAGES.items():
            page.goto(f"{url}/o/{facts['organisation']}/p/{facts['programme']}/{path}")
            size = len(page.screenshot(path=IMAGES / f"{name}.png"))
            too_large |= size >= LIMIT
            print(f"docs/images/{name}.png {size // 1000} KB")
        browser.close()
    return int(too_large)


if __name__ == "__main__":
    sys.exit(main())
