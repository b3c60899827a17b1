"""The frame of a SCIM address: who calls, what was sent, and how a refusal is answered.

`@scim` finds the organisation by the bearer's token and lets the request see that one alone; at the address of another
organisation there is nothing. Sessions and cookies count for nothing here.
"""

import json
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, Concatenate

from django.core.exceptions import RequestDataTooBig
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from milepost.platform.ledger.authors import Author, Channel
from milepost.platform.organisations.addresses import network_of
from milepost.platform.organisations.limits import BEARER, TooManyTries, is_guessing
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from milepost.platform.provisioning.documents import Shape, error_document
from milepost.platform.provisioning.reading import Document, lowered
from milepost.platform.provisioning.refusals import Caller, ScimRefused, missing, wrong_syntax, wrong_value
from milepost.platform.provisioning.selectors import token_behind
from milepost.platform.walls.visible import settle

CONTENT_TYPE = "application/scim+json"
LARGEST = 2 * 1024 * 1024  # bytes of a body: ten thousand members with their names
LONGEST_NUMBER = 9  # digits


def scim[**P](view: Callable[Concatenate[HttpRequest, Caller, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Find out who calls, call the view, and answer every refusal as an error of SCIM."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, org: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with translation.override("en"):  # programs read it, and whoever reads their logs
            try:
                caller = _caller(request, org)
                response = view(request, caller, *args, **kwargs)
            except (ScimRefused, Refused, Superseded, TooManyTries, RequestDataTooBig, DataError) as error:
                response = _refusal(error)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return answer


def _caller(request: HttpRequest, org: str) -> Caller:
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    token = token_behind(shown.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        # A good one is never refused for its neighbours' mistakes: nobody guesses 256 bits by trying longer.
        if is_guessing(BEARER, network_of(request)):
            raise TooManyTries(BEARER.minutes)
        raise ScimRefused(401, "", "A valid bearer token is wanted.")
    if token.organisation.code != org:
        raise missing()
    settle([token.organisation_id])  # for the rest of the request
    author = Author(person_id=None, name=f"SCIM {token.prefix}", email="", channel=Channel.SCIM)
    return Caller(token.organisation, author)


def _refusal(error: Exception) -> HttpResponse:
    match error:
        case TooManyTries():
            response = _error(ScimRefused(429, "", str(error)))
            response["Retry-After"] = str(error.minutes * 60)
            return response
        case Superseded():
            return _error(ScimRefused(412, "", "It was changed since you read it."))
        case RequestDataTooBig():
            return _error(_too_large())
        case Refused():
            detail = f"{error.reason} {error.hint}".strip()
            return _error(wrong_value(detail) if error.field else ScimRefused(409, "", detail))
        case ScimRefused():
            response = _error(error)
            if error.status == 401:
                response["WWW-Authenticate"] = 'Bearer realm="milepost"'
            return response
    return _error(wrong_value("A value does not fit what can be kept."))


def _error(refused: ScimRefused) -> HttpResponse:
    return document_response(error_document(refused), status=refused.status)


def document_response(document: Document | None, *, status: int = 200, **headers: str) -> HttpResponse:
    """An answer; without a document an empty one (204)."""
    content = json.dumps(document, ensure_ascii=False) if document is not None else ""
    return HttpResponse(content, status=status, content_type=CONTENT_TYPE, headers=headers)


def no_such_method(allowed: Collection[str]) -> HttpResponse:
    """The answer to a method that an address does not take."""
    response = _error(ScimRefused(405, "", f"The address takes {', '.join(allowed)}."))
    response["Allow"] = ", ".join(allowed)
    return response


def base_of(request: HttpRequest, caller: Caller) -> str:
    """The address that SCIM begins at, with a slash at its end."""
    return request.build_absolute_uri(reverse("provisioning:base", kwargs={"org": caller.organisation.code}))


def body_of(request: HttpRequest) -> Document:
    """The document sent, with names in lower case. Raises `ScimRefused`."""
    if request.content_type not in {CONTENT_TYPE, "application/json"}:
        raise ScimRefused(415, "", f"Send {CONTENT_TYPE}.")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST or len(request.body) > LARGEST:
        raise _too_large()
    try:
        found: Any = lowered(json.loads(request.body, parse_constant=_no_number))
    except (ValueError, RecursionError):
        raise wrong_syntax("The body is no JSON document.") from None
    if not isinstance(found, dict):
        raise wrong_syntax("The body is a JSON object.")
    return found


def _no_number(_constant: str) -> None:
    raise ValueError


def _too_large() -> ScimRefused:
    return ScimRefused(413, "", f"A body has at most {LARGEST // 1024} KiB.")


def shape_of(request: HttpRequest) -> Shape:
    """Which attributes are asked for. A part of an attribute counts as the attribute."""
    return Shape(_names(request.GET.get("attributes", "")), _names(request.GET.get("excludedAttributes", "")))


def _names(written: str) -> frozenset[str]:
    ours = (name.strip().lower().rpartition(":")[2].partition(".")[0] for name in written.split(","))
    return frozenset(name for name in ours if name)


def number_of(request: HttpRequest, name: str, default: int) -> int:
    """A whole number of the query. Raises `ScimRefused`."""
    written = request.GET.get(name, str(default)).strip()
    digits = written.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= LONGEST_NUMBER):
        raise wrong_value(f"{name} is a whole number.")
    return int(written)


def seen_revision(request: HttpRequest) -> int | None:
    """The revision of `If-Match`; None where it is left out or `*`."""
    header = request.headers.get("If-Match", "*").strip()
    if header == "*":
        return None
    number = header.removeprefix("W/").strip('"')
    if not (number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER):
        raise ScimRefused(412, "", "If-Match holds the version of an earlier answer.")
    return int(number)


def is_unchanged(request: HttpRequest, tag: str) -> bool:
    """Whether the caller has this version already (`If-None-Match`)."""
    return tag in {held.strip() for held in request.headers.get("If-None-Match", "").split(",")}
