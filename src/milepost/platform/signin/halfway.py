"""Somebody between the two steps of signing in: the password was right, the second factor is still to come.

It is kept in the visitor's session for ten minutes and opens nothing. A password changed meanwhile ends it.
"""

import hmac
import time

from django.http import HttpRequest

from milepost.platform.organisations.models import Person

KEY = "halfway"
MINUTES = 10


def go_halfway(request: HttpRequest, person: Person, onwards: str) -> None:
    """Remember who gave the right password, and where they want to go."""
    request.session.cycle_key()
    request.session[KEY] = {
        "person": str(person.pk),
        "hash": person.get_session_auth_hash(),
        "at": int(time.time()),
        "next": onwards,
    }


def who_is_halfway(request: HttpRequest) -> tuple[Person, str] | None:
    """Who is half-way, and where they want to go; None for nobody, or not any more."""
    kept = request.session.get(KEY)
    if not isinstance(kept, dict) or time.time() - kept["at"] > MINUTES * 60:
        return None
    person = Person.objects.filter(pk=kept["person"], is_active=True).first()
    if person is None or not hmac.compare_digest(kept["hash"], person.get_session_auth_hash()):
        return None
    return person, kept["next"]


def leave_halfway(request: HttpRequest) -> None:
    """Forget it."""
    request.session.pop(KEY, None)
