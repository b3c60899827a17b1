"""Frozen values as JSON holds them, and back: dataclasses, tuples, sets, dates, decimals and plain words.

`thaw(cls, freeze(value)) == value` for every value of `Snapshot`; a test holds that.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints


def freeze(value: object) -> Any:
    """A value as JSON holds it; days in ISO, sets in order."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: freeze(getattr(value, field.name)) for field in fields(value)}
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return format(value.normalize(), "f")
        case frozenset():
            return sorted(freeze(member) for member in value)
        case tuple():
            return [freeze(member) for member in value]
    return value


def thaw(wanted: Any, plain: Any) -> Any:
    """The value of that type which `freeze` wrote. What it did not know yet takes its default."""
    if isinstance(wanted, type) and is_dataclass(wanted):
        return _object(wanted, plain)
    origin, inner = get_origin(wanted), get_args(wanted)
    if origin is UnionType:
        return None if plain is None else thaw(next(one for one in inner if one is not NoneType), plain)
    if origin is frozenset:
        return frozenset(thaw(inner[0], member) for member in plain)
    if origin is tuple:
        kinds = [inner[0]] * len(plain) if inner[-1] is Ellipsis else inner
        return tuple(thaw(kind, member) for kind, member in zip(kinds, plain, strict=True))
    if wanted is date:
        return date.fromisoformat(plain)
    return Decimal(plain) if wanted is Decimal else plain


def _object(wanted: type, plain: Mapping[str, Any]) -> Any:
    return wanted(**{name: thaw(kind, plain[name]) for name, kind in _kinds(wanted).items() if name in plain})


@cache
def _kinds(wanted: type) -> dict[str, Any]:
    return get_type_hints(wanted)
