"""What an identity provider shows: made by an administrator, shown once, ended by a day or by anybody who may."""

import secrets
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Channel
from milepost.platform.ledger.clock import now, today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services import digest
from milepost.platform.provisioning.models import ScimToken
from milepost.platform.provisioning.policies import PROVISION
from milepost.platform.provisioning.selectors import SCIM_PREFIX, scim_tokens_of


@transaction.atomic
def make_scim_token(*, actor: Actor, organisation: Organisation, expires_on: date) -> tuple[ScimToken, str]:
    """A token for the identity provider and its secret, which is shown once. The door has asked again who this is."""
    require(actor, PROVISION, organisation_id=organisation.pk)
    if actor.channel is Channel.API:
        raise Refused(_("A token makes no other token."), hint=_("Make it on the page Signing in."))
    if expires_on <= today(organisation.timezone):
        raise Refused(_("A token ends in the future."), field="expires")
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    token = ScimToken.objects.create(
        organisation=organisation, prefix=prefix, digest=digest(secret), made_by=actor.known_person, made_at=now(),
        expires_on=expires_on,
    )  # fmt: skip
    entries.append(
        actor=actor,
        organisation_id=organisation.pk,
        kind="scim.token-made",
        subject=token,
        change={"expires": expires_on},
        touched=[token],
    )
    return token, f"{SCIM_PREFIX}{prefix}_{secret}"


@transaction.atomic
def revoke_scim_token(*, actor: Actor, token: ScimToken) -> None:
    """End a token now."""
    require(actor, PROVISION, organisation_id=token.organisation_id)
    if token.revoked_at is not None:
        raise Refused(_("This token was revoked already."))
    _end([token])
    entries.append(
        actor=actor, organisation_id=token.organisation_id, kind="scim.token-revoked", subject=token, touched=[token]
    )


@transaction.atomic
def turn_off(*, actor: Actor, organisation: Organisation) -> int:
    """End every token at once. People, groups and the roles they gave stay as they are. Returns how many ended."""
    require(actor, PROVISION, organisation_id=organisation.pk)
    live = list(scim_tokens_of(organisation).filter(revoked_at=None))
    if not live:
        raise Refused(_("No identity provider brings people here."))
    _end(live)
    entries.append(
        actor=actor,
        organisation_id=organisation.pk,
        kind="scim.off",
        subject=organisation,
        change={"tokens": len(live)},
        touched=live,
    )
    return len(live)


def _end(tokens: Sequence[ScimToken]) -> None:
    for token in tokens:
        token.revoked_at = now()
        token.save(update_fields=["revoked_at"])
