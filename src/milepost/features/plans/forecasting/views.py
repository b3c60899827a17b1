"""The forecast as a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milepost.catalogue import programme as catalogue
from milepost.features.plans.forecasting.answers import Late, Placed, Reached
from milepost.features.plans.forecasting.asking import Asked, ask_forecast
from milepost.features.plans.forecasting.histogram import WEEK, draw_histogram
from milepost.features.plans.forecasting.wording import Words
from milepost.features.plans.models import Activity
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.formats import as_day
from milepost.platform.ui.texts import speak


@dataclass(frozen=True, slots=True)
class GateLine:
    """A gate as the table shows it; `key` is that of its page."""

    reached: Reached
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class ChainLine:
    """A link of the chain: what, when, and because of what."""

    placed: Placed
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class LateLine:
    """A deadline that will not hold, the reason where its activity lies, and the chain that leads there."""

    late: Late
    name: str
    reason: str
    chain: list[ChainLine]


@dataclass(frozen=True, slots=True)
class MoverLine:
    """An activity or a wait, and by how many working days it moves the certificate."""

    name: str
    days: float


@require_safe
@programme_page(READ_PROGRAMME)
def forecast(request: ProgrammeRequest) -> HttpResponse:
    """When the certificate is there and why then, as the plan stands today."""
    on = today(request.organisation.timezone)
    context: dict[str, Any] = {"on": on, "wanted_on": request.programme.certificate_wanted_on}
    if not Activity.objects.filter(programme=request.programme).exists():
        return render(request, "plans/forecast.html", context)
    try:
        asked = ask_forecast(request.programme, on=on)
    except Refused as refused:
        return render(request, "plans/forecast.html", {**context, "refused": refused})
    return render(request, "plans/forecast.html", {**context, **_shown(asked)})


def _shown(asked: Asked) -> dict[str, Any]:
    answer, words = asked.answer, Words(asked)
    gates = [(reached, catalogue.gate(reached.gate)) for reached in answer.gates]
    late = asked.days_after_wanted
    wanted_on = asked.programme.certificate_wanted_on
    spread = draw_histogram(answer.spread, answer.certificate, wanted_on=wanted_on, wanted=_("Wanted on"), word=as_day)
    return {
        "spread": spread,
        "spread_weeks": ((answer.spread[0].last - answer.spread[0].first).days + 1) // WEEK if spread else 0,
        "answer": answer,
        "certificate": answer.certificate,
        "late": late,
        "days": abs(late or 0),
        "gates": [GateLine(reached, known.key, speak(known.name)) for reached, known in gates],
        "chain": _lines(asked, words, answer.chain),
        "overdue": [
            LateLine(late, words.name(late.key), words.reason(answer.at(late.key)), _lines(asked, words, late.chain))
            for late in answer.late
        ],
        "movers": [MoverLine(words.name(mover.key), mover.days) for mover in answer.movers],
        "widest": max((mover.days for mover in answer.movers), default=0),
        "assumed": [words.role(role) for role in answer.assumed],
        "several": [(words.role(role), count) for role, count in answer.people],
        "empty": [speak(catalogue.phase(phase).name) for phase in answer.empty],
    }


def _lines(asked: Asked, words: Words, chain: Iterable[str]) -> list[ChainLine]:
    placed = (asked.answer.at(key) for key in chain)
    return [ChainLine(each, words.name(each.key), words.because(each)) for each in placed]
