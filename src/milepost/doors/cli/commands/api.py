"""`milepost api`: any operation of the OpenAPI document, through the web application in this very process."""

import json
import logging
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import unquote_to_bytes

import typer
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import FileResponse

from milepost.doors.cli.options import As, AsJson, find_actor
from milepost.doors.cli.output import REFUSED, WRONG, CommandError, emit
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.api import IN_PROCESS

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
MOUNT = "/api/v1"


def add_to(root: typer.Typer) -> None:
    """Add this topic to the command line."""
    root.command("api")(call)


def call(
    *,
    method: Annotated[str, typer.Argument(metavar="METHOD", help="GET, POST, PUT, PATCH or DELETE.")],
    path: Annotated[str, typer.Argument(metavar="PATH", help="Like /organisations, with or without /api/v1.")],
    given: Annotated[str, typer.Option("--input", metavar="FILE|-", help="The body, JSON.")] = "",
    form: Annotated[
        list[str] | None, typer.Option("--form", metavar="NAME=VALUE|NAME=@FILE", help="A field of an upload.")
    ] = None,
    if_match: Annotated[str, typer.Option("--if-match", metavar="TAG", help="The revision it was read at.")] = "",
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Call one operation of the API as a person. Folder rights never sign."""
    verb = method.upper()
    if verb not in METHODS:
        raise CommandError(f"{method} is no method", f"use one of {', '.join(METHODS)}", where={"field": "METHOD"})
    body, content_type = _multipart(form) if form else (_read(given), "application/json")
    environ = _environ(verb, path, body, content_type, find_actor(as_email))
    if if_match:
        environ["HTTP_IF_MATCH"] = f'"{if_match}"' if if_match.isdecimal() else if_match
    with _errors_alone("milepost.request", "django.request"):  # the answer says the rest
        status, headers, answer = _answer_of(environ)
    facts = {"status": status, "etag": headers.get("ETag"), "location": headers.get("Location"), "body": answer}
    if status >= HTTPStatus.BAD_REQUEST:
        facts = {**_error_of(answer, status), **facts}
    emit("api" if status < HTTPStatus.BAD_REQUEST else "error", facts, as_json=as_json)
    if status >= HTTPStatus.MULTIPLE_CHOICES:
        raise typer.Exit(REFUSED if facts.get("code") == "refused-by-rule" else WRONG)


@contextmanager
def _errors_alone(*loggers: str) -> Iterator[None]:
    levels = {logging.getLogger(name): logging.getLogger(name).level for name in loggers}
    try:
        for logger in levels:
            logger.setLevel(logging.ERROR)
        yield
    finally:
        for logger, level in levels.items():
            logger.setLevel(level)


def _read(given: str) -> bytes:
    if not given:
        return b""
    if given == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(given).read_bytes()
    except OSError as error:
        raise CommandError(
            f"{given} cannot be read: {error.strerror}", "name a file, or - for standard input", "no-file",
            {"file": given, "field": "--input"},
        ) from None  # fmt: skip


def _multipart(form: list[str]) -> tuple[bytes, str]:
    mark = secrets.token_hex(16)
    parts: list[bytes] = []
    for field in form:
        name, _, value = field.partition("=")
        file = value.removeprefix("@") if value.startswith("@") else ""
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"'
        head += f'; filename="{Path(file).name}"\r\nContent-Type: application/octet-stream' if file else ""
        parts.append(head.encode() + b"\r\n\r\n" + (_read(file) if file else value.encode()) + b"\r\n")
    return b"".join(parts) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def _environ(verb: str, path: str, body: bytes, content_type: str, actor: Actor) -> dict[str, Any]:
    address, _, query = path.partition("?")
    address = "/" + address.lstrip("/")
    if not address.startswith(f"{MOUNT}/"):
        address = MOUNT + address
    named = [host for host in settings.ALLOWED_HOSTS if host[0] not in "*.["]
    return {
        "REQUEST_METHOD": verb,
        "PATH_INFO": unquote_to_bytes(address).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": named[0] if named else "localhost",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_X_FORWARDED_PROTO": "https",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "https",
        "wsgi.input": BytesIO(body),
        IN_PROCESS: actor,
    }


def _answer_of(environ: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
    handler = BaseHandler()
    handler.load_middleware()
    response = handler.get_response(WSGIRequest(environ))
    content = b"".join(response)
    # Not `response.close()`: a finished request closes old connections, and with this process's own its locks.
    if isinstance(response, FileResponse) and response.file_to_stream:
        response.file_to_stream.close()
    headers = dict(response.items())
    if "json" not in headers.get("Content-Type", ""):
        return response.status_code, headers, content.decode(errors="replace") or None
    return response.status_code, headers, json.loads(content) if content else None


def _wrong_fields(problem: dict[str, Any]) -> str:
    """Which fields of the request are not of the form that the operation takes, and why."""
    return "; ".join(f"{found['field']}: {found['reason']}" for found in problem.get("errors", []))


def _error_of(answer: Any, status: int) -> dict[str, Any]:
    """A problem document in the shape of this command line's errors."""
    problem = answer if isinstance(answer, dict) else {}
    return {
        "error": problem.get("title") or f"the operation answered {status}",
        "hint": problem.get("detail") or _wrong_fields(problem) or "`body` holds the whole answer",
        "code": str(problem.get("type", "")).rpartition(":")[2] or "http",
        "where": {"file": None, "row": None, "field": problem.get("field")},
        "results": problem.get("results", []),
    }
