"""The weekly digest: made for each member on Monday, shown here always, and sent by mail where that is set up.

A mail is sent outside any transaction. One that fails waits and is tried again while its week lasts; the digest itself
is never held up by it.
"""

from datetime import date, timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.db.models import F
from django.utils import translation

from milepost.engines.rules.dues.reminding import digest_week
from milepost.features.inbox.models import Digest, MailState
from milepost.features.inbox.week import week_of, worded
from milepost.platform.ledger.clock import now, today
from milepost.platform.organisations.models import Member, Organisation

MOST_TRIES = 9

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
    return sum(not _send(digest, day) for digest in waiting.select_related("person", "organisation").order_by("pk"))


def _send(digest: Digest, day: date) -> bool:
    row = Digest.objects.filter(pk=digest.pk)
    wanted = digest.person.digest_by_mail and digest.person.is_active
    with translation.override(digest.person.language):
        week = week_of(digest.person, digest.organisation, on=day)
        if not wanted or not week.says_something:
            row.update(mail=MailState.NONE)
            return True
        subject, body = worded(week)
    message = EmailMessage(subject, body, to=[digest.person.email], headers={"Auto-Submitted": "auto-generated"})
    try:
        mailers.default.send_messages([message])
    except (OSError, ValueError) as error:  # what a server says may name people: the kind alone is logged
        row.update(tries=F("tries") + 1)
        log.warning("mail failed", error=type(error).__name__)
        return False
    row.update(mail=MailState.SENT, tries=F("tries") + 1, sent_at=now())
    return True
