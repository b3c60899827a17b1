"""The manifest of a batch: canonical JSON whose hash is the batch's."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import rfc8785

from milepost.engines.bulk.fields import SCHEMA
from milepost.engines.bulk.importing.plan import ImportPlan
from milepost.engines.bulk.mapping.writing import as_yaml
from milepost.engines.bulk.store.parts import Part, flush

NAME = "manifest.json"


def mapping_hash(plan: ImportPlan) -> str:
    """SHA-256 of the mapping as it is written out."""
    return hashlib.sha256(as_yaml(plan.mapping).encode()).hexdigest()


def write_manifest(plan: ImportPlan, *, blob: str, counts: dict[str, int], key_column: str, parts: list[Part]) -> str:
    """Write it beside the parts; answers with its hash. Times are texts in UTC, numbers whole."""
    cover = plan.cover
    document: dict[str, Any] = {
        "kind": plan.kind,
        "schema": SCHEMA,
        "batch": plan.batch,
        "previous": plan.previous_batch or None,
        "source": plan.source,
        "timing": str(plan.mapping.source.timing),
        "mapping": {"name": plan.mapping_name, "sha256": mapping_hash(plan)},
        "blob": blob,
        "key_column": key_column,
        "received_at": moment(plan.received_at),
        "complete": None
        if cover is None
        else {
            "from": moment(cover.period.starts_at),
            "to": moment(cover.period.ends_at),
            "deletes": cover.deletes,
        },
        "counts": counts,
        "parts": [
            {"name": part.path.name, "sha256": part.sha256, "rows": part.rows, "month": part.month} for part in parts
        ],
    }
    data = rfc8785.dumps(document)
    target: Path = plan.folder / "parts" / NAME
    target.write_bytes(data)
    flush(target)
    flush(target.parent)
    return hashlib.sha256(data).hexdigest()


def moment(instant: datetime) -> str:
    """An instant as text, in UTC."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
