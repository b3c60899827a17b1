"""The twenty practices, and "My practice": how one stands and what it owes, settled in one form."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from milepost.engines.rules.clock.rhythms import RhythmKind
from milepost.engines.rules.months import month_of
from milepost.features.practices.columns import COLUMNS
from milepost.features.practices.duties import Duty, duties_of
from milepost.features.practices.forms import SettleForm
from milepost.features.practices.models import Practice
from milepost.features.practices.policies import APPROVE_DUE_DATES, APPROVE_PROCEDURES, ASSIGN_PRACTICES, keeps
from milepost.features.practices.rhythms import STANDARD_SILENCE, is_native
from milepost.features.practices.selectors import (
    counted_by_day,
    get_file,
    get_practice_with_registers,
    practices_with_registers,
)
from milepost.features.practices.services import add_practices
from milepost.features.practices.settling import settle
from milepost.features.practices.signables import nil_signable
from milepost.features.practices.standing import standing_of
from milepost.features.practices.views.places import crumbs_to, to_practice
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.calendars.selectors import holidays_between
from milepost.platform.files.downloads import download
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.history import history_of
from milepost.platform.organisations.policies import Permission, allows
from milepost.platform.signin.again import Asked, asked_here
from milepost.platform.ui.tables_export import KINDS, table_response

BACK, AHEAD = timedelta(days=62), timedelta(days=122)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def practice_list(request: ProgrammeRequest) -> HttpResponseBase:
    """The twenty with owner, procedure, go-live, state, and what each lacks; POST adds those that are missing."""
    on = today(request.organisation.timezone)
    if request.method == "POST":
        made = add_practices(actor=request.actor, programme=request.programme)
        if made:
            words = ngettext("{count} practice was added.", "{count} practices were added.", len(made))
            messages.success(request, words.format(count=len(made)))
    rows = [standing_of(practice, on) for practice in practices_with_registers(request.programme)]
    if (kind := request.GET.get("export", "")) in KINDS:
        return table_response(rows, COLUMNS, name=f"{request.programme.code}-practices", kind=kind)
    context = {
        "rows": rows,
        "live": sum(row.state == "live" for row in rows),
        "whole": sum(not row.missing for row in rows),
        "mine": [row for row in rows if request.actor.person_id in {row.practice.owner_id, row.practice.deputy_id}],
        "may_assign": _may(request, ASSIGN_PRACTICES),
        "on": on,
        "crumbs": crumbs_to(request),
    }
    return render(request, "practices/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def practice_page(request: ProgrammeRequest, practice: str) -> HttpResponseBase:
    """One practice: what it owes now, its registers, its go-live. POST settles what was filled in."""
    row = get_practice_with_registers(request.programme, practice)
    on = today(request.organisation.timezone)
    holidays = holidays_between(request.organisation, on - BACK, on + AHEAD)
    counted = counted_by_day(row, month_of(on).plus(-1).first_day)
    duties = duties_of(row, on=on, counted=counted, holidays=holidays)
    may = _rights(request, row)
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SettleForm(*given, duties=duties, signs=_signer(request, row, duties))
    if request.method == "POST" and form.is_valid():
        done = settle(request, row, form)
        if done:
            words = ngettext("{count} thing is settled.", "{count} things are settled.", done)
            messages.success(request, words.format(count=done))
        if not form.errors:
            return to_practice(request, row)
    context = {
        **_context(row, on),
        "duties": duties,
        "open": [duty for duty in duties if duty.is_open],
        "form": form if may["keep"] and form.duties else None,
        "may": may,
        "history": history_of(request.organisation.pk, row.pk, limit=20),
        "crumbs": crumbs_to(request, row),
    }
    return render(request, "practices/practice.html", context, status=422 if form.errors else 200)


@require_safe
@programme_page(READ_PROGRAMME)
def practice_file(request: ProgrammeRequest, file_id: UUID) -> HttpResponseBase:
    """A procedure or a report behind a register, as a download."""
    return download(get_file(request.programme, file_id))


def _signer(request: ProgrammeRequest, row: Practice, duties: Sequence[Duty]) -> Asked | None:
    """The owner, asked for every statement whose words wait for a signature."""
    if row.owner_id != request.actor.person_id:
        return None
    waiting = [duty.statement for duty in duties if duty.statement and not duty.statement.is_signed]
    return asked_here(request, *(nil_signable(statement).purpose for statement in waiting))


def _context(row: Practice, on: date) -> dict[str, Any]:
    standing = standing_of(row, on)
    kinds = {rhythm.kind for rhythm in standing.known.rhythms}
    return {
        "practice": row,
        "standing": standing,
        "known": standing.known,
        "on": on,
        "versions": row.all_procedures[::-1],
        "plans": list(row.due_plans.all()),
        "occurrences": [_Shown(item, on) for item in row.occurrences.all()],
        "cases": list(row.cases.all()),
        "statements": list(row.nil_statements.all()),
        "native": is_native(row),
        "flow": RhythmKind.FLOW in kinds,
        "silence": row.silent_days or row.programme.number("silent_gap_working_days", STANDARD_SILENCE),
        "planned": RhythmKind.PLANNED in kinds,
        "triggered": RhythmKind.TRIGGERED in kinds,
        "sparse": RhythmKind.SPARSE in kinds,
    }


class _Shown:
    """An occurrence with the state that the table shows."""

    def __init__(self, row: Any, on: date) -> None:
        self.row = row
        if row.moved_after_due:
            self.state = "missed"
        elif row.done_on is not None:
            self.state = "done"
        else:
            self.state = "planned" if row.due_on > on else "due"

    @property
    def is_movable(self) -> bool:
        """Whether it is still to be done."""
        return self.state in {"planned", "due"}


def _may(request: ProgrammeRequest, permission: Permission) -> bool:
    return allows(request.actor, permission, organisation_id=request.organisation.pk, programme_id=request.programme.pk)


def _rights(request: ProgrammeRequest, row: Practice) -> dict[str, bool]:
    return {
        "assign": _may(request, ASSIGN_PRACTICES),
        "approve": _may(request, APPROVE_PROCEDURES),
        "due_dates": _may(request, APPROVE_DUE_DATES),
        "keep": keeps(request.actor, row),
        "accept": row.owner_id == request.actor.person_id and row.accepted_on is None,
    }
