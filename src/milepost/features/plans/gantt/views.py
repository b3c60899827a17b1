"""The picture as a page, and its table as CSV and XLSX."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milepost.features.plans.baselines.beside import Beside, baseline_beside
from milepost.features.plans.baselines.taking import snapshot_of
from milepost.features.plans.forecasting.asking import Asked, ask_forecast
from milepost.features.plans.gantt.axis import Scale
from milepost.features.plans.gantt.choosing import chosen_scale, open_phases, toggled
from milepost.features.plans.gantt.drawing import NAMES, PAPER_NAMES, draw
from milepost.features.plans.gantt.lines import sizes_of, stages_of
from milepost.features.plans.gantt.values import Line, Stage
from milepost.features.plans.models import Activity
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.formats import SHORT_DAY, as_day
from milepost.platform.ui.tables_export import KINDS, Column, table_response

EXPORT: list[Column[tuple[str, Line]]] = [
    Column("code", lambda row: row[1].key),
    Column("phase", lambda row: row[0]),
    Column("name", lambda row: row[1].name),
    Column("role", lambda row: row[1].role),
    Column("planned_from", lambda row: row[1].planned[0] if row[1].planned else None),
    Column("planned_to", lambda row: row[1].planned[1] if row[1].planned else None),
    Column("baseline_from", lambda row: row[1].baseline[0] if row[1].baseline else None),
    Column("baseline_to", lambda row: row[1].baseline[1] if row[1].baseline else None),
    Column("moved_days", lambda row: row[1].moved),
    Column("likely_from", lambda row: row[1].likely[0]),
    Column("likely_to", lambda row: row[1].likely[1]),
    Column("p80", lambda row: row[1].p80),
    Column("slack", lambda row: row[1].slack),
    Column("critical", lambda row: row[1].is_critical),
    Column("done", lambda row: row[1].is_done),
    Column("reason", lambda row: row[1].reason),
]


@dataclass(frozen=True, slots=True)
class Fold:
    """A phase with the part of the address that opens or closes it."""

    stage: Stage
    toggled: str


@require_safe
@programme_page(READ_PROGRAMME)
def gantt(request: ProgrammeRequest) -> HttpResponseBase:
    """The plan as the forecast's likely schedule lays it out, zoomed and folded by the address."""
    on = today(request.organisation.timezone)
    context: dict[str, Any] = {"on": on}
    if not Activity.objects.filter(programme=request.programme).exists():
        return render(request, "plans/gantt.html", context)
    try:
        asked = ask_forecast(request.programme, on=on)
    except Refused as refused:
        return render(request, "plans/gantt.html", {**context, "refused": refused})
    beside = baseline_beside(request.programme, on, snapshot_of(asked))
    if (kind := request.GET.get("export", "")) in KINDS:
        return _exported(asked, beside, kind)
    return render(request, "plans/gantt.html", {**context, **_shown(request, asked, beside)})


def _exported(asked: Asked, beside: Beside | None, kind: str) -> HttpResponseBase:
    stages = stages_of(asked, frozenset(size.key for size in sizes_of(asked)), beside)
    rows = [(stage.key, line) for stage in stages for line in stage.lines]
    return table_response(rows, EXPORT, name="plan", kind=kind)


def _shown(request: ProgrammeRequest, asked: Asked, beside: Beside | None) -> dict[str, Any]:
    sizes = sizes_of(asked)
    opened = open_phases(request.GET, sizes)
    known = tuple(size.key for size in sizes)
    stages = stages_of(asked, opened, beside)
    label = _("Today, {day}").format(day=as_day(asked.answer.on, SHORT_DAY))
    picture = draw(stages, on=asked.answer.on, word=as_day, today=label, scale=chosen_scale(request.GET))
    ahead = [line for stage in stages for line in stage.activities if not line.is_done]
    return {
        "certificate": asked.answer.certificate,
        "beside": beside,
        "picture": picture,
        "names_width": NAMES,
        "paper_names": PAPER_NAMES,
        "paper_width": PAPER_NAMES + picture.width,
        "folds": [Fold(stage, toggled(opened, stage.key, known)) for stage in stages],
        "stages": stages,
        "scales": _scales(picture.scale),
        "ahead": len(ahead),
        "critical": sum(line.is_critical for line in ahead),
        "activities": sum(len(stage.activities) for stage in stages),
    }


def _scales(current: Scale) -> list[tuple[Scale, str, bool]]:
    words = {
        Scale.WEEK: _("Weeks"),
        Scale.MONTH: _("Months"),
        Scale.QUARTER: _("Quarters"),
        Scale.YEAR: _("Years"),
    }
    return [(scale, words[scale], scale is current) for scale in Scale]
