"""Tokens as programs show them: a prefix to find them by, and a secret of which only the digest is kept."""

import hmac
from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import F, Model, QuerySet
from django.http import HttpRequest

from milepost.platform.ledger.authors import Channel
from milepost.platform.ledger.clock import now, today
from milepost.platform.organisations.actors import Actor, actor_for
from milepost.platform.organisations.addresses import network_of
from milepost.platform.organisations.limits import BEARER, TooManyTries, is_guessing
from milepost.platform.organisations.models import Token
from milepost.platform.organisations.services.secrets import digest
from milepost.platform.organisations.services.tokens import TOKEN_PREFIX
from milepost.platform.walls.visible import as_installation


class Ending(Protocol):
    """A token with its last day, which may be revoked before."""

    expires_on: date
    revoked_at: datetime | None


def bearer_of(request: HttpRequest, shown: str, *, scopes: Collection[str]) -> Actor | None:
    """The actor behind a token of one of these scopes that is neither ended nor revoked, in its own organisation only.

    Raises `TooManyTries` for a bad one from a network address that sent many. A good one is never refused for its
    neighbours' mistakes: its secret has 256 random bits, so nobody guesses one by trying longer.
    """
    tokens = Token.objects.select_related("person").filter(person__is_active=True, scope__in=scopes)
    with as_installation("a token is looked up before anybody knows whose it is"):
        found = token_shown(tokens, TOKEN_PREFIX, shown)
        if found is not None:
            actor = actor_for(found.person, Channel.API, may_write=found.scope == "write", may_sign=False)
            return actor.within(found.organisation_id)
    if is_guessing(BEARER, network_of(request)):
        raise TooManyTries(BEARER.minutes)
    return None


def token_shown[Row: Model](tokens: QuerySet[Row], begins: str, shown: str) -> Row | None:
    """The one of these tokens that a bearer shows, if it is neither ended nor revoked; its use is noted once a minute.

    `begins` is how tokens of this kind begin. Whoever asks sees the organisations they may be of.
    """
    if not shown.startswith(begins):
        return None
    prefix, _, secret = shown.removeprefix(begins).partition("_")
    live = tokens.annotate(zone=F("organisation__timezone")).filter(prefix=prefix[:12], revoked_at=None)
    found: Any = next(iter(live), None)
    if found is None or not hmac.compare_digest(found.digest, digest(secret)):
        return None
    if found.expires_on < today(found.zone):
        return None
    if found.last_used_at is None or (now() - found.last_used_at).total_seconds() > 60:
        tokens.model._default_manager.filter(pk=found.pk).update(last_used_at=now())
    row: Row = found
    return row


def state_of(token: Ending, *, on: date) -> str:
    """`active`, `expired` or `revoked`."""
    if token.revoked_at is not None:
        return "revoked"
    return "expired" if token.expires_on < on else "active"
