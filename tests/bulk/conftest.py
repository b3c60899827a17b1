"""Importing in tests: a job's folder, a store, and the moment of receipt, all of this test alone."""

import hashlib
import hmac
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from milepost.catalogue.mappings import mapping_text
from milepost.engines.bulk import (
    ImportOutcome,
    ImportPlan,
    OnReject,
    Part,
    batch_folder,
    generation_folder,
    parse_mapping,
    place_batch,
)
from milepost.engines.bulk.connection import Connection, open_connection
from milepost.engines.bulk.fields import FACTS
from milepost.engines.bulk.importing import run_import
from milepost.engines.bulk.mapping import Mapping
from milepost.engines.bulk.store.current import write_generation
from milepost.engines.bulk.store.parts import Content, relation

RECEIVED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
KEY = b"a key of this test"


def hashed(actors: Sequence[str]) -> list[str]:
    return [hmac.digest(KEY, actor.encode(), hashlib.sha256).hex() for actor in actors]


@dataclass
class Workshop:
    """Imports one file after another into one store, as the platform does."""

    root: Path
    connection: Connection
    current: list[Part] = field(default_factory=list)
    facts: list[Part] = field(default_factory=list)
    raw: list[Part] = field(default_factory=list)
    batches: list[str] = field(default_factory=list)

    def file(self, content: str | bytes, name: str = "records.csv") -> Path:
        path = self.root / "received" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def plan(self, content: str | bytes | Path, mapping: str | Mapping = "neutral", **options: Any) -> ImportPlan:
        number = len(self.batches) + 1
        folder = options.pop("folder", self.root / f"job-{number}")
        folder.mkdir(exist_ok=True)
        settings: dict[str, Any] = {
            "file": content if isinstance(content, Path) else self.file(content),
            "folder": folder,
            "mapping": mapping_of(mapping),
            "source": "desk",
            "practice": "incident",
            "received_at": RECEIVED,
            "secret": KEY,
            "hash_actors": hashed,
            "batch": f"batch-{number}",
            "timezone": "UTC",
            "on_reject": OnReject.SKIP,
            "current": tuple(self.current),
        }
        return ImportPlan(**settings | options)

    def look(self, content: str | bytes | Path, mapping: str | Mapping = "neutral", **options: Any) -> ImportOutcome:
        """Import without sealing."""
        return run_import(self.connection, self.plan(content, mapping, **options))

    def seal(self, content: str | bytes | Path, mapping: str | Mapping = "neutral", **options: Any) -> ImportOutcome:
        """Import, and make what came of it current."""
        plan = self.plan(content, mapping, **options)
        outcome = run_import(self.connection, plan)
        if not outcome.parts:
            return outcome
        store, batch = self.root / "store", plan.batch
        manifest = plan.folder / "parts" / "manifest.json"
        placed = place_batch(batch_folder(store, "org", "record", batch), outcome.parts, manifest)
        self.current = write_generation(
            self.connection,
            facts=placed,
            current=self.current,
            months=outcome.months,
            folder=generation_folder(store, "org", "record", batch),
            scratch=plan.folder / "generation",
        )
        self.facts += [part for part in placed if part.content is Content.FACTS]
        self.raw += [part for part in placed if part.content is Content.RAW]
        self.batches.append(batch)
        return outcome

    def rows(self, parts: Sequence[Part] | None = None) -> list[dict[str, Any]]:
        """The current facts (or those of other parts), by key."""
        found = self.connection.execute(
            f"SELECT * FROM {relation(self.current if parts is None else parts, FACTS)} ORDER BY source_id, version"
        )
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def raw_rows(self) -> list[dict[str, Any]]:
        found = self.connection.execute(f"SELECT * FROM {relation(self.raw)} AS raw ORDER BY ALL")
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def mapping_of(mapping: str | Mapping) -> Mapping:
    if isinstance(mapping, Mapping):
        return mapping
    return parse_mapping(mapping if "\n" in mapping else mapping_text(mapping))


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    opened = open_connection(
        memory_limit="600MB", threads=2, temp_directory=tmp_path / "spill", allowed_directories=[tmp_path]
    )
    yield opened
    opened.close()


@pytest.fixture
def desk(tmp_path: Path, connection: Connection) -> Workshop:
    """A service desk's records on their way into an empty store."""
    return Workshop(tmp_path, connection)


@pytest.fixture
def csv() -> Callable[..., str]:
    """A CSV of neutral columns: `csv("INC1,2026-01-02 10:00:00", header="source_id,opened_at")`."""

    def write(*rows: str, header: str = "source_id,opened_at") -> str:
        return "\n".join([header, *rows]) + "\n"

    return write
