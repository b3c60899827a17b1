"""What is asked of an import, and what comes of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from milepost.engines.bulk import Cover, Mapping, OnReject
from milepost.engines.bulk.mapping.model import DateOrder
from milepost.platform.batches.models import Batch
from milepost.platform.organisations.models import Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOrder:
    """One import. `practice` is that of every row unless the mapping decides it among `practices`.

    `cover` is the period for which the source says the file is complete; `attest` what a person says besides.
    """

    organisation: Organisation
    programme_id: UUID
    file: Path
    file_name: str
    practice: str
    practices: frozenset[str]
    mapping: Mapping
    mapping_name: str
    timezone: str = ""
    date_order: DateOrder | None = None
    on_reject: OnReject = OnReject.STOP
    dry_run: bool = False
    cover: Cover | None = None
    attest: str = ""
    result_file: Path | None = None

    @property
    def covered(self) -> list[str]:
        """The practices that a complete import is complete for."""
        return sorted(self.practices if self.mapping.practice else {self.practice})


@dataclass(frozen=True, slots=True)
class Imported:
    """`facts` as `results.facts_of` tells them; `batch` is None after a dry run, a stop, or where nothing was new."""

    facts: dict[str, Any]
    batch: Batch | None
