"""What is wrong with a field of a row, and how to put it right, in our words."""

from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Any

from django.utils.translation import gettext as _
from pydantic_core import ErrorDetails

from milepost.platform.applying.kinds import Row

_LONGEST = 80


def reason_and_fix(row: type[Row], field: str | None, found: ErrorDetails) -> tuple[str, str]:
    """The reason and the way out of one finding of the checker."""
    kind = found["type"]
    if kind == "extra_forbidden" and field is not None:
        return _("There is no field {field}.").format(field=field), _nearest(row, field)
    if kind == "missing":
        return _("{field} is missing.").format(field=field), _wanted(row, field)
    if field is None:
        return _said(found), way_out(row, "")
    value = str(found["input"])[:_LONGEST]
    context: dict[str, Any] = found.get("ctx", {})
    if kind in {"string_too_long", "too_long"}:
        reason = _("{field} is longer than {most}.").format(field=field, most=context.get("max_length", ""))
        return reason, _("Shorten it.")
    return _("{field} is “{value}”: {reason}").format(field=field, value=value, reason=_said(found)), _wanted(
        row, field
    )


def way_out(row: type[Row], field: str) -> str:
    """What a field of a row takes, for a refusal that does not say it."""
    return _wanted(row, field) or _("Correct this row.")


def _said(found: ErrorDetails) -> str:
    words = found["msg"].removeprefix("Value error, ")
    return words if words.endswith(".") else f"{words}."


def _nearest(row: type[Row], field: str) -> str:
    if near := _near(row, field):
        return _("Write {name}.").format(name=near)
    return _("Known fields: {names}.").format(names=", ".join(row.model_fields))


@lru_cache(maxsize=4096)
def _near(row: type[Row], field: str) -> str:
    """The known field that is written most like this one; a wrong file asks the same for every row."""
    return next(iter(get_close_matches(field, list(row.model_fields), n=1, cutoff=0.5)), "")


@cache
def _shape(row: type[Row]) -> dict[str, Any]:
    return row.model_json_schema()


def _wanted(row: type[Row], field: str | None) -> str:
    declared = row.model_fields.get(field or "")
    if declared is None:
        return ""
    shape = _shape(row)["properties"].get(field, {})
    options = [shape, *shape.get("anyOf", [])]
    choices = next((option["enum"] for option in options if "enum" in option), None)
    if choices is None:
        definitions = _shape(row).get("$defs", {})
        references = [option["$ref"].rpartition("/")[2] for option in options if "$ref" in option]
        choices = next((definitions[name]["enum"] for name in references if "enum" in definitions[name]), None)
    if choices:
        return _("Write one of {values}.").format(values=", ".join(str(choice) for choice in choices))
    if any(option.get("format") == "date" for option in options):
        return _("Write a date like 2026-11-23.")
    return declared.description or _("Enter {field}.").format(field=field)
