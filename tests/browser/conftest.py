"""A product of its own for the journeys: the demonstration is made once, and each test process serves a copy of it.

Nothing here touches the database of the tests; the journeys talk to a real server, as people do.
"""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.journeys import Site, sign_in
from tools.browser import HINT, find_chromium

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 30_000  # a loaded machine is slow, not wrong


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    return {**kept, "MILEPOST_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}


def _milepost(home: Path, *arguments: str, **options: Any) -> Any:
    command = [sys.executable, "-m", "milepost", *arguments]
    return subprocess.Popen(command, env=_environment(home), cwd=ROOT, **options)


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The home with the demonstration, made by whichever test process comes first, and what was said about it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    home, facts = shared / "demonstration", shared / "demonstration.json"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not facts.exists():
            with _milepost(home, "demo", "--no-serve", "--json", stdout=subprocess.PIPE) as made:
                printed = made.communicate(timeout=300)[0]
            assert made.returncode == 0
            facts.write_bytes(printed)
    return home, json.loads(facts.read_text())


@pytest.fixture(scope="session")
def site(demonstration: tuple[Path, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The product as a user starts it: `milepost serve` on a free port."""
    made, facts = demonstration
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(made, home)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (home.parent / "log").open("wb") as log:
        server = _milepost(home, "serve", "--port", str(port), stdout=log, stderr=subprocess.STDOUT)
        try:
            url = f"http://127.0.0.1:{port}"
            _await(url, server, home.parent / "log")
            emails = {person["email"].partition("@")[0]: person["email"] for person in facts["people"]}
            yield Site(url, facts["organisation"], facts["programme"], facts["password"], emails)
        finally:
            server.terminate()
            server.wait(timeout=30)


def _await(url: str, server: Any, log: Path) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"The server did not start:\n{log.read_text()}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser per module. Playwright keeps an event loop, with which Django's database refuses to work: it ends
    before a test of another module begins."""
    program = find_chromium()
    assert program, HINT
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """`visit("ada")` gives a page of Ada's, signed in, in a window of its own; `visit()` that of a stranger."""
    windows: list[BrowserContext] = []

    def open_window(who: str = "", **options: Any) -> Page:
        window = browser.new_context(base_url=site.url, **options)
        windows.append(window)
        window.set_default_timeout(PATIENCE_MS)
        page = window.new_page()
        if who:
            sign_in(page, site, who)
        return page

    yield open_window
    for window in windows:
        window.close()


@pytest.fixture(scope="module")
def adas_session(browser: Browser, site: Site) -> Any:
    """Ada's cookies, for tests that only look at pages."""
    window = browser.new_context(base_url=site.url)
    window.set_default_timeout(PATIENCE_MS)
    sign_in(window.new_page(), site, "ada")
    state = window.storage_state()
    window.close()
    return state
