"""The digest of a row: what the ledger remembers of each subject, to name one that was edited behind its back.

A model takes part by being registered with `@witnessed`. Every concrete column counts, apart from those that the model
names in `not_witnessed` because they change without anybody's decision (a last-used time, a counter). A column that a
table was given after rows of it had entries stands in `witnessed_once_set`: empty it counts as not there, so that those
rows still are what their entries say. Where a migration changed how a column says the same, `as_digested` of the model
writes it as the ledger knew it, one to one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Model

from milepost.engines.rules.dates import is_within
from milepost.platform.ledger.canonical import canonical_json, sha256


class DayOutOfRange(Exception):
    """A row was about to be kept with a day that nobody can reckon with; `field` names its column."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} lies outside the days that can be kept")
        self.field = field


_witnessed: dict[str, type[Model]] = {}


def witnessed[M: type[Model]](model: M) -> M:
    """Class decorator: rows of this table change only together with a ledger entry."""
    _witnessed[kind_of(model)] = model
    return model


def witnessed_models() -> Iterator[tuple[str, type[Model]]]:
    """Every registered (kind, model), in a stable order."""
    yield from sorted(_witnessed.items())


def kind_of(model: type[Model] | Model) -> str:
    """The stable name of a row's kind, `gaps.rating`."""
    return str(model._meta.label_lower)


def is_witnessed(instance: Model) -> bool:
    """Whether the ledger keeps this row's digest."""
    return kind_of(instance) in _witnessed


def digest_of(instance: Model) -> str:
    """The SHA-256 of the row's columns."""
    left_out = getattr(instance, "not_witnessed", ())
    later = getattr(instance, "witnessed_once_set", ())
    columns = {
        field.attname: field.get_prep_value(field.value_from_object(instance))
        for field in instance._meta.concrete_fields
        if field.attname not in left_out and not (field.attname in later and field.value_from_object(instance) is None)
    }
    for name, written in getattr(instance, "as_digested", {}).items():
        columns[name] = written(columns[name])
    return sha256(canonical_json(columns))


def refuse_days_out_of_range(instance: Model) -> None:
    """Raise `DayOutOfRange` for a row that is about to be kept: one with the year 1 would stop every clock."""
    for field in instance._meta.concrete_fields:
        value = field.value_from_object(instance)
        if isinstance(value, date) and not is_within(value):
            raise DayOutOfRange(field.name)


@dataclass(frozen=True, slots=True)
class Summary:
    """Rows that one row of `owner` sums up in `column`: those with the same values of the columns `by`."""

    rows: type[Model]
    owner: type[Model]
    column: str
    by: tuple[str, ...]


_summaries: dict[str, Summary] = {}


def summed_in[M: type[Model]](owner: type[Model], column: str, *, by: tuple[str, ...]) -> Callable[[M], M]:
    """Class decorator for rows that are too many to be subjects one by one: a witnessed row keeps their sum."""

    def register(model: M) -> M:
        _summaries[kind_of(model)] = Summary(model, owner, column, by)
        return model

    return register


def summaries() -> Iterator[Summary]:
    """Every registered summary, in a stable order."""
    for _, summary in sorted(_summaries.items()):
        yield summary


def is_summed(model: type[Model]) -> bool:
    """Whether a witnessed row keeps the sum of this table's rows."""
    return kind_of(model) in _summaries


def sum_of(model: type[Model], where: Mapping[str, object]) -> str:
    """The SHA-256 over the rows of a table with these values, whatever their keys and their order."""
    columns = [
        field.attname
        for field in model._meta.concrete_fields
        if not field.primary_key and field.attname not in {*where, "organisation_id"}
    ]
    rows = model._default_manager.filter(**where).order_by().values_list(*columns)
    lines = sorted(canonical_json(row) for row in rows.iterator(chunk_size=2_000))
    return sha256(b"\n".join(lines))
