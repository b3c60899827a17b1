"""The bulk engine: records by the million, without Django and without a server.

What to call, in this order, with an `Engine` (`DuckEngine(store=…, temporary=…)`); none of it belongs inside a
database transaction except step 5, which is the caller's:

1. A mapping: `parse_mapping(text)` of a ready one or of a file, or `engine.preview(file, folder, system=…).guess`.
2. `outcome = engine.run_import(ImportPlan(file=…, folder=…, mapping=…, current=parts, …))`. It reads the received
   file, judges each row, holds the records against the current generation and writes the parts of a batch into the
   job's folder. A dry run stops before writing. `outcome.changed == 0`: there is nothing to seal. `outcome.stopped`:
   a row was refused and the plan said stop. Run again after a kill, it takes up where the job's folder says.
3. `place_blob(file, blob_path(…), folder)` and
   `parts = place_batch(batch_folder(…), outcome.parts, plan.folder / "parts" / "manifest.json")`.
4. `generation = engine.write_generation(facts=parts, current=current, months=outcome.months,
   folder=generation_folder(…), scratch=plan.folder / "generation")` and `engine.roll_up(generation, terms)`.
5. One transaction: lock, check that `current` is still the live generation (else again from 2), insert batch, parts,
   generation and roll-up, append `outcome.manifest_sha256` to the ledger.

Every failure is a `BulkFailure` with `reason`, `fix`, `code`, `file`, `row` and `field`.

Example::

    engine = DuckEngine(store=home / "evidence", temporary=home / "tmp")
    plan = ImportPlan(
        file=received,
        folder=job,
        mapping=parse_mapping(text),
        source="servicenow",
        practice="incident",
        received_at=now,
        secret=key,
        hash_actors=hasher,
        batch=str(uuid),
        current=live_parts,
    )
    outcome = engine.run_import(plan)
"""

from milepost.engines.bulk.engine import DuckEngine
from milepost.engines.bulk.failures import (
    AmbiguousDates,
    AmbiguousDialect,
    BadMapping,
    BulkFailure,
    StoreBroken,
    Unreadable,
    ZoneNeeded,
)
from milepost.engines.bulk.importing import Cover, ImportOutcome, ImportPlan, OnReject, Period, Rejection
from milepost.engines.bulk.judged import Arrival, Asked, JudgedPage
from milepost.engines.bulk.mapping import Mapping, as_yaml, check_mapping, parse_mapping
from milepost.engines.bulk.protocol import Engine, Preview
from milepost.engines.bulk.rollup import EntryRow, RolledUp, RollupRow, RollupTerms
from milepost.engines.bulk.store.parts import Content, Part
from milepost.engines.bulk.store.paths import batch_folder, blob_path, generation_folder
from milepost.engines.bulk.store.sealing import place_batch, place_blob, read_blob
from milepost.engines.bulk.store.verifying import Damage, Fault, orphans, verify_batch

__all__ = [
    "AmbiguousDates",
    "AmbiguousDialect",
    "Arrival",
    "Asked",
    "BadMapping",
    "BulkFailure",
    "Content",
    "Cover",
    "Damage",
    "DuckEngine",
    "Engine",
    "EntryRow",
    "Fault",
    "ImportOutcome",
    "ImportPlan",
    "JudgedPage",
    "Mapping",
    "OnReject",
    "Part",
    "Period",
    "Preview",
    "Rejection",
    "RolledUp",
    "RollupRow",
    "RollupTerms",
    "StoreBroken",
    "Unreadable",
    "ZoneNeeded",
    "as_yaml",
    "batch_folder",
    "blob_path",
    "check_mapping",
    "generation_folder",
    "orphans",
    "parse_mapping",
    "place_batch",
    "place_blob",
    "read_blob",
    "verify_batch",
]
