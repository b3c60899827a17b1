"""Putting a budget line by its code, and taking one out. Each is one door: policy, rules, transaction, ledger."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.features.governance.services.putting import (
    Put,
    allow,
    assign,
    check_text,
    keep,
    lock,
    next_code,
    present,
    write_entry,
)
from milepost.features.plans.models import BudgetCategory, BudgetLine
from milepost.features.plans.policies import EDIT_BUDGET
from milepost.features.plans.stating import check_new_code
from milepost.features.programmes.models import PhaseKey, Programme
from milepost.platform.applying.kinds import Fields
from milepost.platform.ledger import entries
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from milepost.platform.ui.formats import as_number

COLUMNS = ("name", "category", "phase", "planned", "actual", "note")
PREFIX = "B-"
MOST = Decimal(10) ** 15
"""An amount stays below this."""

NOTE = 2_000  # characters


@transaction.atomic
def put_budget_line(*, actor: Actor, programme: Programme, fields: Fields, seen: int | None = None) -> Put[BudgetLine]:
    """Create or change a line by its `code`, a new one without one; what is left out stays.

    Raises `Refused` or `Superseded`.
    """
    allow(actor, EDIT_BUDGET, programme)
    lock(programme)
    row = present(BudgetLine, programme, fields.get("code"), seen)
    is_new = row is None
    row = row or _new(programme, fields)
    given = {name: fields[name] for name in COLUMNS if name in fields and fields[name] is not None}
    for name in {"name", "note"} & given.keys():
        given[name] = given[name].strip()
    change = assign(row, given)
    if not is_new and not change:
        return Put("unchanged", row)
    _check(row)
    keep(row, is_new=is_new)
    write_entry(actor, programme, row, "plan.budget-line-added" if is_new else "plan.budget-line-changed", change)
    return Put("created" if is_new else "updated", row)


@transaction.atomic
def remove_budget_line(*, actor: Actor, line: BudgetLine, seen: int | None = None) -> None:
    """Take a line out of the budget; the ledger goes on knowing what it said. Raises `Superseded`."""
    programme = line.programme
    allow(actor, EDIT_BUDGET, programme)
    lock(programme)
    row = BudgetLine.objects.get(pk=line.pk)
    if seen is not None and seen != row.revision:
        raise Superseded(row)
    entries.append(
        actor=actor,
        organisation_id=row.organisation_id,
        programme_id=row.programme_id,
        kind="plan.budget-line-removed",
        subject=row,
        change={name: [getattr(row, name), None] for name in COLUMNS if getattr(row, name)},
        removed=[row],
    )
    row.delete()


def _new(programme: Programme, fields: Fields) -> BudgetLine:
    for name in ("name", "category"):
        if not fields.get(name):
            raise Refused(_("A new budget line has a {field}.").format(field=name), field=name)
    if fields.get("code"):
        check_new_code(fields["code"])
    return BudgetLine(
        organisation=programme.organisation,
        programme=programme,
        code=fields.get("code") or next_code(BudgetLine, programme, PREFIX, digits=1),
    )


def _check(row: BudgetLine) -> None:
    if not row.name:
        raise Refused(_("A budget line has a name."), field="name", hint=_("Say what the money is for."))
    check_text("name", row.name, most=200)
    check_text("note", row.note, most=NOTE)
    for name, known in (("category", BudgetCategory.values), ("phase", ["", *PhaseKey.values])):
        if getattr(row, name) not in known:
            raise Refused(
                _("There is no {what} {value}.").format(what=name, value=str(getattr(row, name))[:40]),
                field=name,
                hint=_("Use one of {known}.").format(known=", ".join(each for each in known if each)),
            )
    for name in ("planned", "actual"):
        amount = getattr(row, name)
        if not 0 <= amount < MOST or amount * 100 % 1:
            raise Refused(
                _("An amount is a number from 0 up, below {most}, with at most two decimals.").format(
                    most=as_number(MOST)
                ),
                field=name,
            )
