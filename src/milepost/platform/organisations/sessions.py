"""Sessions as rows of people: which device, from where, by what they signed in, and when they were last seen.

`SessionStore` is Django's own, kept in a table that says whose a session is, so that somebody's sessions can be listed
and ended without opening every session there is. The times are the machine's, as a session's end is.

A session ends twelve hours after it began, and earlier where nobody used it for `SESSION_IDLE` (settings say why).

A session may be bound to one organisation: its own identity provider vouched for the person there, and nowhere else.
"""

from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from milepost.platform.organisations.addresses import address_of
from milepost.platform.organisations.known_browsers import know_browser
from milepost.platform.organisations.models import Person, Session, SignedInBy
from milepost.platform.organisations.tables import DEVICE_LENGTH

BACKEND = "django.contrib.auth.backends.ModelBackend"
ABOUT, FACTOR, BOUND = "about", "signed-in-by", "bound-to"
ONWARDS = "onwards"  # where somebody wanted to go before a second factor was asked of them
SEEN_EVERY = timedelta(seconds=60)


class SessionStore(DatabaseStore):
    """Django's store over `Session`; `row` is the row as it was read."""

    row: Session | None = None

    @classmethod
    def get_model_class(cls) -> Any:
        """The table of sessions."""
        return Session

    def _get_session_from_db(self) -> Session | None:
        self.row = super()._get_session_from_db()  # type: ignore[misc]
        if self.row is not None and self.row.person_id and self.row.seen_at <= timezone.now() - settings.SESSION_IDLE:
            self.row = self._session_key = None  # as Django leaves a session that has ended
        return self.row

    def create(self) -> None:
        """A fresh row, whatever this store held before."""
        self.row = None
        super().create()

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row to save: one that was read keeps its key and since when it is there."""
        row = cast("Session", super().create_model_instance(data))
        about = data.get(ABOUT, {})
        row.person_id = data.get(SESSION_KEY)
        row.signed_in_by = data.get(FACTOR, SignedInBy.PASSWORD)
        row.bound_to_id = data.get(BOUND)
        row.device, row.address = about.get("device", ""), about.get("address", "")
        row.began_at = row.seen_at = timezone.now()
        if self.row is not None:
            row.pk, row.began_at = self.row.pk, self.row.began_at
        self.row = row
        return row


def begin_session(
    request: HttpRequest, person: Person, *, by: SignedInBy = SignedInBy.PASSWORD, bound_to: UUID | None = None
) -> None:
    """Sign a person in, in a fresh session, and keep what their list of sessions shows of it."""
    login(request, person, backend=BACKEND)
    request.session[ABOUT] = {
        "device": request.headers.get("User-Agent", "")[:DEVICE_LENGTH],
        "address": address_of(request),
    }
    request.session[FACTOR] = by.value
    if bound_to is None:
        know_browser(request, person)
    else:  # a provider's word opens its organisation, and must not ease guessing the password that opens others
        request.session[BOUND] = str(bound_to)
    Session.objects.filter(expire_date__lt=timezone.now()).delete()  # nobody else clears them away


def live_sessions(person: Person) -> QuerySet[Session]:
    """Where somebody is signed in: neither ended nor left unused for too long."""
    at = timezone.now()
    return Session.objects.filter(person=person, expire_date__gt=at, seen_at__gt=at - settings.SESSION_IDLE)


def keep_seen(request: HttpRequest) -> None:
    """Note that a session was used, at most once a minute; the row was read already, so this asks for nothing."""
    row = getattr(request.session, "row", None)
    if row is not None and row.person_id and timezone.now() - row.seen_at > SEEN_EVERY:
        Session.objects.filter(pk=row.pk).update(seen_at=timezone.now())


def bound_to(request: HttpRequest) -> UUID | None:
    """The only organisation that this session opens; None for all of the person's."""
    bound = request.session.get(BOUND)
    return UUID(bound) if bound else None


def strengthen_session(request: HttpRequest, by: SignedInBy) -> None:
    """Note that a second factor was proven within this session, under a fresh key."""
    request.session[FACTOR] = by.value
    request.session.cycle_key()


def signed_in_by(request: HttpRequest) -> SignedInBy:
    """By what this session was opened."""
    return SignedInBy(request.session.get(FACTOR, SignedInBy.PASSWORD))
