"""What a mapping file says, as frozen values."""

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

NOTHING: Map[str, str] = MappingProxyType({})


class Timing(StrEnum):
    """Who writes the times of a source: a system, or people who type them."""

    SYSTEM_TIMED = "system-timed"
    HAND_KEPT = "hand-kept"


class DateOrder(StrEnum):
    """Which of day, month and year comes first in a date of numbers."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


class Otherwise(StrEnum):
    """What becomes of a value that the list of values does not name."""

    REJECT = "reject"
    KEEP = "keep"


class Treatment(StrEnum):
    """What becomes of a person's column before anything is sealed."""

    DROP = "drop"
    PSEUDONYMISE = "pseudonymise"


@dataclass(frozen=True, slots=True)
class SourceTerms:
    """How the source writes its files; an empty text is "find out"."""

    system: str
    timing: Timing = Timing.SYSTEM_TIMED
    timezone: str = ""
    encoding: str = ""
    delimiter: str = ""
    date_order: DateOrder | None = None
    rows: str = ""
    missing: tuple[str, ...] = ("",)


@dataclass(frozen=True, slots=True)
class Fold:
    """An event log: of the rows of one `by`, the last in `order` wins whole.

    A column of `keep_last_known` takes its last value that is not empty, one of `keep_first` its first.
    """

    by: str
    order: str
    keep_last_known: tuple[str, ...] = ()
    keep_first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PracticeRule:
    """The practice, decided per row by the value of a column."""

    columns: tuple[str, ...]
    values: Map[str, str] = field(default=NOTHING)


@dataclass(frozen=True, slots=True)
class FieldRule:
    """Where a neutral field comes from: the first of `columns` that the file has.

    `by_practice`: what some values mean in the rows of one practice, before `values` (states alone).
    """

    name: str
    columns: tuple[str, ...]
    as_: str = ""
    formats: tuple[str, ...] = ()
    values: Map[str, str] = field(default=NOTHING)
    by_practice: Map[str, Map[str, str]] = field(default_factory=dict)
    otherwise: Otherwise = Otherwise.REJECT
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Personal:
    """Columns about persons besides the mapped ones: more of them, exceptions, and what becomes of all."""

    columns: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    treat: Treatment = Treatment.DROP


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole mapping file, version 1."""

    source: SourceTerms
    fields: Map[str, FieldRule]
    practice: PracticeRule | None = None
    fold: Fold | None = None
    personal: Personal = Personal()
    title: str = ""
