"""Rows of any table, made by its columns alone, as somebody with the database's password makes them."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import Field, Model

DAY = date(2026, 3, 2)
NEVERTHELESS = {"gaps.PartRating": {"unit_id"}}  # may be empty, but then a check wants another in its place
EVERYBODYS = {"organisation_id", "programme_id"}


def make_row(model: type[Model], given: dict[str, Any], *, number: int = 0) -> Model:
    """A row with something in every column that must have something; other numbers give other values.

    `given` are the columns that are known, by name. A relation is to nothing that is there: no foreign key is looked at
    before a transaction ends, and these are rolled back.
    """
    values = {
        field.attname: given.get(field.attname, _value(field, number) if is_wanted(field) else None)
        for field in model._meta.concrete_fields
        if not field.primary_key or field.is_relation
    }
    return model(**values)


def is_wanted(field: Field) -> bool:
    """Whether a column must hold something."""
    return not field.null or field.attname in NEVERTHELESS.get(field.model._meta.label, set())


def other_value(field: Field, value: Any) -> Any:
    """Another value for a column."""
    number = 1
    while (other := _value(field, number)) == value:
        number += 1
    return other


def _value(field: Field, number: int) -> Any:  # noqa: C901 - one case per kind of column
    match field:
        case models.ForeignKey():
            return uuid4()
        case models.UUIDField():
            return uuid4()
        case models.BooleanField():
            return bool(number % 2)
        case models.DateTimeField():
            return datetime.fromisoformat("2026-03-02T10:00:00+00:00") + timedelta(days=number)
        case models.DateField():
            return DAY + timedelta(days=number)
        case models.TimeField():
            return time(9, number)
        case models.DecimalField():
            return Decimal(number + 1)
        case models.IntegerField():
            return 3 + number % 3  # within every range that a check knows
        case models.BinaryField():
            return bytes([number + 1])
        case models.JSONField():
            return {"number": number}
        case models.CharField() if field.choices:
            return field.choices[number % len(field.choices)][0]
        case models.CharField() | models.TextField():
            return f"v{number}"
    raise AssertionError(f"nobody says what stands in {field}")
