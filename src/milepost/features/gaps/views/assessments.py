"""The assessments: opening and closing them, and all of them side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from milepost.features.gaps import services
from milepost.features.gaps.heatmap import HeatRow, Standing, add_up
from milepost.features.gaps.models import Assessment
from milepost.features.gaps.selectors import (
    Line,
    assessments_of,
    assessors_by_assessment,
    choose_assessment,
    lines_by_assessment,
)
from milepost.features.gaps.statements import HeatClause, HeatSection, auditable, sections
from milepost.features.gaps.views.page import address, crumbs, may, tabs
from milepost.features.programmes.models import Programme
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.organisations.policies import Hidden
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from milepost.platform.ui.frame import Link

SIDE_BY_SIDE = 6  # the latest so many


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """An assessment with its totals and who rated in it."""

    assessment: Assessment
    total: HeatRow
    assessors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SideRow:
    """A clause in each assessment: its number, the mean level, and the change since the one before."""

    number: str
    title: Any
    is_section: bool
    cells: tuple[tuple[str, Decimal | None, Decimal | None], ...]


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def assessments(request: ProgrammeRequest) -> HttpResponseBase:
    """Every assessment, side by side by clause. POST opens the next (`do=open`) or closes one (`do=close`)."""
    wrong = ""
    if request.method == "POST":
        try:
            messages.success(request, _posted(request))
            return redirect(address(request, "assessments"))
        except (Refused, Superseded) as refused:
            wrong = str(refused)
    found = assessments_of(request.programme)
    standings = _standings(request.programme, found)
    assessors = assessors_by_assessment(request.programme)
    rows = [
        AssessmentRow(one, add_up("", None, auditable(), standings[one.pk]), tuple(assessors.get(one.pk, ())))
        for one in found
    ]
    compared = found[-SIDE_BY_SIDE:]
    context = {
        "rows": rows[::-1],
        "compared": compared,
        "sides": _sides({one.reference: standings[one.pk] for one in compared}) if len(compared) > 1 else (),
        "wrong": wrong,
        "open": next((one for one in found if one.is_open), None),
        "may": may(request),
        "heat_at": address(request, "heatmap"),
        "tabs": tabs(request, "assessments"),
        "crumbs": crumbs(request, Link(_("Assessments"))),
    }
    return render(request, "gaps/assessments.html", context, status=409 if wrong else 200)


def _posted(request: ProgrammeRequest) -> str:
    if request.POST.get("do") == "open":
        opened = services.open_assessment(actor=request.actor, programme=request.programme)
        return _("{reference} is open.").format(reference=opened.reference)
    assessment = choose_assessment(assessments_of(request.programme), request.POST.get("assessment", ""))
    if assessment is None:
        raise Hidden
    closed = services.close_assessment(actor=request.actor, assessment=assessment)
    return _("{reference} is closed.").format(reference=closed.reference)


def _standings(programme: Programme, found: list[Assessment]) -> dict[Any, Standing]:
    lines = lines_by_assessment(programme)
    nothing: dict[str, Line] = {}
    before = [nothing, *(lines.get(one.pk, nothing) for one in found)]
    return {
        one.pk: Standing(lines.get(one.pk, nothing), earlier, frozenset())
        for one, earlier in zip(found, before, strict=False)
    }


def _sides(standings: dict[str, Standing]) -> list[SideRow]:
    rows: list[tuple[HeatSection | HeatClause, bool]] = []
    for section in sections():
        rows.append((section, True))
        rows += [(row, False) for row in section.rows if row.statements]
    return [
        SideRow(row.number, row.clause.title, is_section, tuple(_cells(row, standings))) for row, is_section in rows
    ]


def _cells(
    row: HeatSection | HeatClause, standings: dict[str, Standing]
) -> Iterator[tuple[str, Decimal | None, Decimal | None]]:
    for place, (reference, standing) in enumerate(standings.items()):
        added = add_up(row.number, row.clause.title, row.statements, standing)
        yield reference, added.now, added.since if place else None
