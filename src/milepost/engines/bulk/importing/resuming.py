"""What a finished stage leaves behind, so that a killed job takes up there.

A note counts only for the same file, mapping and generation compared with, and only while the files it names are
still what they were.
"""

import hashlib
import json
from collections.abc import Mapping as Map
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from milepost.engines.bulk.importing.manifest import mapping_hash, moment
from milepost.engines.bulk.importing.plan import ChangedTime, ImportOutcome, ImportPlan, Rejection
from milepost.engines.bulk.reading import Dialect, Rows
from milepost.engines.bulk.reading.inspecting import Format
from milepost.engines.bulk.store.parts import Content, Part, hash_file
from milepost.engines.rules.texts import Text

READ, WRITTEN = "read.json", "written.json"


def save_rows(plan: ImportPlan, file_sha256: str, rows: Rows) -> None:
    """Note where the readable rows lie, if they were converted."""
    if rows.path == plan.file:
        return
    note = asdict(rows) | {"path": str(rows.path), "refused": str(rows.refused or ""), "size": rows.path.stat().st_size}
    _save(plan.folder / READ, _reading_key(plan, file_sha256), note)


def load_rows(plan: ImportPlan, file_sha256: str) -> Rows | None:
    """The rows that an earlier run of this job converted."""
    note = _load(plan.folder / READ, _reading_key(plan, file_sha256))
    if note is None or not Path(note["path"]).is_file() or Path(note["path"]).stat().st_size != note["size"]:
        return None
    return Rows(
        path=Path(note["path"]),
        format=Format(note["format"]),
        encoding=note["encoding"],
        certain=note["certain"],
        dialect=Dialect(**note["dialect"]),
        columns=tuple(note["columns"]),
        renamed=tuple(note["renamed"]),
        numbered=note["numbered"],
        refused=Path(note["refused"]) if note["refused"] else None,
    )


def save_outcome(plan: ImportPlan, file_sha256: str, outcome: ImportOutcome) -> None:
    """Note what came of the import; a dry run leaves nothing."""
    if not plan.dry_run:
        _save(plan.folder / WRITTEN, _writing_key(plan, file_sha256), asdict(outcome))


def load_outcome(plan: ImportPlan, file_sha256: str) -> ImportOutcome | None:
    """The outcome of an earlier run of this job, if its parts are still what they were."""
    note = None if plan.dry_run else _load(plan.folder / WRITTEN, _writing_key(plan, file_sha256))
    if note is None:
        return None
    parts = tuple(_part(part) for part in note["parts"])
    if not all(part.path.is_file() and hash_file(part.path) == part.sha256 for part in parts):
        return None
    plain = {field.name: _tuples(note[field.name]) for field in fields(ImportOutcome)}
    return ImportOutcome(**plain | {
        "parts": parts,
        "rejections": tuple(
            Rejection(**entry | {"reason": _text(entry["reason"]), "fix": _text(entry["fix"])})
            for entry in note["rejections"]
        ),
        "changed_times": tuple(
            ChangedTime(**entry | {side: _moment(entry[side]) for side in ("before", "after")})
            for entry in note["changed_times"]
        ),
    })  # fmt: skip


def _part(note: Map[str, Any]) -> Part:
    return Part(Path(note["path"]), note["sha256"], note["rows"], Content(note["content"]), note["month"])


def _text(note: Map[str, Any]) -> Text:
    values = tuple((key, _text(value) if isinstance(value, dict) else value) for key, value in note["values"])
    return Text(note["template"], values, note["plural"], note["count"])


def _moment(note: str | None) -> datetime | None:
    return None if note is None else datetime.fromisoformat(note)


def _tuples(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_tuples(item) for item in value)
    return {key: _tuples(item) for key, item in value.items()} if isinstance(value, dict) else value


def _reading_key(plan: ImportPlan, file_sha256: str) -> str:
    source = plan.mapping.source
    return _digest(file_sha256, source.encoding, source.delimiter, source.rows)


def _writing_key(plan: ImportPlan, file_sha256: str) -> str:
    compared = [part.sha256 for part in plan.current]
    cover = plan.cover
    covered = [moment(cover.period.starts_at), moment(cover.period.ends_at), str(cover.deletes)] if cover else []
    settings = [plan.batch, plan.source, plan.practice, plan.timezone, str(plan.date_order), str(plan.on_reject)]
    return _digest(file_sha256, mapping_hash(plan), moment(plan.received_at), *settings, *covered, *compared)


def _digest(*words: str) -> str:
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()


def _save(target: Path, key: str, note: Map[str, Any]) -> None:
    draft = target.with_suffix(".draft")
    draft.write_text(json.dumps({"key": key, "note": note}, default=_plain), encoding="utf-8")
    draft.replace(target)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _load(source: Path, key: str) -> dict[str, Any] | None:
    try:
        saved = json.loads(source.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return saved["note"] if saved.get("key") == key else None
