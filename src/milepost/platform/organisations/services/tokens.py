"""Tokens: keys for the API that act as one member in one organisation, and never sign."""

import secrets
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Channel
from milepost.platform.ledger.clock import now, today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Member, Organisation, Person, SignInRules, Token
from milepost.platform.organisations.policies import HOLD_TOKENS, MANAGE_TOKENS, require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services.secrets import digest

TOKEN_PREFIX = "mp_"  # noqa: S105 - a public prefix, no secret
CALENDAR = "calendar"  # opens the calendar feeds of its owner, and nothing of the API
SCOPES = ("read", "write", CALENDAR)


@transaction.atomic
def make_token(
    *, actor: Actor, organisation: Organisation, person: Person, scope: str, expires_on: date
) -> tuple[Token, str]:
    """A key for the API and its secret, which is shown once.

    A token acts as its owner, so its owner alone makes it. Whoever runs the machine may make one for somebody, by the
    command line and as an administrator, whom the ledger names; a token makes no other.
    """
    _check_maker(actor, organisation, person)
    if scope not in SCOPES:
        raise Refused(_("A token's scope is read, write or calendar."), field="scope")
    if expires_on <= today(organisation.timezone):
        raise Refused(_("A token ends in the future."), field="expires")
    if not Member.objects.filter(organisation=organisation, person=person, removed_at=None).exists():
        raise Refused(
            _("{name} is not a member of {organisation}.").format(name=person, organisation=organisation),
            field="person",
        )
    wants_factor = SignInRules.objects.filter(organisation=organisation, second_factor=True).exists()
    if wants_factor and person.second_factor_since is None:
        raise Refused(
            _("{organisation} wants a second factor, and {name} has none.").format(
                organisation=organisation, name=person
            ),
            field="person",
            hint=_("Set one up under My account, Security; then make the token."),
        )
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    token = Token.objects.create(
        organisation=organisation,
        person=person,
        prefix=prefix,
        digest=digest(secret),
        scope=scope,
        expires_on=expires_on,
    )
    entries.append(
        actor=actor,
        organisation_id=organisation.pk,
        kind="token.made",
        subject=token,
        change={"for": person.email, "scope": scope, "expires": expires_on},
        touched=[token],
    )
    return token, f"{TOKEN_PREFIX}{prefix}_{secret}"


def _check_maker(actor: Actor, organisation: Organisation, person: Person) -> None:
    is_own = actor.person_id == person.pk
    at_the_machine = actor.channel is Channel.CLI
    wanted = MANAGE_TOKENS if at_the_machine and not is_own else HOLD_TOKENS
    require(actor, wanted, organisation_id=organisation.pk)
    if actor.channel is Channel.API:
        raise Refused(_("A token makes no other token."), hint=_("Sign in and make it under My account, Security."))
    if not is_own and not at_the_machine:
        raise Refused(
            _("A token acts as its owner, so its owner alone makes it."),
            field="person",
            hint=_("They make it under My account, Security."),
        )


@transaction.atomic
def revoke_token(*, actor: Actor, token: Token) -> None:
    """End a token now: one's own, or as an administrator anybody's."""
    if actor.person_id != token.person_id or not actor.belongs_to(token.organisation_id):
        require(actor, MANAGE_TOKENS, organisation_id=token.organisation_id)
    if token.revoked_at is not None:
        raise Refused(_("This token was revoked already."))
    token.revoked_at = now()
    token.save(update_fields=["revoked_at"])
    entries.append(
        actor=actor,
        organisation_id=token.organisation_id,
        kind="token.revoked",
        subject=token,
        change={"for": token.person.email},
        touched=[token],
    )
