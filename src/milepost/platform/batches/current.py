"""The current view: the newest version of every record, by month. A reader takes one generation and stays with it."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db.models import Q

from milepost.engines.bulk import Content
from milepost.engines.bulk import Part as StoredPart
from milepost.platform.batches.engines import evidence_folder
from milepost.platform.batches.models import RECORDS, CurrentPart, CurrentView


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation of the current view and its files."""

    organisation_id: UUID
    number: int
    parts: tuple[StoredPart, ...]


def current_generation(organisation_id: UUID, *, kind: str = RECORDS) -> Generation:
    """The generation that readers see now. Two queries."""
    view = CurrentView.objects.filter(organisation_id=organisation_id, kind=kind).first()
    return generation_at(organisation_id, view.generation if view else 0, kind=kind)


def generation_at(organisation_id: UUID, number: int, *, kind: str = RECORDS) -> Generation:
    """One generation by its number."""
    live = CurrentPart.objects.filter(
        Q(until_generation=None) | Q(until_generation__gt=number),
        organisation_id=organisation_id,
        kind=kind,
        from_generation__lte=number,
    )
    folder = evidence_folder(organisation_id)
    parts = tuple(StoredPart(folder / row.path, row.sha256, row.rows, Content.CURRENT, row.month) for row in live)
    return Generation(organisation_id, number, parts)


def relative_path(organisation_id: UUID, path: Path) -> str:
    """A place in the store as the database keeps it."""
    return path.relative_to(evidence_folder(organisation_id)).as_posix()
