"""What registers give documents: risks, obligations, objectives, context, communication, the gap assessment.

Every entry is joined with the sheet's entry of the same number, which adds what the register has no column for.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from milepost.features.drafting.reading.answering import About, RoleOf
from milepost.features.drafting.reading.assessed import assessed_facts
from milepost.features.management.models import (
    ClimateDecision,
    Communication,
    Improvement,
    Issue,
    Kept,
    Measurement,
    Objective,
    Obligation,
    ObligationSource,
    Party,
    PartyRequirement,
    Risk,
    RiskKind,
    RiskMethod,
)
from milepost.features.programmes.models import Programme
from milepost.platform.ui.wording import Wording, in_both, worded

type Facts = dict[str, Any]
type OwnerOf = Callable[[Kept], str | None]
"""The key of the role in which the owner of an entry answers for it."""

SAID_IN: Mapping[type[Kept], tuple[str, ...]] = {
    Risk: ("risk_register", "risks"),
    Objective: ("objective_register", "objectives"),
    Obligation: ("obligation_register",),
    Issue: ("issues",),
    Party: ("interested_parties",),
    Communication: ("communications",),
    Improvement: ("improvement_register",),
}
"""The roots whose fact sheet may say in which of several roles the owner of an entry answers for it."""


def register_facts(programme: Programme, sheets: Mapping[str, Any], role_of: RoleOf) -> Facts:
    """The roots that registers fill, those alone that hold anything. Fourteen queries."""
    owner_of = partial(owner_in, role_of, {model: roles_said(sheets, roots) for model, roots in SAID_IN.items()})
    risks = _risks(programme, owner_of)
    kept = frozenset(risks)  # with a register, none above the criterion is none, whatever a sheet says
    found: Facts = {
        **risks,
        **_obligations(programme, owner_of),
        **_objectives(programme, owner_of),
        "issues": [_issue(row, owner_of) for row in kept_rows(Issue, programme)],
        "interested_parties": _parties(programme, owner_of),
        "climate": _climate(programme),
        "communications": [_communication(row, owner_of) for row in kept_rows(Communication, programme)],
        "gap_report": assessed_facts(programme, sheets.get("gap_report"), role_of),
        "improvement_register": [_improvement(row, owner_of) for row in kept_rows(Improvement, programme)],
    }
    return {root: joined(sheets.get(root), facts) for root, facts in found.items() if facts or root in kept}


def owner_in(role_of: RoleOf, said: Mapping[type[Kept], Mapping[str, str]], row: Kept) -> str | None:
    """The role in which the owner of an entry answers for it; `said` are the roles that sheets name."""
    about = About(
        said=said.get(type(row), {}).get(row.code),
        document=getattr(row, "met_through", ""),
        services=getattr(row, "services", ()),
    )
    return role_of(row.owner, about)


def roles_said(sheets: Mapping[str, Any], roots: Iterable[str]) -> dict[str, str]:
    """The role that a sheet names for an entry, by its number."""
    lists = [sheet for root in roots if isinstance(sheet := sheets.get(root), list)]
    rows = [row for sheet in lists for row in sheet if isinstance(row, dict)]
    return {str(row["ref"]): row["owner"] for row in rows if row.get("ref") and isinstance(row.get("owner"), str)}


def kept_rows[Entry: Kept](model: type[Entry], programme: Programme) -> list[Entry]:
    """The entries of a register that are still kept, by their codes. One query."""
    rows: Any = model._default_manager.filter(programme=programme, ended_on=None)
    return list(rows.select_related("owner").order_by("code"))


def joined(sheet: Any, facts: Any) -> Any:
    """Register over sheet: field by field, and entry by entry where both are lists of numbered entries."""
    if isinstance(facts, list) and isinstance(sheet, list):
        known = {entry["ref"]: entry for entry in sheet if isinstance(entry, dict) and entry.get("ref")}
        return [{**entry, **known.get(entry.get("ref"), {}), **_filled(entry)} for entry in facts]
    if isinstance(facts, dict) and isinstance(sheet, dict):
        return {**facts, **sheet, **_filled(facts)}
    return facts


def _filled(facts: Facts) -> Facts:
    return {name: value for name, value in facts.items() if value not in (None, "", [])}


def _risks(programme: Programme, owner_of: OwnerOf) -> Facts:
    method = RiskMethod.objects.filter(programme=programme).first()
    rows = kept_rows(Risk, programme)
    if method is None:
        return {}
    risks = [row for row in rows if row.kind == RiskKind.RISK]
    above = sorted((row for row in risks if (row.level or 0) > method.acceptable), key=lambda row: -(row.level or 0))
    highest = len(method.likelihoods) * len(method.impacts)
    likelihoods, impacts = _scale(method.likelihoods), _scale(method.impacts)
    return {
        "risks": [_risk(row, owner_of) for row in above],
        "risk_register": [
            _registered(row, method.acceptable, owner_of) for row in sorted(rows, key=lambda row: -(row.level or 0))
        ],
        "risk_summary": {
            "total": len(risks),
            "above": len(above),
            "acceptance": {
                "en": f"level {method.acceptable} of {highest}",
                "id": f"tingkat {method.acceptable} dari {highest}",
            },
            "opportunities": len(rows) - len(risks),
        },
        "risk_method": {
            "stated_on": method.stated_on.isoformat(),
            "criterion": method.criterion,
            "acceptable": method.acceptable,
            "likelihoods": likelihoods,
            "impacts": impacts,
            "matrix": [
                {"likelihood": level["name"], "cells": [level["level"] * impact["level"] for impact in impacts]}
                for level in likelihoods
            ],
        },
    }


def _scale(levels: list[Wording]) -> list[Facts]:
    """The levels of a scale from one upwards; a level is given as “Rare: every ten years”."""
    return [{"level": number, **_named(level)} for number, level in enumerate(levels, 1)]


def _named(level: Wording) -> Facts:
    parts = [text.partition(":") for text in in_both(level)]
    name, meaning = (worded(*(part[place] for part in parts)) for place in (0, 2))
    return {"name": name, "meaning": meaning}


def _risk(row: Risk, owner_of: OwnerOf) -> Facts:
    return {
        "ref": row.code,
        "title": row.title,
        "level": row.level,
        "action": row.action,
        "owner": owner_of(row),
        "due_on": as_day(row.due_on),
        "judged_by": row.judged_by,
    }


def _registered(row: Risk, acceptable: int, owner_of: OwnerOf) -> Facts:
    """A risk or an opportunity with its three levels, its treatment, and who has accepted it until when."""
    return {
        **_risk(row, owner_of),
        "kind": row.kind,
        "source": row.source,
        "cause": row.cause,
        "effect": row.effect,
        "effect_on_customers": row.effect_on_customers,
        "services": list(row.services),
        "likelihood": row.likelihood,
        "impact": row.impact,
        "level_before": row.level_before,
        "level_after": row.level_after,
        "above": row.kind == RiskKind.RISK and (row.level or 0) > acceptable,
        "treatment": row.treatment,
        "effectiveness": row.effectiveness,
        "accepted_by": row.accepted_by,
        "accepted_because": row.accepted_because,
        "accepted_until": as_day(row.accepted_until),
    }


def _obligations(programme: Programme, owner_of: OwnerOf) -> Facts:
    rows = kept_rows(Obligation, programme)
    law = {ObligationSource.LAW, ObligationSource.REGULATION}
    entries = [
        {
            "source": _after(row.code, row.title),
            "asks": row.asks,
            "applies_to": list(row.services),
            "met_through": row.met_through,
            "owner": owner_of(row),
        }
        for row in rows
    ]
    summary = {"total": len(rows), "law": sum(row.source in law for row in rows)} if rows else {}
    lines = [
        {
            **{name: fact for name, fact in entry.items() if name != "source"},
            "ref": row.code,
            "title": row.title,
            "kind": row.source,
            "checked_on": as_day(row.checked_on),
            "next_check_on": as_day(row.next_check_on),
        }
        for row, entry in zip(rows, entries, strict=True)
    ]
    return {"obligations": entries, "obligation_register": lines, "obligation_summary": summary}


def _objectives(programme: Programme, owner_of: OwnerOf) -> Facts:
    rows = kept_rows(Objective, programme)
    entries = [
        {
            "ref": row.code,
            "title": row.title,
            "metric": row.metric,
            "baseline": _amount(row.baseline, row.unit),
            "target": _amount(row.target, row.unit),
            "due_on": as_day(row.due_on),
            "owner": owner_of(row),
            "actions": _lines(row.actions),
            "resources": row.resources,
            "method": row.method,
            "policy_line": row.policy_line,
        }
        for row in rows
    ]
    services = [list(row.services) for row in rows]
    readings = _readings(programme, {row.pk: row.unit for row in rows})
    return {
        "objectives": [
            {**entry, "service": some[0] if some else None} for entry, some in zip(entries, services, strict=True)
        ],
        "objective_register": [
            {**entry, "services": some, "baseline_by": as_day(row.baseline_by), "readings": readings.get(row.pk, [])}
            for entry, some, row in zip(entries, services, rows, strict=True)
        ],
    }


def _readings(programme: Programme, units: Mapping[Any, Wording]) -> dict[Any, list[Facts]]:
    """What was measured of each objective, by its number in the database, oldest first."""
    found: dict[Any, list[Facts]] = {}
    for row in Measurement.objects.filter(objective__programme=programme).order_by("measured_on"):
        value = _amount(row.value, units.get(row.objective_id, ""))
        found.setdefault(row.objective_id, []).append({"day": row.measured_on.isoformat(), "value": value})
    return found


def _issue(row: Issue, owner_of: OwnerOf) -> Facts:
    return {
        "ref": row.code,
        "title": row.title,
        "kind": row.kind,
        "effect": row.effect,
        "climate": row.climate or None,
        "risks": list(row.risks),
        "owner": owner_of(row),
        "reviewed_on": as_day(row.reviewed_on),
    }


def _parties(programme: Programme, owner_of: OwnerOf) -> list[Facts]:
    required: dict[Any, list[Facts]] = {}
    for row in kept_rows(PartyRequirement, programme):
        required.setdefault(row.party_id, []).append(
            {
                "ref": row.code,
                "title": row.title,
                "kind": row.kind,
                "climate": row.climate or None,
                "dealt_with": row.dealt_with,
                "met_through": row.met_through or None,
            }
        )
    return [
        {
            "ref": row.code,
            "title": row.title,
            "kind": row.kind,
            "interest": row.interest,
            "owner": owner_of(row),
            "requirements": required.get(row.pk, []),
        }
        for row in kept_rows(Party, programme)
    ]


def _climate(programme: Programme) -> Facts:
    row = ClimateDecision.objects.filter(programme=programme).first()
    if row is None:
        return {}
    return {
        "relevant": row.relevant,
        "reason": row.reason,
        "decided_on": row.decided_on.isoformat(),
        "decided_by": row.decided_by,
    }


def _communication(row: Communication, owner_of: OwnerOf) -> Facts:
    return {
        "ref": row.code,
        "title": row.title,
        "kind": row.kind,
        "occasion": row.occasion,
        "audience": row.audience,
        "channel": row.channel,
        "owner": owner_of(row),
    }


def _improvement(row: Improvement, owner_of: OwnerOf) -> Facts:
    return {
        "ref": row.code,
        "title": row.title,
        "services": list(row.services),
        "criteria": row.criteria,
        "target": row.target,
        "benefit": row.benefit,
        "decision": row.decision,
        "decided_by": row.decided_by,
        "decided_on": as_day(row.decided_on),
        "due_on": as_day(row.due_on),
        "owner": owner_of(row),
        "result": row.result or None,
        "finished_on": as_day(row.finished_on),
    }


def _after(code: str, words: Wording) -> Wording:
    english, indonesian = in_both(words)
    return worded(f"{code} {english}", f"{code} {indonesian}" if indonesian else "")


def _amount(number: Decimal | None, unit: Wording) -> Wording | None:
    """A number with its unit, as a document writes it in each language."""
    if number is None:
        return None
    english, indonesian = in_both(unit)
    plain = f"{number.normalize():f}"
    return worded(f"{plain} {english}".strip(), f"{plain.replace('.', ',')} {indonesian or english}".strip())


def _lines(words: Wording) -> list[Wording]:
    """A text line by line, in each language."""
    english, indonesian = (text.splitlines() for text in in_both(words))
    pairs: Iterable[tuple[int, str]] = enumerate(english)
    return [
        worded(line, indonesian[number] if number < len(indonesian) else "") for number, line in pairs if line.strip()
    ]


def as_day(day: Any) -> str | None:
    """A day as facts hold it."""
    return day.isoformat() if day else None
