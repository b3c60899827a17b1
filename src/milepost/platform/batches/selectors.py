"""Reading what the clocks need, and the batches themselves. Nothing here opens a Parquet file."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Sum

from milepost.engines.rules.clock.days import DayCount
from milepost.engines.rules.clock.facts import Seal
from milepost.engines.rules.clock.records import Ground, PracticeTerms, Timing
from milepost.engines.rules.facts.refs import DayCount as Entered
from milepost.platform.batches.evidence import Evidence
from milepost.platform.batches.models import Batch, RollupDay, RollupEntry, Source
from milepost.platform.batches.querysets import batches_visible_to, sources_visible_to
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.policies import Hidden

COUNTED = "counted"
DAY = timedelta(days=1)


def days_of_programme(programme_id: UUID) -> dict[str, tuple[DayCount, ...]]:
    """The roll-up by practice, services added up, days in order. One query."""
    sums = (
        RollupDay.objects.filter(programme_id=programme_id)
        .values_list("practice", "day", "reason")
        .annotate(total=Sum("n"))
        .order_by("practice", "day", "reason")
    )
    days: defaultdict[tuple[str, date], dict[str, int]] = defaultdict(dict)
    for practice, day, reason, total in sums:
        days[practice, day][reason] = total
    found: defaultdict[str, list[DayCount]] = defaultdict(list)
    for (practice, day), reasons in days.items():
        counted = reasons.pop(COUNTED, 0)
        found[practice].append(DayCount(day, counted, {Ground(reason): n for reason, n in reasons.items()}))
    return {practice: tuple(counts) for practice, counts in found.items()}


def entries_of_programme(programme_id: UUID) -> dict[str, tuple[Entered, ...]]:
    """The days on which records offered as operation were entered, by practice, days in order. One query."""
    found: defaultdict[str, list[Entered]] = defaultdict(list)
    rows = RollupEntry.objects.filter(programme_id=programme_id).order_by("practice", "day")
    for practice, day, n in rows.values_list("practice", "day", "n"):
        found[practice].append(Entered(day, n))
    return {practice: tuple(days) for practice, days in found.items()}


def horizons(evidence: Evidence, terms: Mapping[str, PracticeTerms], zone: str) -> dict[str, date]:
    """The last day that complete imports from a practice's tools of record cover wholly, by practice."""
    ends: dict[str, date] = {}
    for practice, of in terms.items():
        tools = evidence.complete(practice, of).tools
        covered = [
            _last_whole_day(min(done.complete_to, done.sealed_at), ZoneInfo(zone))
            for done in evidence.imports
            if practice in done.practices and done.source in tools
        ]
        if covered:
            ends[practice] = max(covered)
    return ends


def seals_by_practice(evidence: Evidence, timezone: str) -> dict[str, tuple[Seal, ...]]:
    """The days on which records of each practice were sealed, in order."""
    zone = ZoneInfo(timezone)
    seals: defaultdict[str, list[Seal]] = defaultdict(list)
    for batch in evidence.batches:
        for practice in {*batch.practices, *batch.covers}:
            seals[practice].append(Seal(batch.sealed_at.astimezone(zone).date(), Timing(batch.timing)))
    return {practice: tuple(found) for practice, found in seals.items()}


def get_batch(actor: Actor, key: UUID | str) -> Batch:
    """One batch. Raises `Hidden` for a stranger and where there is none, alike."""
    try:
        wanted = UUID(str(key))
    except ValueError:
        raise Hidden from None
    return batches_visible_to(actor).filter(pk=wanted).first() or _hidden()


def get_source(actor: Actor, organisation: Organisation, code: str) -> Source:
    """One source of an organisation. Raises `Hidden`."""
    return sources_visible_to(actor).filter(organisation=organisation, code=code).first() or _hidden()


def facts_of(batch: Batch) -> dict[str, Any]:
    """A batch as API and command line show it."""
    return {
        "id": str(batch.pk),
        "state": batch.state,
        "source": batch.source.code,
        "timing": batch.timing,
        "generation": batch.generation,
        "file": batch.file_name,
        "file_sha256": batch.file_sha256,
        "manifest_sha256": batch.manifest_sha256,
        "sealed_at": batch.sealed_at,
        "sealed_by": batch.sealed_by.email if batch.sealed_by else None,
        "mapping": batch.mapping_name,
        "timezone": batch.timezone,
        "practices": batch.practices,
        "counts": batch.counts,
        "covers": batch.covers,
        "complete_from": batch.complete_from,
        "complete_to": batch.complete_to,
        "attest": batch.attest,
        "previous": str(batch.previous_id) if batch.previous_id else None,
    }


def _last_whole_day(until: datetime, zone: ZoneInfo) -> date:
    day = until.astimezone(zone).date()
    ends = datetime.combine(day + DAY, time(), zone).astimezone(UTC)
    return day if until >= ends - timedelta(seconds=1) else day - DAY


def _hidden() -> Any:
    raise Hidden
