"""Removing what is over: one function per kind says what is due and, unless it is a dry run, removes it.

Periods stand in `catalogue/retention.toml`. A package registers with `@retained("jobs")` in its `jobs.py`; what
belongs to organisations is asked for each of them, and one entry in its ledger says how many of each kind went.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from milepost.catalogue.retention import Period, periods
from milepost.platform.files.keeping import files_may_change
from milepost.platform.files.stores import Store
from milepost.platform.gathering import gather
from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Author, system
from milepost.platform.ledger.clock import now
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.selectors import in_each_organisation
from milepost.platform.walls.visible import as_installation


@dataclass(frozen=True, slots=True)
class Due:
    """What is over: how many, their bytes in files, and the rows among them that the ledger knows."""

    count: int = 0
    size: int = 0
    removed: Sequence[Model] = field(default=(), repr=False)


def remove_files(store: Store, places: Iterable[Path], *, dry_run: bool) -> Due:
    """Remove files that a row speaks of, or spoke of, unless it is a dry run. While a backup reads, none."""
    there = [file for place in places if (file := store.look(place))]
    due = Due(len(there), sum(file.size for file in there))
    if dry_run:
        return due
    with files_may_change(wait=False) as alone:
        if not alone:
            return Due()
        for file in there:
            store.remove(file.place)
    return due


class OfInstallation(Protocol):
    """Says what of a kind was over before a moment and, unless it is a dry run, removes it."""

    def __call__(self, before: datetime, /, *, dry_run: bool) -> Due: ...


class OfOrganisation(Protocol):
    """The same for one organisation. Rows that the ledger knows it only names, in `Due.removed`."""

    def __call__(self, organisation: Organisation, before: datetime, /, *, dry_run: bool) -> Due: ...


_everywhere: dict[str, OfInstallation] = {}
_in_organisations: dict[str, OfOrganisation] = {}


def retained(key: str) -> Callable[[OfOrganisation], OfOrganisation]:
    """Register `(organisation, before, dry_run) -> Due` for a kind. Raises ValueError for one that has no period."""

    def register(work: OfOrganisation) -> OfOrganisation:
        _in_organisations[_known(key)] = work
        return work

    return register


def retained_by_installation(key: str) -> Callable[[OfInstallation], OfInstallation]:
    """Register `(before, dry_run) -> Due` for a kind that belongs to no organisation. Raises ValueError as above."""

    def register(work: OfInstallation) -> OfInstallation:
        _everywhere[_known(key)] = work
        return work

    return register


def _known(key: str) -> str:
    if key not in {period.key for period in periods()}:
        raise ValueError(f"catalogue/retention.toml has no period for {key}")
    if key in {*_everywhere, *_in_organisations}:
        raise ValueError(f"the retention of {key} is registered twice")
    return key


@dataclass(frozen=True, slots=True)
class Line:
    """A kind, and how much of it is due, or was removed."""

    period: Period
    count: int
    size: int


def keep_retention(*, author: Author | None = None, dry_run: bool = False) -> list[Line]:
    """Remove everything that is past its period; with `dry_run` only say how much that is. One line per kind."""
    gather("jobs")
    limits = _limits()
    found: dict[str, list[Due]] = {key: [] for key in limits}
    with as_installation("sessions, wrong tries and kept answers belong to no organisation"):
        for key, work in _everywhere.items():
            with transaction.atomic():
                found[key].append(work(limits[key], dry_run=dry_run))
    for told in in_each_organisation(lambda place: _in_one(place, author or system(), limits, dry_run=dry_run)):
        for key, due in told.items():
            found[key].append(due)
    return [
        Line(period, sum(due.count for due in found[period.key]), sum(due.size for due in found[period.key]))
        for period in periods()
    ]


def _limits() -> dict[str, datetime]:
    """Kind → the moment before which it was over long enough; some times are the machine's, whatever the clock says."""
    return {
        period.key: (timezone.now() if period.by_machine else now()) - period.length  # as the rows' own times
        for period in periods()
    }


@transaction.atomic
def _in_one(
    organisation: Organisation, author: Author, limits: Mapping[str, datetime], *, dry_run: bool
) -> dict[str, Due]:
    found = {key: work(organisation, limits[key], dry_run=dry_run) for key, work in _in_organisations.items()}
    counts = {key: due.count for key, due in found.items() if due.count}
    if counts and not dry_run:
        removed = [row for due in found.values() for row in due.removed]
        entries.append(
            actor=author,
            organisation_id=organisation.pk,
            kind="retention.kept",
            subject=organisation,
            change={"counts": counts},
            removed=removed,
        )
        for row in removed:
            row.delete()
    return found
