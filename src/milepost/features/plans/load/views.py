"""The load of each role as a page, and its table as CSV and XLSX."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from milepost.features.plans.forecasting.wording import Words
from milepost.features.plans.load.asking import AskedLoad, Basis, ask_load
from milepost.features.plans.load.drawing import Chart, draw_load
from milepost.features.plans.load.reckoning import WEEK, RoleLoad, Spell
from milepost.features.plans.models import Activity
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.formats import as_day
from milepost.platform.ui.tables_export import KINDS, Column, table_response

EXPORT: list[Column[tuple[RoleLoad, Spell]]] = [
    Column("role", lambda row: row[0].role),
    Column("first", lambda row: row[1].first),
    Column("last", lambda row: row[1].last),
    Column("days", lambda row: row[1].days),
    Column("capacity", lambda row: row[1].capacity),
    Column("overloaded", lambda row: row[1].is_over),
    Column("activities", lambda row: "; ".join(f"{piece.key} {piece.days:g}" for piece in row[1].pieces)),
]


@dataclass(frozen=True, slots=True)
class PieceLine:
    """An activity of a week."""

    key: str
    name: str
    days: float


@dataclass(frozen=True, slots=True)
class WeekLine:
    """A week with something to do, and of what it consists."""

    spell: Spell
    pieces: list[PieceLine]


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role with its picture and the weeks in which it has something to do."""

    load: RoleLoad
    name: str
    chart: Chart
    weeks: list[WeekLine]
    is_assumed: bool


@require_safe
@programme_page(READ_PROGRAMME)
def load(request: ProgrammeRequest) -> HttpResponseBase:
    """The load of each role by week; the address says by which days."""
    on = today(request.organisation.timezone)
    asked_for = request.GET.get("basis", "")
    basis = Basis(asked_for) if asked_for in list(Basis) else Basis.PLANNED
    context: dict[str, Any] = {"on": on, "basis": basis, "bases": list(Basis)}
    if not Activity.objects.filter(programme=request.programme).exists():
        return render(request, "plans/load.html", context)
    try:
        found = ask_load(request.programme, basis, on=on)
    except Refused as refused:
        return render(request, "plans/load.html", {**context, "refused": refused})
    if (kind := request.GET.get("export", "")) in KINDS:
        rows = [(role, spell) for role in found.roles for spell in role.spells]
        return table_response(rows, EXPORT, name="load", kind=kind)
    return render(request, "plans/load.html", {**context, **_shown(found)})


def _shown(found: AskedLoad) -> dict[str, Any]:
    words, assumed = Words(found.asked), set(found.asked.answer.assumed)
    first = found.roles[0].spells[0] if found.roles else None
    return {
        "planned": True,
        "over": len(found.over),
        "weeks_over": sum(len(role.over) for role in found.roles),
        "length": ((first.last - first.first).days + 1) // WEEK if first else 1,
        "roles": [
            RoleLine(
                role,
                words.role(role.role),
                draw_load(role, word=as_day),
                [
                    WeekLine(spell, [PieceLine(each.key, words.name(each.key), each.days) for each in spell.pieces])
                    for spell in role.spells
                    if spell.pieces
                ],
                role.role in assumed,
            )
            for role in found.roles
        ],
    }
