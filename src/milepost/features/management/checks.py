"""What an entry must fulfil to be kept, register by register. Each check gets the row as it would be."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from milepost.features.governance.services.putting import check_past
from milepost.features.management.models import (
    ClimateDecision,
    Improvement,
    ImprovementDecision,
    Objective,
    PartyRequirement,
    ProgrammeRisk,
    Risk,
    RiskKind,
    RiskMethod,
    RiskResponse,
    Treatment,
)
from milepost.features.management.registers import Register
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.wording import said

PAIRS = (("likelihood_before", "impact_before"), ("likelihood", "impact"), ("likelihood_after", "impact_after"))
ONLY_FOR = {
    RiskKind.RISK: {Treatment.AVOID.value, Treatment.REDUCE.value},
    RiskKind.OPPORTUNITY: {Treatment.EXPLOIT.value},
}
HAPPENED = (
    "identified_on",
    "assessed_on",
    "set_on",
    "checked_on",
    "reviewed_on",
    "decided_on",
    "finished_on",
    "happened_on",
    "stated_on",
)


def check_entry(programme: Programme, register: Register, row: Any, today: date) -> None:
    """Refuse a row that cannot be kept. Raises `Refused`."""
    if not register.single and not said(row.title).strip():
        raise Refused(_("Say in one sentence what it is."), field="title")
    for name in HAPPENED:
        check_past(name, getattr(row, name, None), today)
    if check := CHECKS.get(register.key):
        check(programme, row, today)


def _method(_programme: Programme, row: RiskMethod, _today: date) -> None:
    for name in ("likelihoods", "impacts"):
        levels = getattr(row, name)
        if not 2 <= len(levels) <= 10 or not all(said(level).strip() for level in levels):
            raise Refused(_("A scale has 2 to 10 levels, each with what it means."), field=name)
    highest = len(row.likelihoods) * len(row.impacts)
    if row.acceptable is None or not 1 <= row.acceptable <= highest:
        raise Refused(
            _("A level lies between 1 and {highest}.").format(highest=highest),
            field="acceptable",
            hint=_("Likelihood times impact: say up to which one a risk may be lived with."),
        )
    risks = Risk.objects.filter(programme_id=row.programme_id)
    for risk in risks:
        if name := _beyond(risk, row):
            raise Refused(
                _("{risk} has a higher level of this scale.").format(risk=risk.called),
                field=name,
                hint=_("Judge it anew first, or keep as many levels."),
            )


def _beyond(risk: Risk, method: RiskMethod) -> str:
    for likelihood, impact in PAIRS:
        if (getattr(risk, likelihood) or 0) > len(method.likelihoods):
            return "likelihoods"
        if (getattr(risk, impact) or 0) > len(method.impacts):
            return "impacts"
    return ""


def _risk(programme: Programme, row: Risk, today: date) -> None:
    method = RiskMethod.objects.filter(programme=programme).first()
    _check_degrees(row, method)
    if row.assessed_on is None and row.level is not None:
        row.assessed_on = today
    if row.assessed_on is not None and row.level is None:
        raise Refused(
            _("It was not judged yet."), field="likelihood", hint=_("Give likelihood and impact, or leave the day out.")
        )
    if row.treatment and row.treatment in ONLY_FOR[_other(row.kind)]:
        raise Refused(
            _("A risk is avoided, reduced, shared or accepted; an opportunity is exploited, shared or left."),
            field="treatment",
        )
    _check_acceptance(row, method)


def _other(kind: str) -> RiskKind:
    return RiskKind.OPPORTUNITY if kind == RiskKind.RISK else RiskKind.RISK


def _check_degrees(row: Risk, method: RiskMethod | None) -> None:
    for pair in PAIRS:
        given = [name for name in pair if getattr(row, name) is not None]
        if len(given) == 1:
            missing = next(name for name in pair if name not in given)
            raise Refused(_("A level has a likelihood and an impact."), field=missing)
        for name, scale in zip(pair, ("likelihoods", "impacts"), strict=True):
            most = len(getattr(method, scale)) if method else 10
            if (getattr(row, name) or 0) > most:
                raise Refused(
                    _("The scale has {count} levels.").format(count=most),
                    field=name,
                    hint=_("Give a level from 1 to {count}.").format(count=most),
                )


def _check_acceptance(row: Risk, method: RiskMethod | None) -> None:
    parts = {
        "accepted_by": row.accepted_by,
        "accepted_because": said(row.accepted_because).strip(),
        "accepted_until": row.accepted_until,
    }
    missing = next((name for name, value in parts.items() if not value), "")
    if missing and any(parts.values()):
        raise Refused(_("An acceptance has a name, a reason and a day until which it counts."), field=missing)
    level = row.level if row.level_after is None else row.level_after
    is_above = method is not None and level is not None and level > method.acceptable
    if missing and is_above and row.kind == RiskKind.RISK and row.treatment == Treatment.ACCEPT:
        raise Refused(
            _("Level {level} lies above the criterion, which is {acceptable}.").format(
                level=level, acceptable=method.acceptable if method else ""
            ),
            field=missing,
            hint=_("Say who accepts it, why, and until when; or choose another treatment."),
        )


def _objective(_programme: Programme, row: Objective, _today: date) -> None:
    if not said(row.metric).strip():
        raise Refused(
            _("“{words}” says nothing that is measured.").format(words=said(row.title)),
            field="metric",
            hint=_("Name the metric: not “happier users” but “score of the half-yearly survey, at least 4.2 of 5”."),
        )
    if row.period_from and row.period_to and row.period_to < row.period_from:
        raise Refused(_("The period ends before it begins."), field="period_to")
    if bool(row.period_from) != bool(row.period_to):
        raise Refused(_("A period has two days."), field="period_to" if row.period_from else "period_from")


def _climate(_programme: Programme, row: ClimateDecision, _today: date) -> None:
    if not said(row.reason).strip():
        raise Refused(_("Give the reason, whichever way it was decided."), field="reason")
    if not row.decided_by:
        raise Refused(_("Say who decided it."), field="decided_by")


def _requirement(_programme: Programme, row: PartyRequirement, _today: date) -> None:
    if row.party_id is None:
        raise Refused(_("Say whose requirement it is."), field="party")


def _improvement(_programme: Programme, row: Improvement, _today: date) -> None:
    is_decided = row.decision != ImprovementDecision.PROPOSED
    if is_decided and not (row.decided_on and row.decided_by):
        missing = "decided_by" if row.decided_on else "decided_on"
        raise Refused(_("A decision has a day and a name."), field=missing)
    if row.finished_on and not said(row.result).strip():
        raise Refused(_("Say what came of it, measured against its target."), field="result")


def _programme_risk(_programme: Programme, row: ProgrammeRisk, _today: date) -> None:
    if row.probability is not None and not 1 <= row.probability <= 99:
        raise Refused(
            _("A probability lies between 1 and 99 per cent."),
            field="probability",
            hint=_("What is certain belongs into the plan; what cannot happen is no risk."),
        )
    if row.probability is not None and not (row.delay_days or row.cost):
        raise Refused(_("Say what it would cost: days, money, or both."), field="delay_days")
    if row.response in {RiskResponse.AVOID, RiskResponse.REDUCE, RiskResponse.SHARE} and not said(row.action).strip():
        raise Refused(_("Say what is done: only an accepted risk needs nothing."), field="action")


CHECKS: dict[str, Callable[[Programme, Any, date], None]] = {
    "risk-method": _method,
    "risks": _risk,
    "objectives": _objective,
    "climate-decision": _climate,
    "party-requirements": _requirement,
    "improvements": _improvement,
    "programme-risks": _programme_risk,
}
