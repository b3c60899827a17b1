"""What a list and a page show of an entry: a word, a day or a state for each field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.features.management.models import Direction, Improvement, Objective, Risk, RiskKind, RiskMethod
from milepost.features.management.numbers import plain_number
from milepost.features.management.registers import WORDED, Field, Register, Shape
from milepost.platform.ui.formats import as_number
from milepost.platform.ui.states import Look
from milepost.platform.ui.wording import said

WORKED_OUT: Mapping[str, Promise] = {
    "level": gettext_lazy("Level now"),
    "latest": gettext_lazy("Latest value"),
    "requirements": gettext_lazy("Requirements"),
}
"""Columns of lists that are no fields."""
SORTED_BY: Mapping[str, tuple[str, ...]] = {
    "owner": ("owner__name", "code"),
    "party": ("party__code", "code"),
    "level": ("level_now", "code"),
    "latest": ("latest_on", "code"),
    "requirements": ("required", "code"),
}
"""What stands behind a heading, where it is not the column of its own name."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of one entry as people see it. At most one of `day` and `look` is there."""

    label: str
    text: str = ""
    sub: str = ""
    day: date | None = None
    is_late: bool = False
    look: Look | None = None
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What cells are read with: the day, how risks are judged, and the names of services by code."""

    on: date
    method: RiskMethod | None
    services: Mapping[str, str]


def label_of(register: Register, name: str) -> str:
    """The heading of a column."""
    return str(WORKED_OUT[name] if name in WORKED_OUT else register.field(name).label)


def listed_cells(register: Register, entry: Any, shown: Shown) -> list[Cell]:
    """The cells of an entry in its list, beside code and title."""
    return [_listed(register, entry, name, shown) for name in register.shown]


def _listed(register: Register, entry: Any, name: str, shown: Shown) -> Cell:
    label = label_of(register, name)
    if name == "level":
        return level_cell(label, entry, entry.level, shown)
    if name == "latest":
        return _latest(label, entry)
    if name == "requirements":
        return Cell(label, as_number(entry.required))
    cell = cell_of(register.field(name), entry, shown)
    return Cell(cell.label, _shortened(cell.text), cell.sub, cell.day, cell.is_late, cell.look)


def page_cells(register: Register, entry: Any, shown: Shown) -> Iterator[tuple[Any, list[Cell]]]:
    """The cells of an entry's page by heading, what is empty left out."""
    for group in register.groups:
        cells = [cell_of(field, entry, shown) for field in group.fields if field.name != "title"]
        filled = [cell for cell in cells if cell.text or cell.day or cell.look]
        if filled:
            yield group.heading, filled


def cell_of(field: Field, entry: Any, shown: Shown) -> Cell:
    """One field of an entry."""
    label, value = str(field.label), getattr(entry, field.name)
    if field.shape is Shape.DAY:
        is_late = field.name in {"due_on", "next_check_on"} and _is_late(entry, value, shown.on)
        return Cell(label, day=value, is_late=is_late)
    return Cell(label, _text(field, entry, value, shown), is_long=field.shape in {Shape.PROSE, Shape.LINES})


def _text(field: Field, entry: Any, value: Any, shown: Shown) -> str:
    match field.shape:
        case Shape.LINES:
            return "\n".join(f"{number} · {said(level)}" for number, level in enumerate(value, start=1))
        case Shape.CHOICE:
            return field.choice(value) if value or field.choices[0][0] else ""
        case Shape.PERSON:
            return value.name if value else ""
        case Shape.PARTY:
            return str(value.called) if value else ""
        case Shape.SERVICES:
            return ", ".join(shown.services.get(code, code) for code in value)
        case Shape.RISKS:
            return ", ".join(value)
        case Shape.TICK:
            return _("Yes") if value else _("No")
        case Shape.DEGREE:
            return _degree(field, value, shown.method)
        case Shape.NUMBER:
            return _figure(field, entry, value)
    return said(value) if field.shape in WORDED else str(value or "")


def _degree(field: Field, value: int | None, method: RiskMethod | None) -> str:
    levels = getattr(method, field.scale) if method else []
    name = said(levels[value - 1]) if value and value <= len(levels) else ""
    return "" if value is None else f"{value} · {name}" if name else str(value)


def _figure(field: Field, entry: Any, value: Decimal | int | None) -> str:
    if value is None:
        return ""
    if not isinstance(entry, Objective):
        return as_number(value)
    figure = with_unit(entry, Decimal(value))
    if field.name != "target":
        return figure
    bound = _("at least {figure}") if entry.direction == Direction.AT_LEAST else _("at most {figure}")
    return bound.format(figure=figure)


def with_unit(objective: Objective, value: Decimal) -> str:
    """A value in the objective's unit: 4.2 per cent."""
    return f"{as_number(Decimal(plain_number(value)))} {said(objective.unit)}".strip()


def _is_late(entry: Any, day: date | None, on: date) -> bool:
    is_over = getattr(entry, "finished_on", None) or entry.ended_on or _has_come_of(entry)
    return day is not None and day < on and not is_over


def _has_come_of(entry: Any) -> bool:
    return isinstance(entry, Risk | Improvement) and bool(said(getattr(entry, "effectiveness", "") or ""))


def level_cell(label: str, risk: Risk, level: int | None, shown: Shown, *, is_present: bool = True) -> Cell:
    """A level beside the criterion: within it, above it, and the present one accepted until a day, or no longer."""
    if level is None:
        return Cell(label, look=Look("open", "open", _("Not judged")))
    number, acceptable = as_number(level), shown.method.acceptable if shown.method else None
    if acceptable is None or risk.kind == RiskKind.OPPORTUNITY:
        return Cell(label, number)
    if level <= acceptable:
        return Cell(label, look=Look("ok", "check", _("{level}, acceptable").format(level=number)))
    if is_present and risk.acceptance_lapsed(shown.on):
        return Cell(label, look=Look("open", "cross", _("{level}, acceptance lapsed").format(level=number)))
    if is_present and risk.accepted_until:
        return Cell(label, look=Look("att", "seal", _("{level}, accepted by name").format(level=number)))
    return Cell(label, look=Look("warn", "warn", _("{level}, above the criterion").format(level=number)))


def _latest(label: str, objective: Any) -> Cell:
    """The latest value with whether it reaches the target, and where it is going."""
    if objective.latest is None:
        return Cell(label, look=Look("idle", "draft", _("Not measured")))
    figure = with_unit(objective, objective.latest)
    is_met = objective.is_met_by(objective.latest)
    look = Look("ok", "check", _("{figure}, met").format(figure=figure)) if is_met else Look("run", "half", figure)
    return Cell(label, sub=trend_of(objective, objective.latest, objective.earlier), look=look)


def trend_of(objective: Objective, latest: Decimal | None, earlier: Decimal | None) -> str:
    """Where the values are going: better, worse, or as before; nothing after one value."""
    if latest is None or earlier is None:
        return ""
    if latest == earlier:
        return _("as before")
    is_up = latest > earlier
    return _("better than before") if is_up == (objective.direction == Direction.AT_LEAST) else _("worse than before")


def _shortened(text: str, most: int = 90) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
