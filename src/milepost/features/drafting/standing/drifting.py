"""What the registers say that a version in force does not, and what of it was accepted (W-08, G2-SMP)."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Max, Q

from milepost.catalogue.loader import UnknownEntry
from milepost.engines.templating.drift import Drift, Read, drifts
from milepost.features.documents.models import Document, Version
from milepost.features.documents.querysets import in_force_of
from milepost.features.drafting.models import AcceptedDrift, Origin
from milepost.features.drafting.reading.origins import address_of
from milepost.features.drafting.sheets.things import NotOneDocument
from milepost.features.drafting.writing.drafts import write
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.models import Entry, SubjectState
from milepost.platform.ledger.states import kind_of

SOURCES = (
    "drafting.facts-", "drafting.question-", "governance.", "management.", "member.", "organisation.", "plan.",
    "portfolio.", "practices.", "programme.", "scim.", "scope.",
)  # fmt: skip
"""The kinds of entries by which a fact of the documents can change."""


@dataclass(frozen=True, slots=True)
class Drifted:
    """A fact that is another now, with its acceptance where there is one for just these texts."""

    drift: Drift
    accepted: AcceptedDrift | None


def drifted(version: Version, origin: Origin, read: Read) -> tuple[Drifted, ...]:
    """Every fact that is another now, as its template reads it, than in a version. One query."""
    accepted = {row.path: row for row in AcceptedDrift.objects.filter(version=version).select_related("accepted_by")}
    return tuple(Drifted(drift, _holds(accepted.get(drift.path), drift)) for drift in drifts(origin.read, read))


def _holds(row: AcceptedDrift | None, drift: Drift) -> AcceptedDrift | None:
    if row is None:
        return None
    return row if (set(row.gone), set(row.come)) == (set(drift.gone), set(drift.come)) else None


def origin_of(version: Version) -> Origin | None:
    """What a version, or the one that people wrote on from, was written from in its document's language. One query."""
    found = Origin.objects.filter(
        version__document_id=version.document_id,
        version__number__lte=version.number,
        language=version.document.language,
    )
    return found.select_related("version__document").order_by("-version__number").first()


def drifts_since(programme: Programme, origin: Origin) -> date | None:
    """The day of the newest change of any fact since a version was written; None without one. Three queries.

    Which of the facts changed on which day the ledger does not tell; none of them changed later.
    """
    kept = SubjectState.objects.filter(kind=kind_of(Origin), subject_id=origin.pk).values_list("stream", "seq").first()
    if kept is None:
        return None
    stream, seq = kept
    written_at = Entry.objects.filter(stream=stream, seq=seq).values_list("at", flat=True).first()
    if written_at is None:
        return None
    changed_at = _newest(programme, written_at)
    return changed_at.astimezone(ZoneInfo(programme.organisation.timezone)).date() if changed_at else None


def _newest(programme: Programme, after: datetime) -> datetime | None:
    kinds = Q()
    for prefix in SOURCES:
        kinds |= Q(kind__startswith=prefix)
    here = Q(stream__programme_id=programme.pk) | Q(stream__programme_id=None)
    entries = Entry.objects.filter(here, kinds, stream__organisation_id=programme.organisation_id, at__gt=after)
    found: datetime | None = entries.aggregate(newest=Max("at"))["newest"]
    return found


@dataclass(frozen=True, slots=True)
class InForce:
    """The version of a document that is in force, and which facts are others now than it says."""

    version: Version
    origin: Origin
    drifted: tuple[Drifted, ...]

    @property
    def open_ones(self) -> tuple[Drift, ...]:
        """Those that nobody accepted."""
        return tuple(each.drift for each in self.drifted if each.accepted is None)


def in_force(document: Document, on: date) -> InForce | None:
    """How the version in force stands to the registers; None without one, or where no template wrote it.

    Of a document about a customer, supplier or service that left the scope every fact is gone.
    """
    version = in_force_of(document, on)
    return compared(version, on) if version else None


def compared(version: Version, on: date) -> InForce | None:
    """How one version in force, whose document has its programme, stands to the registers; as `in_force`."""
    origin = origin_of(version)
    if origin is None:
        return None
    try:
        read = write(version.document.programme, address_of(origin), origin.language, on=on).read
    except (UnknownEntry, NotOneDocument):
        read = {}
    return InForce(version, origin, drifted(version, origin, read))
