"""What the board decided about the budget."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.features.governance.models import BoardDecision
from milepost.features.governance.policies import EDIT_GOVERNANCE
from milepost.features.governance.services.putting import (
    HandedIn,
    Put,
    allow,
    assign,
    check_past,
    check_text,
    file_columns,
    keep,
    keep_handed_in,
    lock,
    next_code,
    present,
    write_entry,
)
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused


def put_board_decision(
    *,
    actor: Actor,
    programme: Programme,
    fields: Mapping[str, Any],
    file: HandedIn | None = None,
    seen: int | None = None,
) -> Put[BoardDecision]:
    """Record or change a decision of the board by its number, with its file. Fields left out stay."""
    allow(actor, EDIT_GOVERNANCE, programme)
    stored = keep_handed_in(actor, programme, file) if file else None
    with transaction.atomic():
        lock(programme)
        row = present(BoardDecision, programme, fields.get("code"), seen)
        is_new = row is None
        row = row or BoardDecision(organisation=programme.organisation, programme=programme)
        given = {name: fields[name] for name in ("title", "decided_on", "amount") if name in fields}
        change = assign(row, given | (file_columns(stored) if stored else {}))
        _check(programme, row)
        if is_new:
            row.code = fields.get("code") or next_code(BoardDecision, programme, f"BD-{row.decided_on.year}-")
        if not is_new and not change:
            return Put("unchanged", row)
        keep(row, is_new=is_new)
        write_entry(actor, programme, row, "governance.board-decided" if is_new else "governance.board-changed", change)
    return Put("created" if is_new else "updated", row)


def _check(programme: Programme, row: BoardDecision) -> None:
    if row.decided_on is None:
        raise Refused(_("Say when the board decided."), field="decided_on")
    if row.amount is None:
        raise Refused(_("Say which amount the board approved."), field="amount")
    if not 0 <= row.amount < 10**16:
        raise Refused(_("An amount is a number from 0 up."), field="amount")
    check_past("decided_on", row.decided_on, today(programme.organisation.timezone))
    check_text("title", row.title, most=300)
