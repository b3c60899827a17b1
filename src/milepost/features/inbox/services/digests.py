"""The weekly digest: made for each member on Monday, shown here always, and sent by mail where that is set up.

A mail is sent outside any transaction; its try is counted before, so that two workers that read it alike send it once.
One that fails waits and is tried again while its week lasts, at most `MOST_TRIES` times. It never holds up the digest.
One person's failure is theirs alone; where the server cannot be reached, nobody else's is tried in that run.
"""

from contextlib import suppress
from datetime import date, timedelta
from smtplib import SMTPException, SMTPServerDisconnected
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.db.models import F
from django.utils import translation

from milepost.engines.rules.dues.reminding import digest_week
from milepost.features.inbox.facts.gathering import Gathered
from milepost.features.inbox.models import Digest, MailState
from milepost.features.inbox.week import week_of, worded
from milepost.platform.ledger.clock import now, today
from milepost.platform.organisations.models import Member, Organisation

MOST_TRIES = 21  # three a day, as a duty that fails is tried again, on each day of a week

log = structlog.get_logger(__name__)


def make_digests(organisation: Organisation) -> int:
    """Make the digest of this week for every member who has none yet; answers with how many. A daily duty."""
    day = today(organisation.timezone)
    monday = digest_week(day)
    if monday is None:
        return 0
    made = Digest.objects.filter(organisation=organisation, week_of=monday)
    members = Member.objects.filter(organisation=organisation, removed_at=None, person__is_active=True)
    fresh = members.exclude(person__in=made.values("person_id")).select_related("person").order_by("pk")
    digests = [
        Digest(
            organisation=organisation, person=member.person, week_of=monday, made_on=day,
            mail=MailState.WAITING if settings.SENDS_MAIL and member.person.digest_by_mail else MailState.NONE,
        )
        for member in fresh
    ]  # fmt: skip
    return len(Digest.objects.bulk_create(digests, ignore_conflicts=True))


def send_digests(organisation: Organisation) -> int:
    """Send what waits; answers with how many mails could not be sent and will be tried again. A daily duty."""
    day = today(organisation.timezone)
    waiting = Digest.objects.filter(organisation=organisation, mail=MailState.WAITING)
    over = waiting.filter(week_of__lt=day - timedelta(days=day.weekday())) | waiting.filter(tries__gte=MOST_TRIES)
    over.update(mail=MailState.GIVEN_UP)
    if not settings.SENDS_MAIL:
        return 0
    digests = list(waiting.select_related("person", "organisation").order_by("tries", "pk"))
    if not digests:
        return 0
    server = mailers.default
    try:
        return _send_each(digests, server, day)
    finally:
        with suppress(Exception):  # what was sent is sent, however the server takes leave
            server.close()


def _send_each(digests: list[Digest], server: Any, day: date) -> int:
    """Send them by one connection; answers with how many were not sent."""
    gathered, failed = Gathered(), 0
    for place, digest in enumerate(digests):
        try:
            _send(digest, server, day, gathered)
        except Exception as error:  # noqa: BLE001  # what a server says may name people: the kind alone is logged
            failed += 1
            log.warning("mail failed", error=type(error.__cause__ or error).__name__)
            if isinstance(error, _Unreachable):
                return failed + len(digests) - place - 1
    return failed


class _Unreachable(Exception):
    """The server does not answer, to this mail or to any other."""


def _send(digest: Digest, server: Any, day: date, gathered: Gathered) -> None:
    row = Digest.objects.filter(pk=digest.pk)
    if not row.filter(mail=MailState.WAITING, tries=digest.tries).update(tries=F("tries") + 1):
        return  # another worker took it on
    message = _message(digest, day, gathered)
    if message is None:
        row.update(mail=MailState.NONE)
        return
    try:
        server.open()
    except Exception as error:
        raise _Unreachable from error
    try:
        server.send_messages([message])
    except OSError as error:
        if isinstance(error, SMTPException) and not isinstance(error, SMTPServerDisconnected):
            raise
        raise _Unreachable from error
    row.update(mail=MailState.SENT, sent_at=now())


def _message(digest: Digest, day: date, gathered: Gathered) -> EmailMessage | None:
    """Its mail; None where the person wants none, or where it says nothing."""
    if not (digest.person.digest_by_mail and digest.person.is_active):
        return None
    with translation.override(digest.person.language):
        week = week_of(digest.person, digest.organisation, on=day, gathered=gathered)
        if not week.says_something:
            return None
        subject, body = worded(week)
    return EmailMessage(subject, body, to=[digest.person.email], headers={"Auto-Submitted": "auto-generated"})
