"""The server's clock: the only place where the product asks what time it is.

An installation made with `milepost init --simulated-clock` takes its time from `MILEPOST_NOW`, for demonstrations and
tests; every ledger entry written then says so. Any other installation ignores the variable.
"""

import os
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from milepost.engines.rules.dates import is_within
from milepost.platform.ledger.models import Installation


class WrongInstant(Exception):
    """`MILEPOST_NOW` is not an instant."""


def is_simulated() -> bool:
    """Whether this installation takes its time from `MILEPOST_NOW`."""
    return "MILEPOST_NOW" in os.environ and _clock_is_simulated()


def now() -> datetime:
    """The present instant, UTC."""
    if not is_simulated():
        return datetime.now(UTC)
    written = os.environ["MILEPOST_NOW"]
    try:
        instant = datetime.fromisoformat(written)
    except ValueError:
        raise WrongInstant(f"MILEPOST_NOW is {written!r}; write it like 2026-11-23T08:00:00+00:00") from None
    if not is_within(instant):
        raise WrongInstant(f"MILEPOST_NOW is {written!r}; a day lies between 1970 and 2100")
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def today(zone: str) -> date:
    """The present day in a time zone."""
    return now().astimezone(ZoneInfo(zone)).date()


@cache
def _clock_is_simulated() -> bool:
    return Installation.objects.filter(simulated_clock=True).exists()


def forget() -> None:
    """Ask the database again; for `init` and tests, which change the answer within one process."""
    _clock_is_simulated.cache_clear()
