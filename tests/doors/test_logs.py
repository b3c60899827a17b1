"""No line of the log names a person: not at a sign-in, an import, a mistake, or when something breaks."""

import io
import json
import logging
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from milepost.doors.config import logs
from milepost.doors.config.server_log import Line
from milepost.features.programmes.models import Programme
from milepost.platform.jobs import worker
from milepost.platform.jobs.models import Job
from milepost.platform.jobs.services import enqueue
from milepost.platform.ledger.authors import Channel, system
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.services import make_token
from milepost.platform.organisations.views import account
from tests.evidence.imports import as_csv, incident
from tests.people import PASSWORD, actor_of, client_of

MAIL, SENTENCE = "ada@cakrawala.example", "Ada Wibowo lives at 203.0.113.9"
# Identifiers are hexadecimal, and "ada" may stand in one by chance.
RANDOM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
PERSONAL = ("ada", "wibowo", "cakrawala.example", "203.0.113.9", PASSWORD, "secret-of-a-link")


@contextmanager
def logging_as_configured(*, debug: bool = False) -> Iterator[io.StringIO]:
    """What the product's own configuration would write to standard error, as JSON."""
    root, written = logging.getLogger(), io.StringIO()
    kept = list(root.handlers), root.level
    try:
        logs.configure({"format": "json", "debug": debug})
        (handler,) = (one for one in root.handlers if isinstance(one, logging.StreamHandler) and one.filters)
        handler.setStream(written)  # type: ignore[attr-defined]
        yield written
    finally:
        root.handlers[:], _ = kept[0], root.setLevel(kept[1])


def lines_of(written: io.StringIO) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    for line in lines:
        said = RANDOM.sub("", json.dumps(line)).lower()
        found = [word for word in PERSONAL if word in said]
        assert not found, (found, line)
    return lines


def test_a_sign_in_is_logged_without_who(ada: Person) -> None:
    with logging_as_configured() as written:
        client = Client(REMOTE_ADDR="203.0.113.9")
        for password in ("wrong", PASSWORD):
            client.post("/sign-in", {"username": ada.email, "password": password})
        for _ in range(7):
            Client(REMOTE_ADDR="203.0.113.9").post("/sign-in", {"username": ada.email, "password": "wrong"})
    lines = lines_of(written)
    assert [line["status"] for line in lines if line["event"] == "request"][:2] == [422, 302]
    assert all(line["request_id"] for line in lines)


def test_paths_that_lead_nowhere_are_logged_without_the_path(ada: Person) -> None:
    with logging_as_configured() as written:
        Client().get("/invitation/secret-of-a-link/ada@cakrawala.example")
        Client().post("/sign-out", headers={"host": "ada.cakrawala.example"})
        client_of(ada).get("/o/ada/p/wibowo/")
        client_of(ada).post("/account/ada@cakrawala.example")
        Client(enforce_csrf_checks=True).post("/sign-in?next=/o/ada@cakrawala.example")
    events = [line["event"] for line in lines_of(written)]
    assert "404 Not Found: no route" in events
    assert any("suspicious request (DisallowedHost)" in event for event in events)
    assert any(event.startswith("403 ") for event in events)


def test_an_error_is_logged_by_type_and_place_without_its_message(ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object, **_named: object) -> object:
        try:
            raise KeyError(MAIL)
        except KeyError as error:
            raise ValueError(SENTENCE) from error

    monkeypatch.setattr(account, "render", broken)
    client = client_of(ada)
    client.raise_request_exception = False
    with logging_as_configured() as written:
        assert client.get("/account").status_code == 500
    (line,) = [line for line in lines_of(written) if "exception" in line]
    assert line["event"] == "500 broken: account"
    assert "builtins.ValueError" in line["exception"]
    assert "builtins.KeyError" in line["exception"]
    assert "in broken" in line["exception"]
    with logging_as_configured(debug=True) as written:
        client.get("/account")
    assert SENTENCE in written.getvalue()


def test_work_that_breaks_is_logged_by_type_and_place(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(_run: object) -> Any:
        raise RuntimeError(MAIL)

    monkeypatch.setattr(worker, "work_for", lambda _kind: break_down)
    enqueue(actor=system(Channel.CLI), organisation=programme.organisation, kind="x", label="Ada's file", payload={})
    with logging_as_configured() as written:
        worker.run_next("tests")
    broke, over = lines_of(written)
    assert (broke["event"], over["event"], over["state"]) == ("job broke", "job over", "failed")
    assert "builtins.RuntimeError" in broke["exception"]


def test_an_import_is_logged_without_its_content(programme: Programme, ada: Person, adi: Person) -> None:
    rows = as_csv([incident(1, actor="Ada Wibowo"), incident(2, actor="ada@cakrawala.example")])
    file = SimpleUploadedFile("ada-wibowo.csv", rows.encode())
    _token, secret = make_token(
        actor=actor_of(ada), organisation=programme.organisation, person=ada, scope="write", expires_on=date(2099, 1, 1)
    )
    order = {"practice": "incident", "mapping": "neutral", "timezone": "UTC", "file": file}
    address = "/api/v1/organisations/cakrawala/programmes/sms-1/imports"
    with logging_as_configured() as written:
        asked = Client().post(address, order, headers={"authorization": f"Bearer {secret}"})
        assert asked.status_code == 202, asked.content
        worker.run_next("tests")
        client_of(ada).get("/o/cakrawala/p/sms-1/imports?q=ada@cakrawala.example")
    assert Job.objects.get().result["created"] == 2, Job.objects.get().error
    lines = lines_of(written)
    assert [line["state"] for line in lines if line["event"] == "job over"] == ["done"]


@pytest.mark.parametrize(
    "error", [SuspiciousOperation("ada@cakrawala.example"), ValueError("ada")], ids=["suspicious", "plain"]
)
def test_a_line_of_the_frameworks_own_keeps_what_happened(error: Exception) -> None:
    with logging_as_configured() as written:
        logging.getLogger("django.security.SuspiciousOperation").error(str(error), exc_info=error)
    (line,) = lines_of(written)
    assert line["event"] == "suspicious request (SuspiciousOperation): no route"


# -- the web server's own lines ---------------------------------------------------------------------------------------


def of_the_server(message: object, *values: object, error: BaseException | None = None) -> dict[str, Any]:
    """What the line of a message of gunicorn's tells."""
    exc_info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("gunicorn.error", logging.WARNING, "", 0, message, values, exc_info)
    (line,) = lines_of(io.StringIO(Line(as_json=True).format(record)))
    return line


@pytest.mark.parametrize(
    ("message", "values", "event"),
    [
        (f"Invalid request from ip=203.0.113.9: '{MAIL} HTTP/1.1'", (), "server: Invalid request"),
        ("Error handling request %s %s", ("GET", f"/invitation/{MAIL}"), "server: Error handling request … …"),
        ("Worker (pid:%s) was sent %s!", (17, "SIGABRT"), "server: Worker (pid:17) was sent SIGABRT!"),
        ("Worker (pid:%s) exited with code %s.", (17, 3), "server: Worker (pid:17) exited with code 3."),
        ("Exception during worker exit:\n%s", (SENTENCE,), "server: Exception during worker exit:\n…"),
        (ValueError(MAIL), (), "server: ValueError"),
    ],
)
def test_a_line_of_the_servers_own_keeps_what_happened(message: object, values: tuple[Any, ...], event: str) -> None:
    line = of_the_server(message, *values)
    assert (line["event"], line["level"]) == (event, "warning")
    assert line["timestamp"].endswith("Z")


def test_what_broke_in_the_server_is_told_by_type() -> None:
    line = of_the_server("Error handling request %s", "/", error=KeyError(MAIL))
    assert line["exception"] == "builtins.KeyError"
    text = Line(as_json=False).format(logging.LogRecord("gunicorn.error", logging.ERROR, "", 0, "Over", (), None))
    assert re.fullmatch(r"\S+Z \[error    \] server: Over", text)


def test_a_request_that_is_none_is_logged_in_our_format_without_what_it_held(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ, "MILEPOST_HOME": str(tmp_path), "MILEPOST_WORKER": "0", "MILEPOST_LOG_FORMAT": "json",
        "DJANGO_SETTINGS_MODULE": "milepost.doors.config.settings",
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
    }  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", "--config", "python:milepost.doors.config.server",
               "--bind", f"127.0.0.1:{port}"]  # fmt: skip
    server = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert b" 400 " in _sent(port, f"{MAIL} HTTP/1.1\r\n\r\n".encode())
    finally:
        server.terminate()
        _out, written = server.communicate(timeout=60)
    (line,) = lines_of(io.StringIO(written))
    assert (line["event"], line["level"]) == ("server: Invalid request", "warning")


def _sent(port: int, line: bytes) -> bytes:
    """What is answered, once somebody listens."""
    for _try in range(240):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
                connection.sendall(line)
                return connection.recv(4096)
        except ConnectionRefusedError:
            time.sleep(0.25)
    return b""
