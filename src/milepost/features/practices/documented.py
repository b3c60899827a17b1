"""Procedures that are controlled documents: read from document control, and kept nowhere else.

A practice's procedure is either recorded here by hand (`Procedure`) or a document of kind procedure that names the
practice. Nothing is copied from one to the other: whoever judges a practice reads both (`Practice.all_procedures`).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from milepost.features.documents.models import Version
from milepost.features.documents.selectors import approved_procedures


@dataclass(frozen=True, slots=True)
class DocumentedProcedure:
    """An approved version with the names of `Procedure`; `approved_on` is the day from which it is in force."""

    pk: UUID
    version: int
    title: str
    written_by: str
    approved_on: date
    approved_by: str
    redesign: bool
    withdrawn_on: date | None
    document: str
    document_id: UUID
    file_id: UUID | None = None
    file_sha256: str = ""

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


def documented_procedures(programme_id: UUID, practice: str = "") -> Mapping[str, tuple[DocumentedProcedure, ...]]:
    """By practice, the approved versions of its procedures under document control. One query."""
    found: dict[str, list[DocumentedProcedure]] = defaultdict(list)
    for version, written_by in approved_procedures(programme_id, practice):
        if (since := version.effective_on or version.approved_on) is not None:
            found[version.document.practice].append(_procedure(version, written_by, since))
    return {key: tuple(versions) for key, versions in found.items()}


def _procedure(version: Version, written_by: str, since: date) -> DocumentedProcedure:
    return DocumentedProcedure(
        pk=version.pk,
        version=version.number,
        title=version.document.title,
        written_by=written_by,
        approved_on=since,
        approved_by=version.approved_by,
        redesign=version.redesign,
        withdrawn_on=version.ended_on,
        document=version.document.number,
        document_id=version.document_id,
    )
