"""What the programme and its charter give the documents that build the SMS: days, means, the sponsor's authority.

A phase of the sheet is the baseline that was endorsed: what it says stays, what it leaves open comes from the plan.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from milepost.catalogue import programme as catalogue
from milepost.engines.templating.facts import GivenText
from milepost.features.governance.models import HeldRole, RoleHolder
from milepost.features.programmes.models import Phase, Programme

type Facts = dict[str, Any]


def mandate_facts(programme: Programme, sheets: Mapping[str, Any], holders: Iterable[RoleHolder]) -> Facts:
    """The roots `programme` and `programme_budget`; days are ISO days, money whole units of currency. One query."""
    said, money = _table(sheets.get("programme")), _table(sheets.get("programme_budget"))
    serving = {holder.role: holder for holder in holders}
    sponsor, coordinator = serving.get(HeldRole.SPONSOR), serving.get(HeldRole.COORDINATOR)
    wanted = programme.certificate_wanted_on
    phases = _phases(programme, said.get("phases"))
    given = {
        "from": programme.starts_on.isoformat(),
        "authority": _whole(sponsor.authority) if sponsor else None,
        "coordinator_share": coordinator.share_percent if coordinator else None,
    }
    planned = {
        "certificate_by": wanted.isoformat() if wanted else None,
        "internal_days": sum(phase.get("internal") or 0 for phase in phases) or None,
        "external_days": sum(phase.get("external") or 0 for phase in phases) or None,
    }
    return {
        "programme": {**_known(planned), **said, **_known(given), **({"phases": phases} if phases else {})},
        "programme_budget": {**money, **_known({"total": _whole(programme.budget)})},
    }


def _phases(programme: Programme, said: Any) -> list[Facts]:
    told = {row.get("key"): row for row in said if isinstance(row, dict)} if isinstance(said, list) else {}
    planned = {row.key: row for row in Phase.objects.filter(programme=programme)}
    return [
        {**_planned(phase, planned.get(phase.key)), **told.get(phase.id, {})}
        for phase in catalogue.phases()
        if phase.key in planned or phase.id in told
    ]


def _planned(phase: catalogue.Phase, row: Phase | None) -> Facts:
    named: Facts = {"key": phase.id, "name": GivenText(en=phase.name.en, id=phase.name.id)}
    if row is None:
        return named
    return named | {
        "from": row.planned_from.isoformat(),
        "to": row.planned_to.isoformat(),
        "internal": row.internal_days,
        "external": row.external_days,
    }


def _table(sheet: Any) -> Facts:
    return sheet if isinstance(sheet, dict) else {}


def _whole(amount: Decimal | None) -> int | None:
    return int(amount) if amount is not None else None


def _known(facts: Facts) -> Facts:
    return {name: value for name, value in facts.items() if value is not None}
