"""Reading what somebody signs in with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Organisation, Person, SignedInBy, Token
from milepost.platform.organisations.policies import HOLD_TOKENS, allows
from milepost.platform.organisations.querysets import organisations_visible_to
from milepost.platform.organisations.sessions import live_sessions
from milepost.platform.signin.devices import device_name
from milepost.platform.signin.models import AuthenticatorApp, IdentityProvider, Passkey, SamlProvider
from milepost.platform.walls.visible import as_installation


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


def sessions_of(person: Person, *, here: str = "", bound: UUID | None = None) -> Sequence[SessionLine]:
    """Where somebody is signed in, this session first, then the last used; `here` is the key of this one.

    A session that one organisation's provider opened sees those of that provider alone: `bound` names it.
    """
    rows = live_sessions(person).order_by("-seen_at")
    if bound is not None:
        rows = rows.filter(bound_to=bound)
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


def provider_of(organisation: Organisation) -> IdentityProvider | None:
    """The organisation's identity provider."""
    return IdentityProvider.objects.filter(organisation=organisation).first()


def provider_by_code(code: str) -> IdentityProvider | None:
    """The identity provider of the organisation with this code, with `organisation` and, where it speaks it, `saml`."""
    with as_installation("a provider is found by its organisation's code, before anybody has signed in"):
        rows = IdentityProvider.objects.select_related("organisation", "saml")
        return rows.filter(organisation__code=code).first()


def saml_of(provider: IdentityProvider | None) -> SamlProvider | None:
    """What the metadata say of a provider; None for one that speaks OpenID Connect."""
    return SamlProvider.objects.filter(provider=provider).first() if provider is not None else None


def own_tokens(actor: Actor) -> QuerySet[Token]:
    """Somebody's own tokens in the organisations that are open to them, the newest first."""
    rows = Token.objects.filter(person=actor.known_person, organisation_id__in=actor.memberships)
    return rows.select_related("organisation", "person").order_by("-pk")


def token_places(actor: Actor) -> Sequence[Organisation]:
    """Where somebody may make a token, by name."""
    found = organisations_visible_to(actor)
    return [here for here in found if allows(actor, HOLD_TOKENS, organisation_id=here.pk)]
