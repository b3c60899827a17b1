"""Proving again who one is at one's organisation's identity provider, for whoever has no password here.

A purpose names an act and the very content it is about, like `sign KIND KEY HASH`. A page hands its purposes out in a
link that is good for this session, this person and a quarter of an hour (`link`). The provider signs the person in anew
(`check_anew`); that waits in the session for five minutes (`keep`), and the POST that acts takes it, once, for one of
those purposes (`take`). Coming back does nothing by itself.
"""

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from milepost.platform.organisations.models import Member, Person, Session
from milepost.platform.organisations.sessions import SessionStore
from milepost.platform.organisations.web import MilepostRequest
from milepost.platform.signin.models import Identity
from milepost.platform.signin.oidc import LEEWAY, NotVouched
from milepost.platform.walls.visible import as_installation

KEY = "vouched-again"
SALT = "milepost.signin.again"
LINK_MINUTES = 15
MINUTES = 5


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a provider said a moment ago; `two_factors` where it asked for more than one thing."""

    issuer: str
    purposes: frozenset[str]
    two_factors: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a form asks again who they are, and for what.

    `identity` is there where a provider may say so in place of a password.
    """

    person: Person
    request: HttpRequest
    purposes: tuple[str, ...] = ()
    identity: Identity | None = None

    @property
    def address(self) -> str:
        """The way to the provider and back to this page."""
        return link(self)

    @property
    def confirmation(self) -> Confirmation | None:
        """What waits to be taken for all of these purposes."""
        found = _waiting(self.request.session, self.person)
        return found if found and self.purposes and found.purposes.issuperset(self.purposes) else None


def asked_here(request: MilepostRequest, *purposes: str) -> Asked:
    """Ask for an act within the organisation of a page: its provider may vouch for a member without a password."""
    person = request.actor.known_person
    return Asked(person, request, purposes, _identity(person, request.organisation.pk))


def asked_for_account(request: MilepostRequest, *purposes: str) -> Asked:
    """Ask for a change to an account, which opens all organisations of its owner.

    The provider that opened the session may vouch for it only while its organisation is the only one.
    """
    person, bound = request.actor.known_person, request.actor.bound_to
    identity = _identity(person, bound) if bound is not None and belongs_there_alone(person, bound) else None
    return Asked(person, request, purposes, identity)


def belongs_there_alone(person: Person, organisation_id: UUID) -> bool:
    """Whether somebody belongs to one organisation and no other."""
    with as_installation("one organisation's provider must not change an account that opens another"):
        elsewhere = Member.objects.filter(person=person, removed_at=None).exclude(organisation_id=organisation_id)
        return not elsewhere.exists()


def _identity(person: Person, organisation_id: UUID) -> Identity | None:
    if person.has_usable_password():
        return None
    rows = Identity.objects.select_related("provider__organisation")
    return rows.filter(person=person, organisation_id=organisation_id).first()


def link(asked: Asked) -> str:
    """The address that leads to the provider, for these purposes and from this session alone."""
    about = {
        "person": str(asked.person.pk),
        "session": _session_mark(asked.request.session),
        "identity": str(asked.identity.pk) if asked.identity else "",
        "purposes": list(asked.purposes),
        "next": asked.request.get_full_path(),
    }
    return reverse("signin:again") + "?" + urlencode({"ask": signing.dumps(about, salt=SALT, compress=True)})


def read_link(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """What a link asks for; None for one that is too old, forged, or of another session or person."""
    try:
        about: dict[str, Any] = signing.loads(request.GET.get("ask", ""), salt=SALT, max_age=LINK_MINUTES * 60)
    except signing.BadSignature:
        return None
    is_ours = about["person"] == str(person.pk) and about["session"] == _session_mark(request.session)
    return about if is_ours else None


def check_anew(claims: Mapping[str, Any], *, subject: str, asked_at: int) -> None:
    """Raise `NotVouched` unless this very person was signed in after it was asked (OpenID Connect Core, 3.1.2.1)."""
    if claims["sub"] != subject:
        raise NotVouched("somebody else signed in")
    at = claims.get("auth_time")
    if isinstance(at, bool) or not isinstance(at, int | float):
        raise NotVouched("it does not say when (auth_time)")
    if not asked_at - LEEWAY <= at <= time.time() + LEEWAY:
        raise NotVouched("it did not sign the person in anew")


def keep(request: HttpRequest, identity: Identity, purposes: list[str], *, two_factors: bool) -> None:
    """Remember that the provider vouched for the person again, for these purposes, in place of any earlier time."""
    request.session[KEY] = {
        "person": str(identity.person_id),
        "identity": str(identity.pk),
        "purposes": purposes,
        "two": two_factors,
        "at": int(time.time()),
    }


def waits(request: HttpRequest, person: Person, purpose: str) -> Confirmation | None:
    """What waits for this purpose; None for nothing, and for what was said for something else."""
    found = _waiting(request.session, person)
    return found if found and purpose in found.purposes else None


def take(request: HttpRequest, person: Person, purpose: str) -> Confirmation | None:
    """Use up what waits for this purpose. Of two requests at once one finds nothing left."""
    with transaction.atomic():
        Session.objects.select_for_update().filter(session_key=request.session.session_key).first()
        kept = SessionStore(request.session.session_key)  # as it is now, not as this request once read it
        found = _waiting(kept, person)
        if found is None or purpose not in found.purposes:
            return None
        del kept[KEY]
        kept.save()
    request.session.pop(KEY, None)
    return found


def _waiting(session: SessionBase, person: Person) -> Confirmation | None:
    kept = session.get(KEY)
    if not isinstance(kept, dict) or time.time() - kept["at"] > MINUTES * 60 or kept["person"] != str(person.pk):
        return None
    identity = Identity.objects.select_related("provider").filter(pk=kept["identity"], person=person).first()
    if identity is None:  # the provider was removed or replaced meanwhile
        return None
    return Confirmation(identity.provider.issuer, frozenset(kept["purposes"]), kept["two"])


def _session_mark(session: SessionBase) -> str:
    return hashlib.sha256(f"{SALT} {session.session_key}".encode()).hexdigest()[:32]
