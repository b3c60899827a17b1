"""The phases as they are planned anew: their days on the calendar, and the days of work. Opening them is `phases`."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from milepost.features.programmes.models import Phase, PhaseKey, Programme
from milepost.platform.organisations.refusals import Refused

PLANNED = ("planned_from", "planned_to", "internal_days", "external_days")
MOST_DAYS = 100_000


def by_phase(given: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Phases as files and the API give them, by key: `{"phase": "design", "planned_to": …}`."""
    return {str(phase["phase"]): {name: value for name, value in phase.items() if name != "phase"} for phase in given}


def replanned(
    programme: Programme, phases: Mapping[str, Mapping[str, Any]]
) -> tuple[list[Phase], dict[str, list[dict[str, Any]]]]:
    """The phases that become others, with what becomes of them, and the change from → to as the ledger keeps it.

    `phases` gives fields by the phase's key; what is left out stays. Nothing is saved. Raises `Refused`.
    """
    if not phases:
        return [], {}
    rows = {row.key: row for row in programme.phases.order_by("position")}
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for key, fields in phases.items():
        if key not in rows:
            raise Refused(
                _("There is no phase {key}.").format(key=str(key)[:40]),
                field="phases",
                hint=_("One of: {values}.").format(values=", ".join(PhaseKey.values)),
            )
        for name in PLANNED:
            if fields.get(name) is not None and fields[name] != getattr(rows[key], name):
                before[f"{key}.{name}"] = getattr(rows[key], name)
                after[f"{key}.{name}"] = fields[name]
                setattr(rows[key], name, fields[name])
    if not after:
        return [], {}
    _check(list(rows.values()))
    changed = {place.partition(".")[0] for place in after}
    return [row for row in rows.values() if row.key in changed], {"phases": [before, after]}


def _check(rows: list[Phase]) -> None:
    for row in rows:
        if row.planned_to < row.planned_from:
            raise Refused(
                _("A phase ends after it begins."), field=f"{row.key}_planned_to", hint=_begins(row.planned_from)
            )
        for name in ("internal_days", "external_days"):
            if not 0 <= getattr(row, name) <= MOST_DAYS:
                raise Refused(
                    _("Days of work lie between 0 and {most}.").format(most=MOST_DAYS), field=f"{row.key}_{name}"
                )
    for earlier, later in pairwise(rows):
        if later.planned_from <= earlier.planned_to:
            raise Refused(
                _("A phase begins after the one before it has ended."),
                field=f"{later.key}_planned_from",
                hint=_("The one before ends on {day}.").format(day=earlier.planned_to),
            )


def _begins(day: date) -> str:
    return _("It begins on {day}.").format(day=day)
