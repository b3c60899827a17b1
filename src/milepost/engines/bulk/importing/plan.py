"""What an import is asked to do and what came of it."""

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from milepost.engines.bulk.mapping.model import DateOrder, Mapping
from milepost.engines.bulk.store.parts import Part
from milepost.engines.rules.texts import Text

INLINE = 1000
LISTED_VALUES = 10_000

#: Gives each actor of a list its hash, in the same order; the caller holds the keys (one per person).
type ActorHasher = Callable[[Sequence[str]], Sequence[str]]


class OnReject(StrEnum):
    """Whether one refused row stops the import or is left out."""

    STOP = "stop"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Period:
    """From one instant to another, both inside, in UTC."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Cover:
    """What the import says it is complete for: records entered (opened, where unknown) in `period`.

    `deletes`: a record of the source that lies in it and is not in the file was deleted there.
    """

    period: Period
    deletes: bool = False


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """One import. `folder` is the job's own and empty or left by the same job; times are in UTC.

    `practice` is that of every row unless the mapping decides it; `practices` those a row may be given.
    `current` are the parts of the generation compared with. `secret` keys likeness and pseudonyms.
    """

    file: Path
    folder: Path
    mapping: Mapping
    source: str
    practice: str
    received_at: datetime
    secret: bytes
    hash_actors: ActorHasher
    batch: str
    kind: str = "record"
    practices: frozenset[str] = frozenset()
    timezone: str = ""
    date_order: DateOrder | None = None
    on_reject: OnReject = OnReject.STOP
    dry_run: bool = False
    current: tuple[Part, ...] = ()
    cover: Cover | None = None
    previous_batch: str = ""
    mapping_name: str = ""
    result_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """One refused row. `key` is the source's id where the row has one."""

    row: int
    key: str
    field: str
    code: str
    reason: Text
    fix: Text


@dataclass(frozen=True, slots=True)
class ChangedTime:
    """A record whose opening or closing time is another than before; both in UTC."""

    key: str
    field: str
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What came of it: `created + updated + unchanged + rejected = records`; `deleted` come on top.

    `parts` are the files written into the plan's folder, not yet in the store; empty after a dry run, a stop, or when
    nothing changed. `values` counts the services, groups and sites named; `unmapped` the values no list names.
    """

    rows: int
    records: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    deleted: int
    stopped: bool
    file_sha256: str
    format: str
    encoding: str
    encoding_certain: bool
    delimiter: str
    timezone: str
    date_order: str
    formats: Map[str, tuple[str, ...]]
    renamed: tuple[str, ...]
    absent: tuple[str, ...]
    personal: tuple[str, ...]
    rejections: tuple[Rejection, ...] = ()
    changed_times: tuple[ChangedTime, ...] = ()
    changed_times_count: int = 0
    values: Map[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    unmapped: Map[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    practices: Map[str, int] = field(default_factory=dict)
    months: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    manifest_sha256: str = ""
    result_file: str = ""

    @property
    def changed(self) -> int:
        """How many keys become facts."""
        return self.created + self.updated + self.deleted
