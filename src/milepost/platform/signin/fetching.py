"""Asking an identity provider over the network, at addresses that people typed in.

Only `https`, no redirect to elsewhere, a bounded answer within a bounded time, and nothing of the answer is ever shown:
an address must not turn this server into somebody's telescope. `OIDC_PLAIN_HTTP` lets tests talk to this machine.
"""

import base64
import json
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

SECONDS = 10
MOST = 512 * 1024  # bytes


class NoAnswer(Exception):
    """The provider could not be asked, or answered with something else. The text is for the log."""


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        """Go nowhere else: the answer counts as an error."""


def is_allowed(address: str) -> bool:
    """Whether an address may be asked."""
    try:
        parts = urlsplit(address)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return False
    if not parts.hostname or parts.username is not None or parts.fragment or not port_is_fine:
        return False
    here = settings.OIDC_PLAIN_HTTP and parts.hostname == "127.0.0.1"
    return parts.scheme == "https" or (parts.scheme == "http" and here)


def get_json(address: str) -> dict[str, Any]:
    """The JSON object at an address. Raises `NoAnswer`."""
    return _ask(address, None, {})


def post_form(address: str, form: dict[str, str], *, client: str = "", secret: str = "") -> dict[str, Any]:
    """The JSON object that a form is answered with; a client with a secret names itself by Basic. Raises `NoAnswer`."""
    headers = {}
    if secret:
        pair = f"{quote(client, safe='')}:{quote(secret, safe='')}"  # as RFC 6749, 2.3.1 writes it
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    return _ask(address, urlencode(form).encode(), headers)


def _ask(address: str, body: bytes | None, headers: dict[str, str]) -> dict[str, Any]:
    if not is_allowed(address):
        raise NoAnswer("not an https address")
    headers = {"Accept": "application/json", **headers}
    request = Request(address, data=body, headers=headers)  # noqa: S310 - is_allowed was asked
    try:
        with build_opener(_Stay).open(request, timeout=SECONDS) as answer:
            content = answer.read(MOST + 1)
    except (URLError, OSError, HTTPException, ValueError) as error:
        raise NoAnswer(type(error).__name__) from None
    if len(content) > MOST:
        raise NoAnswer("too long")
    try:
        found = json.loads(content)
    except ValueError:
        raise NoAnswer("no JSON") from None
    if not isinstance(found, dict):
        raise NoAnswer("no object")
    return found
