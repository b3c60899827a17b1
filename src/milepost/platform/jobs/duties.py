"""Duties: small work that a worker does once a day, without anybody asking.

A package registers its duties in its `jobs.py` with `@daily("gates.judge")`. The table keeps the day on which each was
last done, and who is at it under a lease, so that several workers do it once between them. A duty that fails, or whose
worker is killed, is tried again the same day; one that failed `TRIES` times waits for the next, and the doctor says so.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import structlog
from django.db import transaction
from django.utils import timezone

from milepost.platform.gathering import gather
from milepost.platform.jobs.models import Duty
from milepost.platform.jobs.runs import lease_ends, renewing
from milepost.platform.ledger.clock import now
from milepost.platform.ledger.keys import new_key
from milepost.platform.organisations.refusals import Refused

type Work = Callable[[], object]

TRIES = 3  # a day
PAUSE = timedelta(minutes=30)  # after a failure
CUT_OFF = "the worker was killed, or lost the database, while it did this"

log = structlog.get_logger(__name__)
_duties: dict[str, Work] = {}


def daily(name: str) -> Callable[[Work], Work]:
    """Register a duty; it may be begun more than once a day. Raises ValueError when the name is taken."""

    def register(work: Work) -> Work:
        if name in _duties:
            raise ValueError(f"the duty {name} is registered twice")
        _duties[name] = work
        return work

    return register


def do_duties() -> int:
    """Do what is due today; answers with how many duties this worker took on."""
    gather("jobs")
    day, count = now().date(), 0
    for name, work in sorted(_duties.items()):
        if holder := _claim(name, day):
            _do(name, work, day, holder)
            count += 1
    return count


@transaction.atomic
def _claim(name: str, day: date) -> str:
    """Take a duty for a day: under which name it is held; empty where it is done, held, or has to wait."""
    Duty.objects.get_or_create(name=name, defaults={"done_on": date.min})
    duty = Duty.objects.select_for_update().get(name=name)
    if duty.done_on >= day or (duty.lease_until and duty.lease_until > timezone.now()):
        return ""
    if duty.holder:  # it was taken on and never given back
        duty.holder, duty.failed_at, duty.error = "", timezone.now(), CUT_OFF
        log.error("duty cut off", duty=name)
    tries = duty.tries if duty.tried_on == day else 0
    if tries < TRIES:
        duty.holder, duty.lease_until, duty.tried_on, duty.tries = new_key().hex, lease_ends(), day, tries + 1
    duty.save()
    return duty.holder


def _do(name: str, work: Work, day: date, holder: str) -> None:
    try:
        with renewing(f"duty {name}", partial(_renew, holder)):
            answer = work()
    except Exception as error:
        log.exception("duty failed", duty=name)
        _give_back(holder, lease_until=timezone.now() + PAUSE, failed_at=timezone.now(), error=_why(error))
    else:
        log.info("duty done", duty=name, answer=str(answer))
        _give_back(holder, lease_until=None, done_on=day, error="")


def _why(error: Exception) -> str:
    """A reason in our own words, or the system's; what else a message says may be about people, and stays out."""
    said = error.reason if isinstance(error, Refused) else error.strerror if isinstance(error, OSError) else ""
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _give_back(holder: str, **columns: object) -> None:
    Duty.objects.filter(holder=holder).update(holder="", **columns)


def _renew(holder: str) -> None:
    Duty.objects.filter(holder=holder).update(lease_until=lease_ends())
