"""`/csp-report`: where a browser tells that a page of ours tried what its policy forbids.

A report is a sign of a mistake of ours or of somebody's attempt; it is logged and kept nowhere. Anybody may send
anything here, so that little is read, little is logged, and nothing of a person: no address, no page, no sample.
"""

import json
import threading
import time
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

LONGEST = 16 * 1024  # bytes read of a report
PER_MINUTE = 30  # reports logged by one process; the others are counted
AT_ONCE = 5  # reports looked at in one request
WORD = 60  # characters logged of anything that came from outside

log = structlog.get_logger("milepost.csp")


class Allowance:
    """So many a minute; how many were let go is told with the first one after."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._lock = threading.Lock()
        self._minute, self._count, self._dropped = 0, 0, 0

    def take(self) -> int | None:
        """None where there is none left in this minute, else how many were let go before."""
        with self._lock:
            if (minute := int(time.monotonic() // 60)) != self._minute:
                self._minute, self._count = minute, 0
            if self._count >= self.per_minute:
                self._dropped += 1
                return None
            self._count += 1
            dropped, self._dropped = self._dropped, 0
            return dropped


allowance = Allowance(PER_MINUTE)


@csrf_exempt
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """Take a report in either form that browsers send; the answer tells nothing."""
    for directive, blocked in _reports(request.read(LONGEST + 1))[:AT_ONCE]:
        dropped = allowance.take()
        if dropped is not None:
            log.warning("content security policy", directive=directive, blocked=blocked, dropped_before=dropped)
    return HttpResponse(status=204)


def _reports(body: bytes) -> list[tuple[str, str]]:
    if len(body) > LONGEST:
        return []
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return []
    bodies = [one.get("body") for one in read if isinstance(one, dict)] if isinstance(read, list) else []
    if isinstance(read, dict):
        bodies = [read.get("csp-report")]
    return [_words(one) for one in bodies if isinstance(one, dict)]


def _words(report: dict[str, Any]) -> tuple[str, str]:
    directive = report.get("effectiveDirective") or report.get("effective-directive") or ""
    return _plain(str(directive)), _origin(str(report.get("blockedURL") or report.get("blocked-uri") or ""))


def _origin(address: str) -> str:
    """Scheme and host alone: paths and queries may name people."""
    try:
        parts = urlsplit(address)
        return _plain(f"{parts.scheme}://{parts.hostname}" if parts.hostname else parts.scheme or address)
    except ValueError:
        return ""


def _plain(words: str) -> str:
    return "".join(letter for letter in words[:WORD] if letter.isascii() and (letter.isalnum() or letter in ":/.-_"))
