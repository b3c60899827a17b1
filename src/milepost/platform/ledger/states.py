"""The digest of a row: what the ledger remembers of each subject, to name one that was edited behind its back.

A model takes part by being registered with `@witnessed`. Every concrete column counts, apart from those that the model
names in `not_witnessed` because they change without anybody's decision (a last-used time, a counter).
"""

from collections.abc import Iterator

from django.db.models import Model

from milepost.platform.ledger.canonical import canonical_json, sha256

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
