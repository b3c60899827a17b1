"""Cookies, caches, redirects and reports: what a browser is told besides the page itself."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from milepost.doors.config import reports
from milepost.platform.organisations.models import Person
from milepost.platform.ui.static_files import version_of
from tests.matrix.world import read_out
from tests.people import PASSWORD

ROOT = Path(__file__).parents[2]
STYLE = "ui/milepost.css"
type Report = Callable[..., list[Any]]

# -- where a sign-in leads --------------------------------------------------------------------------------------------

ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "///evil.example", "////evil.example", "/\\evil.example",
    "\\\\evil.example", "https:evil.example", "https:///evil.example", "http://testserver@evil.example/",
    "http://testserver.evil.example/", "javascript:alert(1)", "data:text/html,x", "ftp://testserver/",
    " //evil.example", "\t//evil.example", "/\t/evil.example", "http://[::1",
    "\x00//evil.example", "http:\\\\evil.example",
]  # fmt: skip


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_a_sign_in_never_leads_elsewhere(ada: Person, wanted: str) -> None:
    form = {"username": ada.email, "password": PASSWORD, "next": wanted}
    answer = Client().post("/sign-in", form)
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_sign_in_leads_on_to_the_page_that_was_wanted(ada: Person) -> None:
    answer = Client().post("/sign-in", {"username": ada.email, "password": PASSWORD, "next": "/account?x=1"})
    assert answer["Location"] == "/account?x=1"


@pytest.mark.parametrize("wanted", ["//evil.example/", "https://evil.example/"])
def test_neither_does_somebody_signed_in_nor_a_choice_of_language(ada: Person, wanted: str) -> None:
    client = Client()
    client.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/sign-in", {"next": wanted})["Location"] == "/"
    assert client.post("/language", {"language": "id", "next": wanted})["Location"] == "/"


@pytest.mark.parametrize("address", ["/", "/sign-in", "/o/cakrawala/", "/o/cakrawala/p/sms-1/see/scope/x"])
def test_nobody_is_led_to_a_host_that_the_request_made_up(ada: Person, address: str) -> None:
    client = Client()
    client.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address, headers={"host": "evil.example"}).status_code == 400
    answer = client.get(address, headers={"x-forwarded-host": "evil.example", "forwarded": "host=evil.example"})
    assert "evil" not in answer.get("Location", "") + answer.content.decode()


@pytest.mark.parametrize(
    "key", ["//evil.example", "/\\evil.example", "..%2F..%2F..%2Fetc%2Fpasswd", "https://evil.example"]
)
@pytest.mark.parametrize("kind", ["clause", "practice", "service", "gate", "meeting", "nonsense"])
def test_what_a_result_is_about_leads_to_a_page_of_ours(ada: Person, kind: str, key: str) -> None:
    client = Client()
    client.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/o/cakrawala/p/sms-1/see/{kind}/{key}", {"fix": "//evil.example"})
    assert answer.status_code in {302, 404}
    assert answer.status_code == 404 or re.match(r"/(?![/\\])", answer["Location"])


# -- cookies ----------------------------------------------------------------------------------------------------------


def test_cookies_are_for_us_alone(ada: Person) -> None:
    client = Client()
    client.get("/sign-in")
    client.post("/sign-in", {"username": ada.email, "password": PASSWORD})
    client.post("/language", {"language": "id"})
    assert {"sessionid", "csrftoken", "known-browser"} <= set(client.cookies)
    for name, cookie in client.cookies.items():
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax"), name


TOLD = """
import json, django
django.setup()
from django.conf import settings
names = ("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE",
         "KNOWN_BROWSER_COOKIE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS")
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def test_behind_tls_cookies_travel_over_it_alone_and_browsers_remember(tmp_path: Path) -> None:
    environment = {
        **os.environ, "MILEPOST_HOME": str(tmp_path), "MILEPOST_TLS": "1", "MILEPOST_HSTS_SUBDOMAINS": "1",
        "DJANGO_SETTINGS_MODULE": "milepost.doors.config.settings", "PYTHONPATH": str(ROOT / "src"),
    }  # fmt: skip
    ran = subprocess.run([sys.executable, "-c", TOLD], env=environment, capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == {
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "CSRF_COOKIE_SECURE": True,
        "KNOWN_BROWSER_COOKIE": "__Host-known-browser",
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    }


# -- static files -----------------------------------------------------------------------------------------------------


def test_a_static_file_is_kept_for_ever_under_its_hash_alone() -> None:
    told = {}
    for version in (version_of(STYLE), "", "0" * 12, version_of(STYLE)[:-1]):
        answer = Client().get(f"/static/{STYLE}", {"v": version})
        read_out(answer)
        told[version] = answer["Cache-Control"]
    assert told.pop(version_of(STYLE)) == "public, max-age=31536000, immutable"
    assert set(told.values()) == {"max-age=86400, public"}


def test_pages_name_static_files_by_their_hash(db: None) -> None:
    page = Client().get("/sign-in").content.decode()
    assert f"/static/{STYLE}?v={version_of(STYLE)}" in page


# -- reports ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def report(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Report:
    """Send a report where three a minute are allowed; what was logged."""
    monkeypatch.setattr(reports, "allowance", reports.Allowance(3))

    def send(body: Any, kind: str = "application/csp-report") -> list[Any]:
        caplog.clear()
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = Client(enforce_csrf_checks=True).post("/csp-report", data=data, content_type=kind)
        assert (answer.status_code, answer.content) == (204, b"")
        lines = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
        return [line for line in lines if line["event"] == "content security policy"]

    return send


OLD = {
    "csp-report": {
        "document-uri": "https://here/o/cakrawala/people?email=ada@cakrawala.example",
        "blocked-uri": "https://evil.example/x.js?for=ada@cakrawala.example",
        "effective-directive": "script-src-elem",
        "script-sample": "Ada Wibowo",
    }
}
NEW = [{"type": "csp-violation", "body": {"effectiveDirective": "img-src", "blockedURL": "https://evil.example/p.gif"}}]


def test_a_report_is_logged_without_anything_of_a_person(report: Report) -> None:
    (line,) = report(OLD)
    assert (line["directive"], line["blocked"]) == ("script-src-elem", "https://evil.example")
    assert "ada" not in json.dumps(line).lower()


def test_a_report_of_the_newer_form_is_logged_too(report: Report) -> None:
    (line,) = report(NEW, "application/reports+json")
    assert (line["directive"], line["blocked"]) == ("img-src", "https://evil.example")


@pytest.mark.parametrize(
    "body",
    [b"", b"no json", b"[" * 10_000, b"null", b"7", {"csp-report": "x"}, [1, {"body": 2}], b'{"a": "' + b"x" * 20_000],
    ids=["empty", "words", "deep", "null", "a number", "a text in its place", "a list of anything", "long"],
)
def test_nonsense_is_taken_and_forgotten(report: Report, body: Any) -> None:
    assert report(body) == []


def test_a_line_of_the_log_cannot_be_forged(report: Report) -> None:
    (line,) = report(
        {"csp-report": {"effective-directive": "x\nERROR signed in " + "y" * 500, "blocked-uri": "inline"}}
    )
    assert "\n" not in line["directive"]
    assert len(line["directive"]) <= 60


def test_more_than_so_many_reports_a_minute_are_only_counted(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports.time, "monotonic", lambda: 600.0)
    assert [len(report(OLD)) for _ in range(6)] == [1, 1, 1, 0, 0, 0]
    monkeypatch.setattr(reports.time, "monotonic", lambda: 660.0)
    (line,) = report(OLD)
    assert line["dropped_before"] == 3


def test_one_request_brings_a_few_reports_at_most(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "allowance", reports.Allowance(100))
    assert len(report(NEW * 50, "application/reports+json")) == reports.AT_ONCE
