"""Local time and UTC in SQL; a zone that has kept one offset since 1990 needs no calendar, which is much faster."""

from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from milepost.engines.bulk.connection import quote

UTC_NAMES = {"UTC", "Etc/UTC", "Z", ""}


@cache
def steady_offset(zone: str) -> timedelta | None:
    """The offset of a zone whose clocks have not been changed since 1990."""
    place = ZoneInfo(zone)
    days = [datetime(1990, 1, 1, tzinfo=place) + timedelta(days=15 * step) for step in range(25 * 48)]
    offsets = [day.utcoffset() for day in days]
    return offsets[0] if all(a == b for a, b in pairwise(offsets)) else None


def to_utc(local: str, zone: str) -> str:
    """SQL for local time → UTC, both without a zone."""
    if zone in UTC_NAMES:
        return local
    offset = steady_offset(zone)
    if offset is None:
        return f"CAST(timezone({quote(zone)}, {local}) AS TIMESTAMP)"
    return f"({local} - INTERVAL '{int(offset.total_seconds())} seconds')"


def day_sql(moment: str, zone: str) -> str:
    """SQL for the day of a UTC moment in a zone."""
    if zone in UTC_NAMES:
        return f"CAST({moment} AS DATE)"
    offset = steady_offset(zone)
    if offset is None:
        return f"CAST(timezone({quote(zone)}, timezone('UTC', {moment})) AS DATE)"
    return f"CAST({moment} + INTERVAL '{int(offset.total_seconds())} seconds' AS DATE)"
