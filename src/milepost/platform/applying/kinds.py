"""Kinds of rows that a file may hold: their fields as a model, and the service that takes them in.

A kind belongs to a place (an organisation, a programme). Its writer gets the rows already checked against the model,
each as a dict of the fields that were given and no others: a file which leaves a field out leaves it as it is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal, Self

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, model_validator

from milepost.platform.ledger.states import DayOutOfRange
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded

type Did = Literal["created", "updated", "unchanged"]
type Fields = dict[str, Any]
type WriteOne[Place] = Callable[[Actor, Place, Fields], Did]
type WriteMany[Place] = Callable[[Actor, Place, Sequence[Fields]], Iterable[Did | Refused]]


def cannot_be_kept(text: str) -> bool:
    """Whether a text holds a character that no database takes: NUL, or half of a pair."""
    return "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text)


class Row(BaseModel):
    """A row of a kind: derive from it, one attribute per field; what has a default may be left out."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, coerce_numbers_to_str=True, validate_default=False
    )

    @model_validator(mode="before")
    @classmethod
    def _text_that_a_database_can_hold(cls, given: Any) -> Any:
        for value in given.values() if isinstance(given, Mapping) else ():
            if isinstance(value, str) and cannot_be_kept(value):
                raise ValueError("a text holds a character that cannot be kept")
        return given


@dataclass(frozen=True, slots=True)
class Kind[Place]:
    """A kind: its name in files, its fields, its place in the order, how rows are told apart, and who writes them."""

    name: str
    row: type[Row]
    order: int
    write: WriteMany[Place]
    key: tuple[str, ...] = ("code",)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of its fields."""
        return tuple(self.row.model_fields)

    def within[Other](self, to_place: Callable[[Other], Place]) -> "Kind[Other]":
        """The same kind in a place that leads to this one: an organisation's kind within its programme."""

        def write(actor: Actor, place: Other, rows: Sequence[Fields]) -> Iterable[Did | Refused]:
            return self.write(actor, to_place(place), rows)

        return Kind(self.name, self.row, self.order, write, self.key)

    def ordered(self, order: int) -> Self:
        """The same kind elsewhere in the order."""
        return replace(self, order=order)


def one_by_one[Place](write: WriteOne[Place]) -> WriteMany[Place]:
    """A writer of many rows from a writer of one: each row stands in a savepoint, a refusal names its row."""
    return partial(_write_each, write)


def _write_each[Place](
    write: WriteOne[Place], actor: Actor, place: Place, rows: Sequence[Fields]
) -> Iterable[Did | Refused]:
    for row in rows:
        try:
            with transaction.atomic():
                answer: Did | Refused = write(actor, place, row)
        except Refused as refused:
            answer = refused
        except Superseded as superseded:
            answer = Refused(str(superseded))
        except DayOutOfRange as outside:
            answer = Refused(_("A day lies between 1970 and 2100."), field=outside.field)
        except OverflowError:  # a service reckoned with a day or a number that nothing can hold
            answer = Refused(_("A day or a number of this row is too large or too small."))
        yield answer
