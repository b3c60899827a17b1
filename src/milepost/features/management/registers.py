"""What a register is: its table, its fields with their words, its list and its page, described once.

Lists, forms, files, the API and exports read from here. `described/` holds the registers themselves, and
`tests/management/test_described.py` holds each description to its table and its row.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from milepost.features.management.rows import KeptRow, StatedRow
from milepost.platform.organisations.tables import EditableTable

type Choices = tuple[tuple[str, Promise], ...]


class Shape(StrEnum):
    """How a field is asked and shown."""

    LINE = "line"  # one line, in one language or both
    PROSE = "prose"  # several lines, in one language or both
    LINES = "lines"  # a list, one a line, in one language or both
    NAME = "name"  # one line as it is
    CHOICE = "choice"
    DAY = "day"
    PERSON = "person"
    SERVICES = "services"
    RISKS = "risks"
    PARTY = "party"
    DEGREE = "degree"  # a level of one of the method's scales
    NUMBER = "number"
    TICK = "tick"


WORDED = frozenset({Shape.LINE, Shape.PROSE, Shape.LINES})


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a register: its name in table, row and file, what people call it, and how it is asked."""

    name: str
    label: Promise
    shape: Shape
    help: Promise | str = ""
    choices: Choices = ()
    required: bool = False
    scale: str = ""  # of a degree: the list of the method that names its levels

    def choice(self, code: object) -> str:
        """The word of a choice; the code itself where nobody has a word for it."""
        return str(dict(self.choices).get(str(code), code))


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading, in their order on the form and on the page."""

    heading: Promise | str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """One register. `key` names it in addresses, files and the API; `one` is the same of a single entry.

    `shown` are the fields of its list beside code and title, `filters` the choices one may filter by. `single`: it is
    stated once and has no list.
    """

    key: str
    one: str
    model: type[EditableTable]
    row: type[KeptRow] | type[StatedRow]
    order: int
    clauses: str
    heading: Promise
    entry: Promise
    new: Promise
    teaches: Promise
    example: Promise
    why: Promise
    groups: tuple[Group, ...]
    prefix: str = ""
    digits: int = 2
    shown: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    single: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields, as files head them."""
        return tuple(self.row.model_fields)

    def fields(self) -> Iterator[Field]:
        """Every field but the code, in its order."""
        for group in self.groups:
            yield from group.fields

    def field(self, name: str) -> Field:
        """One field. Raises KeyError."""
        return next((found for found in self.fields() if found.name == name), None) or _none(name)

    def of(self, *shapes: Shape) -> tuple[str, ...]:
        """The names of the fields of these shapes."""
        return tuple(found.name for found in self.fields() if found.shape in shapes)


def _none(name: str) -> Any:
    raise KeyError(name)
