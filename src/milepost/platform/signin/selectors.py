"""Reading what somebody signs in with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from milepost.platform.organisations.models import Person, Session, SignedInBy
from milepost.platform.signin.devices import device_name
from milepost.platform.signin.models import AuthenticatorApp, Passkey


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session as its owner sees it; `is_here` for the one that asks."""

    id: UUID
    device: str
    address: str
    signed_in_by: SignedInBy
    began_at: datetime
    seen_at: datetime
    is_here: bool


def sessions_of(person: Person, *, here: str = "") -> Sequence[SessionLine]:
    """Where somebody is signed in, this session first, then the last used; `here` is the key of this one."""
    rows = Session.objects.filter(person=person, expire_date__gt=timezone.now()).order_by("-seen_at")
    lines = [
        SessionLine(
            row.pk,
            device_name(row.device),
            row.address,
            SignedInBy(row.signed_in_by),
            row.began_at,
            row.seen_at,
            row.session_key == here,
        )
        for row in rows.defer("session_data")
    ]
    return sorted(lines, key=lambda line: not line.is_here)


def confirmed_app(person: Person) -> AuthenticatorApp | None:
    """The authenticator app that codes are taken of."""
    return AuthenticatorApp.objects.filter(person=person).exclude(confirmed_at=None).first()


def waiting_app(person: Person) -> AuthenticatorApp | None:
    """The app that was set up and waits for its first code."""
    return AuthenticatorApp.objects.filter(person=person, confirmed_at=None).first()


def passkeys_of(person: Person) -> Sequence[Passkey]:
    """Somebody's passkeys, the newest first."""
    return list(Passkey.objects.filter(person=person).order_by("-made_at"))
