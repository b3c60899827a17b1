"""Duties: small work that a worker does once a day, without anybody asking.

A package registers its duties in its `jobs.py` with `@daily("gates.judge")`. The table keeps the day on which each was
last done, so that several workers do it once between them; a duty that fails is logged and tried again the next day.
"""

from collections.abc import Callable
from datetime import date

import structlog
from django.db import transaction

from milepost.platform.gathering import gather
from milepost.platform.jobs.models import Duty
from milepost.platform.ledger.clock import now

type Work = Callable[[], object]

log = structlog.get_logger(__name__)
_duties: dict[str, Work] = {}


def daily(name: str) -> Callable[[Work], Work]:
    """Register a duty. Raises ValueError when the name is taken."""

    def register(work: Work) -> Work:
        if name in _duties:
            raise ValueError(f"the duty {name} is registered twice")
        _duties[name] = work
        return work

    return register


def do_duties() -> int:
    """Do what is due today; answers with how many duties this worker took on."""
    gather("jobs")
    day = now().date()
    return sum(_do(name, work) for name, work in sorted(_duties.items()) if _claim(name, day))


@transaction.atomic
def _claim(name: str, day: date) -> bool:
    """Take a duty for a day; false where another worker has it, or had it."""
    Duty.objects.get_or_create(name=name, defaults={"done_on": date.min})
    return bool(Duty.objects.filter(name=name, done_on__lt=day).update(done_on=day))


def _do(name: str, work: Work) -> int:
    try:
        answer = work()
    except Exception:
        log.exception("duty failed", duty=name)
    else:
        log.info("duty done", duty=name, answer=str(answer))
    return 1
