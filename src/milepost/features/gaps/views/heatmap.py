"""The heat map: clauses by maturity, with what is missing to the required level."""

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from milepost.features.gaps.cells import HeatCells
from milepost.features.gaps.columns import COLUMNS, export_lines
from milepost.features.gaps.forms import HeatFilter
from milepost.features.gaps.heatmap import Filters, build_heatmap
from milepost.features.gaps.levels import LEVELS
from milepost.features.gaps.models import CONFORMS
from milepost.features.gaps.selectors import Line, assessments_of, lines_of, possible_owners
from milepost.features.gaps.statements import auditable
from milepost.features.gaps.views.page import address, crumbs, may, tabs
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ui.tables_export import KINDS, table_response

ANY_CLAUSE = "all"  # in the address of the clause page


@require_safe
@programme_page(READ_PROGRAMME)
def heatmap(request: ProgrammeRequest) -> HttpResponseBase:
    """The heat map, filtered by the address; `?export=csv|xlsx` takes the ratings behind it along."""
    assessments = assessments_of(request.programme)
    form = HeatFilter(request.GET, owners=possible_owners(request.programme), assessments=assessments)
    chosen = form.chosen()
    filters = _filters(chosen)
    reference = chosen.get("assessment", "")
    heat = build_heatmap(
        request.programme, assessments, reference=reference, against=chosen.get("compare", ""), filters=filters
    )
    if (kind := request.GET.get("export", "")) in KINDS:
        lines = lines_of(heat.assessment)
        shown = [one for one in auditable() if filters.let_in(one, lines.get(one.id) or Line(one.id))]
        name = f"{request.programme.code}-{heat.assessment or 'ratings'}"
        return table_response(export_lines(heat.assessment, shown), COLUMNS, name=name, kind=kind)
    clauses_at = address(request, "clause", number="0").removesuffix("0/")
    cells = HeatCells(clauses_at, _passed_on(chosen), with_since=heat.compared is not None)
    context: dict[str, Any] = {
        "heat": heat,
        "sections": [
            (section, cells(section, section.number), [(row, cells(row, row.number)) for row in rows])
            for section, rows in heat.sections
        ],
        "total_cells": cells(heat.total, ANY_CLAUSE),
        "form": form,
        "export": True,
        "levels": LEVELS,
        "conforms": CONFORMS,
        "clauses_at": clauses_at,
        "may": may(request),
        "tabs": tabs(request, "heatmap"),
        "crumbs": crumbs(request),
    }
    return render(request, "gaps/heatmap.html", context)


def _filters(chosen: dict[str, Any]) -> Filters:
    owner = chosen.get("owner")
    return Filters(
        chosen.get("clause", ""), UUID(owner) if owner else None, chosen.get("priority", ""), bool(chosen.get("gaps"))
    )


def _passed_on(chosen: dict[str, Any]) -> str:
    """The filters that hold in the list behind a number, too, as the end of its address."""
    kept: dict[str, str] = {name: str(chosen[name]) for name in ("owner", "priority", "assessment") if name in chosen}
    if chosen.get("gaps"):
        kept["state"] = "gap"
    return "".join(f"&{name}={value}" for name, value in kept.items())
