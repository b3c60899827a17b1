"""Static files under addresses that change with their content: `/static/ui/milepost.css?v=3f2a…`.

Such an address may be kept for ever; the plain one for a day.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest, HttpResponse

FOR_EVER = "public, max-age=31536000, immutable"
LENGTH = 12  # characters of the hash


class HashedAddresses(StaticFilesStorage):
    """Adds the hash of a file to its address."""

    def url(self, name: str | None, *args: Any, **options: Any) -> str:
        """The address with the hash; without one where there is no such file."""
        plain = super().url(name, *args, **options)
        found = version_of(name) if name else ""
        return f"{plain}?v={found}" if found else plain


def version_of(name: str) -> str:
    """The beginning of a static file's SHA-256; empty where there is none."""
    return _read(name) if settings.DEBUG else _kept(name)


@cache
def _kept(name: str) -> str:
    return _read(name)


def _read(name: str) -> str:
    found = finders.find(name)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:LENGTH] if isinstance(found, str) else ""


def lasting_static(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let a static file that is asked for by its hash be kept for ever; place it above what serves static files."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        name = request.path.removeprefix(settings.STATIC_URL)
        version = request.GET.get("v", "") if name != request.path and response.status_code == 200 else ""
        if len(version) == LENGTH and version == version_of(name):
            response.headers["Cache-Control"] = FOR_EVER
        return response

    return answer
