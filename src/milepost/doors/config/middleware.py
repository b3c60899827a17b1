"""One log line per request: method, route, status, milliseconds and a request id; no path values, no people."""

import re
import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from uuid_utils import uuid7

from milepost.doors.api.problems import problem
from milepost.doors.config.metrics import observe

WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")

log = structlog.get_logger("milepost.request")


def request_log(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give each request an id, hand it back in `X-Request-Id`, and log how the request went."""

    def answer(request: HttpRequest) -> HttpResponse:
        request_id = _request_id(request)
        # Until the next request of this thread: Django logs some answers after all middleware has ended.
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        response = get_response(request)
        response["X-Request-Id"] = request_id
        route = request.resolver_match.route if request.resolver_match else ""
        seconds = time.perf_counter() - started
        observe(request, response.status_code, seconds)
        if not route.startswith("static"):
            milliseconds = round(seconds * 1000, 1)
            log.info(
                "request",
                method=request.method,
                route=route,
                status=response.status_code,
                ms=milliseconds,
            )
        return response

    return answer


def _request_id(request: HttpRequest) -> str:
    """The id that a proxy in front gave, where it is one; anything else could forge lines of the log."""
    given = request.headers.get("X-Request-Id", "")
    return given if WELL_FORMED.fullmatch(given) else str(uuid7())


def refuse_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse NUL characters in addresses and JSON: PostgreSQL can keep none, and no text of anybody has one.

    Forms of pages refuse them by themselves.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        in_address = "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path
        if request.content_type == "application/json" and b"\\u0000" in request.body:
            return problem(422, "invalid", "A text holds a NUL character.")
        if request.content_type == "multipart/form-data" and request.path.startswith("/api/") and _in_form(request):
            return problem(422, "invalid", "A text holds a NUL character.")
        if in_address:
            return HttpResponseBadRequest("A text holds a NUL character.\n", content_type="text/plain")
        return get_response(request)

    return answer


def _in_form(request: HttpRequest) -> bool:
    return any("\0" in value for _name, values in request.POST.lists() for value in values)
