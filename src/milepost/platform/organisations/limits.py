"""How often somebody may guess before the door closes for a while: per account, per network address, per secret.

For guessing one account from one place, one account from many places, and many accounts from one; a browser in which
its owner signed in before is counted by itself (`known_browsers`). Why so: docs/explanation/guessing.md. Subjects are
kept as keyed digests alone. Counting is never part of a transaction that a refusal would take back.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from milepost.platform.organisations.models import Failures


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many wrong tries within so many minutes of the first."""

    name: str
    most: int
    minutes: int

    @property
    def window(self) -> timedelta:
        """How long wrong tries count."""
        return timedelta(minutes=self.minutes)


PAIR = Limit("pair", 6, 15)  # one account from one network
ACCOUNT = Limit("account", 20, 60)
ADDRESS = Limit("address", 50, 15)
BROWSER = Limit("browser", 10, 60)
CODE = Limit("code", 6, 15)
BEARER = Limit("bearer", 30, 15)


class TooManyTries(Exception):
    """The door is closed for a while; `minutes` says how long at most. No form catches it: it is a page of its own."""

    def __init__(self, minutes: int) -> None:
        super().__init__(_("Too many wrong tries. Wait {minutes} minutes, then try again.").format(minutes=minutes))
        self.minutes = minutes


def is_closed(limit: Limit, subject: str) -> bool:
    """Whether the limit is reached for a subject: an address of e-mail or network, or a person's key."""
    row = _row(limit, subject).first()
    return row is not None and row.count >= limit.most


def refuse_when_closed(*pairs: tuple[Limit, str]) -> None:
    """Raise `TooManyTries` where one of the limits is reached."""
    for limit, subject in pairs:
        if is_closed(limit, subject):
            raise TooManyTries(limit.minutes)


def count_failure(limit: Limit, subject: str) -> bool:
    """Count a wrong try; true for the one that closes the door."""
    key = _digest(subject)
    with transaction.atomic():
        Failures.objects.filter(since__lt=timezone.now() - timedelta(days=1)).delete()
        Failures.objects.filter(limit=limit.name, subject=key, since__lt=timezone.now() - limit.window).delete()
        row, _made = Failures.objects.get_or_create(
            limit=limit.name, subject=key, defaults={"since": timezone.now(), "count": 0}
        )
        Failures.objects.filter(pk=row.pk).update(count=F("count") + 1)
        return Failures.objects.get(pk=row.pk).count == limit.most


def is_guessing(limit: Limit, subject: str) -> bool:
    """Count a wrong try; true while the limit is reached."""
    if is_closed(limit, subject):
        return True
    count_failure(limit, subject)
    return False


def forget_failures(limit: Limit, subject: str) -> None:
    """Start again at none, after a right answer."""
    _row(limit, subject).delete()


def _row(limit: Limit, subject: str) -> QuerySet[Failures]:
    since = timezone.now() - limit.window
    return Failures.objects.filter(limit=limit.name, subject=_digest(subject), since__gte=since)


def _digest(subject: str) -> str:
    """A key that lies outside the database: there are few enough addresses to try them all against a bare hash."""
    return salted_hmac("milepost.limits", subject.strip().lower(), algorithm="sha256").hexdigest()
