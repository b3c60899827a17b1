"""Browsers in which somebody signed in before: they stay open to that person while strangers guess.

A limit on wrong passwords for an account lets anybody close somebody else's account by guessing wrong. So whoever signs
in gets a cookie that says: this browser has been this person's. With it, wrong passwords for that person are counted
for the browser alone (`limits.BROWSER`), and what strangers typed does not count. It opens nothing by itself. This is
OWASP's "device cookie"; without it a browser is one of the strangers'.
"""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from milepost.platform.organisations.models import Person

SALT = "milepost.known-browser"
DAYS = 180
SECONDS = DAYS * 24 * 60 * 60


def know_browser(request: HttpRequest, person: Person) -> None:
    """Remember, with the answer to this request, that the person signed in here. One browser knows one person."""
    request.known_browser = signing.dumps(  # type: ignore[attr-defined]
        {"person": str(person.pk), "browser": secrets.token_urlsafe(16)}, salt=SALT
    )


def browser_known_to(request: HttpRequest, email: str) -> str:
    """What the browser is counted under where this person signed in in it before; empty for all others."""
    try:
        kept = signing.loads(request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE, ""), salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return ""
    person = Person.objects.filter(pk=kept["person"], is_active=True).first()
    return kept["browser"] if person is not None and person.email == email.strip().lower() else ""


def keep_known_browser(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Send the cookie along with the answer that lets somebody in."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        known = getattr(request, "known_browser", "")
        if known:
            response.set_cookie(
                settings.KNOWN_BROWSER_COOKIE, known, max_age=SECONDS, secure=settings.SESSION_COOKIE_SECURE,
                httponly=True, samesite="Lax",
            )  # fmt: skip
        return response

    return answer
