"""Changing what a programme wants: its name, dates, budget, phases and numbers. A changed number takes a reason."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from milepost.catalogue.programme import Setting, settings
from milepost.features.programmes.answered import answer_again
from milepost.features.programmes.models import Programme
from milepost.features.programmes.policies import EDIT_PROGRAMME
from milepost.features.programmes.replanning import replanned
from milepost.platform.ledger import entries
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import save_revised

COLUMNS = ("name", "starts_on", "certificate_wanted_on", "stage1_wanted_on", "stage2_wanted_on", "budget", "currency")
WITH_REASON = frozenset(
    {"starts_on", "certificate_wanted_on", "stage1_wanted_on", "stage2_wanted_on", "budget", "phases", "numbers"}
)


@transaction.atomic
def change_programme(
    *,
    actor: Actor,
    programme: Programme,
    fields: Mapping[str, Any],
    numbers: Mapping[str, int | None] | None = None,
    phases: Mapping[str, Mapping[str, Any]] | None = None,
    reason: str = "",
    seen: int | None = None,
) -> bool:
    """Change what is given, and answer whether anything was. Raises `Refused`, and `Superseded` since `seen`.

    `numbers` holds keys of the catalogue's settings; None, or the default, goes back to the default. `phases` holds
    planned days and days of work by the phase's key. Dates, budget, phases and numbers take a reason, which the ledger
    keeps.
    """
    require(actor, EDIT_PROGRAMME, organisation_id=programme.organisation_id, programme_id=programme.pk)
    given = {name: _plain(value) for name, value in fields.items() if name in COLUMNS}
    change: dict[str, list[Any]] = entries.difference({name: getattr(programme, name) for name in given}, given)
    for name, value in given.items():
        setattr(programme, name, value)
    change.update(answer_again(programme, fields))
    after = _numbers(programme.numbers, numbers or {})
    if after != programme.numbers:
        change["numbers"] = [programme.numbers, after]
        programme.numbers = after
    _check(programme)
    rows, moved = replanned(programme, phases or {})
    change.update(moved)
    if not change:
        return False
    if not reason.strip() and change.keys() & WITH_REASON:
        raise Refused(
            _("Dates, budget, phases and numbers are changed for a reason."),
            field="reason",
            hint=_("Say why: the auditor reads it in the history."),
        )
    save_revised(programme, seen=seen)
    for row in rows:
        save_revised(row)
    entries.append(
        actor=actor,
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        kind="programme.changed",
        subject=programme,
        change={**change, "reason": reason.strip()},
        touched=[programme, *rows],
    )
    return True


def _plain(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _numbers(before: Mapping[str, int], changed: Mapping[str, int | None]) -> dict[str, int]:
    """The numbers that differ from their defaults."""
    known = {setting.key: setting for setting in settings()}
    after = dict(before)
    for key, value in changed.items():
        if key not in known:
            raise Refused(_("There is no setting {key}.").format(key=key), field=key)
        setting = known[key]
        if value is None or value == setting.default:
            after.pop(key, None)
            continue
        if not setting.minimum <= value <= setting.maximum:
            raise _out_of_bounds(setting)
        after[key] = value
    return after


def _out_of_bounds(setting: Setting) -> Refused:
    return Refused(
        _("{name} lies between {low} and {high}.").format(
            name=setting.name.in_language(get_language() or "en"), low=setting.minimum, high=setting.maximum
        ),
        field=setting.key,
    )


def _check(programme: Programme) -> None:
    if not programme.name:
        raise Refused(_("A programme has a name."), field="name")
    if programme.starts_on is None:
        raise Refused(_("A programme has a start."), field="starts_on")
    _in_order(programme.starts_on, programme.certificate_wanted_on, "certificate_wanted_on")
    _in_order(programme.starts_on, programme.stage1_wanted_on, "stage1_wanted_on")
    _in_order(programme.stage1_wanted_on or programme.starts_on, programme.stage2_wanted_on, "stage2_wanted_on")
    if programme.budget is not None and programme.budget < Decimal(0):
        raise Refused(_("A budget is not below zero."), field="budget")


def _in_order(earlier: date, later: date | None, field: str) -> None:
    if later is not None and later <= earlier:
        raise Refused(_("The start comes first, then Stage 1, then Stage 2 and the certificate."), field=field)
