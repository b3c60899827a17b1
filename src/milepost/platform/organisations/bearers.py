"""Tokens as programs show them: a prefix to find them by, and a secret of which only the digest is kept."""

import hmac
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import F, Model, QuerySet

from milepost.platform.ledger.clock import now, today
from milepost.platform.organisations.services.secrets import digest


class Ending(Protocol):
    """A token with its last day, which may be revoked before."""

    expires_on: date
    revoked_at: datetime | None


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
