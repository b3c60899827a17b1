"""A batch that is written and not yet sealed, as the job's folder remembers it.

Once files are moved into the store they cannot be made again byte for byte, so a resumed job must know what it moved.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from milepost.engines.bulk import Content, ImportOutcome
from milepost.engines.bulk import Part as StoredPart

ATTEMPT, DRAFT = "attempt.json", "draft.json"


@dataclass(frozen=True, slots=True)
class Attempt:
    """Under which key, since when and against which generation the job works."""

    batch: UUID
    received_at: datetime
    generation: int


@dataclass(frozen=True, slots=True)
class BatchDraft:
    """All that the sealing transaction writes. `parts` lie in the job's folder or already in the store."""

    attempt: Attempt
    facts: Mapping[str, Any]
    manifest_sha256: str
    months: tuple[str, ...]
    parts: tuple[StoredPart, ...]

    @classmethod
    def of(cls, attempt: Attempt, outcome: ImportOutcome, facts: Mapping[str, Any]) -> "BatchDraft":
        """The draft of what an import wrote."""
        return cls(attempt, facts, outcome.manifest_sha256, outcome.months, outcome.parts)


def save_attempt(folder: Path, attempt: Attempt) -> None:
    """Remember the attempt; what an earlier one left counts no more."""
    forget_attempt(folder)
    _write(folder / ATTEMPT, _attempt_facts(attempt))


def kept_attempt(folder: Path) -> Attempt | None:
    """The attempt that an earlier run of the job began."""
    kept = _read(folder / ATTEMPT)
    return None if kept is None else _attempt(kept)


def forget_attempt(folder: Path) -> None:
    """Begin anew: another seal came first."""
    for name in (DRAFT, ATTEMPT):
        (folder / name).unlink(missing_ok=True)


def save_draft(folder: Path, draft: BatchDraft) -> None:
    """Remember what is about to be moved."""
    parts = [asdict(part) | {"path": str(part.path)} for part in draft.parts]
    _write(
        folder / DRAFT,
        {
            "attempt": _attempt_facts(draft.attempt),
            "facts": dict(draft.facts),
            "manifest_sha256": draft.manifest_sha256,
            "months": list(draft.months),
            "parts": parts,
        },
    )


def kept_draft(folder: Path) -> BatchDraft | None:
    """What an earlier run of the job had written, if it came that far."""
    kept = _read(folder / DRAFT)
    if kept is None:
        return None
    parts = tuple(
        StoredPart(Path(part["path"]), part["sha256"], part["rows"], Content(part["content"]), part["month"])
        for part in kept["parts"]
    )
    return BatchDraft(_attempt(kept["attempt"]), kept["facts"], kept["manifest_sha256"], tuple(kept["months"]), parts)


def _attempt_facts(attempt: Attempt) -> dict[str, Any]:
    return {
        "batch": str(attempt.batch),
        "received_at": attempt.received_at.isoformat(),
        "generation": attempt.generation,
    }


def _attempt(kept: Mapping[str, Any]) -> Attempt:
    return Attempt(UUID(kept["batch"]), datetime.fromisoformat(kept["received_at"]), kept["generation"])


def _write(place: Path, facts: Mapping[str, Any]) -> None:
    draft = place.with_suffix(".new")
    draft.write_text(json.dumps(facts), encoding="utf-8")
    draft.replace(place)


def _read(place: Path) -> dict[str, Any] | None:
    try:
        kept: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return kept
