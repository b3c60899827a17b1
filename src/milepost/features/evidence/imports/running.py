"""Running an import: right here for the command line, by a job for the screen and the API."""

import shutil
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from milepost.catalogue.practices import practices as known_practices
from milepost.engines.bulk import BulkFailure, Cover, OnReject, Period, as_yaml, parse_mapping
from milepost.engines.bulk import Mapping as RecordMapping
from milepost.engines.bulk.mapping.model import DateOrder
from milepost.engines.rules.dates import is_within
from milepost.features.evidence.imports.reading import without_mapped
from milepost.features.evidence.imports.terms import terms_of
from milepost.features.programmes.models import Programme
from milepost.platform.batches.models import Source
from milepost.platform.batches.orders import Imported, ImportOrder
from milepost.platform.batches.services import import_file, sweep
from milepost.platform.files.services import plain_name
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.texts import speak

type Report = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """An import as somebody asks for it. `complete_from` and `complete_to` are instants, both or neither."""

    practice: str
    mapping: RecordMapping
    mapping_name: str
    timezone: str = ""
    date_order: str = ""
    dry_run: bool = False
    on_reject: str = OnReject.STOP
    complete_from: datetime | None = None
    complete_to: datetime | None = None
    attest: str = ""

    def as_payload(self) -> dict[str, Any]:
        """As a job keeps it."""
        return {
            "practice": self.practice,
            "mapping": as_yaml(self.mapping),
            "mapping_name": self.mapping_name,
            "timezone": self.timezone,
            "date_order": self.date_order,
            "dry_run": self.dry_run,
            "on_reject": str(self.on_reject),
            "complete_from": self.complete_from.isoformat() if self.complete_from else "",
            "complete_to": self.complete_to.isoformat() if self.complete_to else "",
            "attest": self.attest,
        }

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """As it was before it was kept."""
        return cls(
            practice=payload["practice"],
            mapping=parse_mapping(payload["mapping"]),
            mapping_name=payload["mapping_name"],
            timezone=payload["timezone"],
            date_order=payload["date_order"],
            dry_run=payload["dry_run"],
            on_reject=payload["on_reject"],
            complete_from=datetime.fromisoformat(payload["complete_from"]) if payload["complete_from"] else None,
            complete_to=datetime.fromisoformat(payload["complete_to"]) if payload["complete_to"] else None,
            attest=payload["attest"],
        )


def import_records(
    *,
    actor: Actor,
    programme: Programme,
    file: Path,
    file_name: str,
    request: ImportRequest,
    folder: Path,
    result_file: Path | None = None,
    report: Report = lambda _stage: None,
) -> Imported:
    """Import a file into the programme's organisation. Raises `Refused`, or a `BulkFailure` that says where."""
    practices = frozenset(practice.key for practice in known_practices())
    if request.practice not in practices:
        raise Refused(
            _("There is no practice {key}.").format(key=request.practice),
            field="practice",
            hint=_("milepost catalogue practices lists them."),
        )
    order = ImportOrder(
        organisation=programme.organisation,
        programme_id=programme.pk,
        file=file,
        file_name=plain_name(file_name),
        practice=request.practice,
        practices=practices,
        mapping=request.mapping,
        mapping_name=request.mapping_name,
        timezone=request.timezone or _kept_zone(programme, request),
        date_order=_date_order(request.date_order),
        on_reject=_on_reject(request.on_reject),
        dry_run=request.dry_run,
        cover=_cover(request),
        attest=request.attest.strip(),
        result_file=result_file,
    )
    imported = import_file(
        actor=actor, order=order, folder=folder, terms_of=lambda: terms_of(programme.organisation), report=report
    )
    source = request.mapping.source.system.lower()
    imported.facts["unmapped"] = {
        column: without_mapped(programme.organisation, source, counts, column)
        for column, counts in imported.facts["values"].items()
    }
    if not request.dry_run:
        sweep(programme.organisation)
    return imported


@contextmanager
def bulk_failures_as_refusals() -> Any:
    """Let a door that knows refusals say what the bulk engine could not do."""
    try:
        yield
    except BulkFailure as failure:
        where = _("Row {row}: ").format(row=failure.row) if failure.row else ""
        raise Refused(where + speak(failure.reason), field=failure.field, hint=speak(failure.fix)) from failure


def instant_of(written: str, programme: Programme, *, ends: bool, field: str) -> datetime | None:
    """A date or an instant of an option; a bare date means its whole day in the programme's zone."""
    if not written:
        return None
    zone = ZoneInfo(programme.organisation.timezone)
    try:
        if len(written) == 10:
            day = date.fromisoformat(written) + timedelta(days=1 if ends else 0)
            moment = datetime.combine(day, time(), zone) - timedelta(microseconds=1 if ends else 0)
        else:
            moment = datetime.fromisoformat(written)
        if not is_within(moment):
            raise ValueError(written)
    except (ValueError, OverflowError):
        raise Refused(
            _("{field} is {value}, which is no date.").format(field=field, value=written),
            field=field,
            hint=_("Write it like 2026-11-23 or 2026-11-23T08:00:00+07:00."),
        ) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def forget_work(folder: Path) -> None:
    """Remove a folder of work that is over."""
    shutil.rmtree(folder, ignore_errors=True)


def _kept_zone(programme: Programme, request: ImportRequest) -> str:
    """The zone that somebody named at an earlier import of the source."""
    if request.mapping.source.timezone:
        return ""
    code = request.mapping.source.system.lower()
    source = Source.objects.filter(organisation=programme.organisation, code=code).first()
    return source.timezone if source else ""


def _date_order(written: str) -> DateOrder | None:
    if not written:
        return None
    try:
        return DateOrder(written)
    except ValueError:
        raise Refused(
            _("{order} is no order of dates.").format(order=written),
            field="date_order",
            hint=_("Write dmy, mdy or ymd."),
        ) from None


def _on_reject(written: str) -> OnReject:
    try:
        return OnReject(written)
    except ValueError:
        raise Refused(_("Refused rows stop the import or are skipped."), field="on_reject") from None


def _cover(request: ImportRequest) -> Cover | None:
    first, last = request.complete_from, request.complete_to
    if first is None and last is None:
        return None
    if first is None or last is None:
        raise Refused(
            _("A file is complete from one day to another: say both."),
            field="complete_from" if first is None else "complete_to",
            hint=_("Write both as days, such as 2026-03-01 and 2026-03-31."),
        )
    if last < first:
        raise Refused(_("The period ends before it begins."), field="complete_to", hint=_("Exchange the two days."))
    return Cover(Period(first, last), deletes=True)
