"""The digest of a row: what the ledger remembers of each subject, to name one that was edited behind its back.

A model takes part by being registered with `@witnessed`. Every concrete column counts, apart from those that the model
names in `not_witnessed` because they change without anybody's decision (a last-used time, a counter).
"""

from collections.abc import Iterator
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
    columns = {
        field.attname: field.get_prep_value(field.value_from_object(instance))
        for field in instance._meta.concrete_fields
        if field.attname not in left_out
    }
    return sha256(canonical_json(columns))


def refuse_days_out_of_range(instance: Model) -> None:
    """Raise `DayOutOfRange` for a row that is about to be kept: one with the year 1 would stop every clock."""
    for field in instance._meta.concrete_fields:
        value = field.value_from_object(instance)
        if isinstance(value, date) and not is_within(value):
            raise DayOutOfRange(field.name)
