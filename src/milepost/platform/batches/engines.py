"""The bulk engine, let into nothing but one organisation's evidence and one job's folder."""

from pathlib import Path
from uuid import UUID

from milepost.engines.bulk import DuckEngine, Engine
from milepost.platform.batches.fetching import FetchingEngine
from milepost.platform.files.stores import FolderStore, store


def evidence_root() -> Path:
    """What all evidence lies under in the store."""
    return store().root / "evidence"


def evidence_folder(organisation_id: UUID) -> Path:
    """The organisation's own evidence."""
    return evidence_root() / str(organisation_id)


def engine_for(organisation_id: UUID, folder: Path) -> Engine:
    """An engine for a job; what does not fit into memory goes to its folder."""
    spill, evidence = folder / "spill", evidence_folder(organisation_id)
    for place in (spill, evidence):
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine, kept = DuckEngine(store=evidence, temporary=spill), store()
    return engine if isinstance(kept, FolderStore) else FetchingEngine(engine, kept)
