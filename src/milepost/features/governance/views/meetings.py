"""The steering committee on screen: its rhythm, the list of meetings, one meeting with its minutes."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from milepost.engines.rules.subjects import Kind
from milepost.features.actions.selectors import actions_from, people_here
from milepost.features.actions.services import Source, add_action
from milepost.features.governance.columns import MEETINGS
from milepost.features.governance.forms.committee import (
    MeetingActionForm,
    MeetingForm,
    ReasonForm,
    RhythmForm,
    shown_meeting,
)
from milepost.features.governance.models import HeldRole, Meeting, Presence, RoleHolder
from milepost.features.governance.policies import KEEP_MEETINGS
from milepost.features.governance.querysets import holders_of, meetings_of, obstacles_of
from milepost.features.governance.selectors import get_charter, get_meeting, get_rhythm, rhythms_of
from milepost.features.governance.services import HandedIn, attach_minutes, put_meeting, remove_rhythm, set_rhythm
from milepost.features.governance.services.committee import days_late, suggested_day
from milepost.features.governance.web import (
    address,
    both_versions,
    crumbs,
    rights,
    seen_in,
    show_refusal,
    status_of,
    to_page,
)
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.history import history_of
from milepost.platform.organisations.policies import Hidden
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from milepost.platform.ui.frame import Link
from milepost.platform.ui.paging import page_of
from milepost.platform.ui.tables_export import KINDS, table_response

ORDERS: dict[str, tuple[str, ...]] = {"due": ("due_on",), "code": ("code",), "held": ("held_on",)}
INVITED = (HeldRole.SPONSOR, HeldRole.COORDINATOR, HeldRole.STEERING_MEMBER)


@require_safe
@programme_page(READ_PROGRAMME)
def meeting_list(request: ProgrammeRequest) -> HttpResponseBase:
    """The meetings, newest first, with what is due; `?export=csv|xlsx` takes them along."""
    found = meetings_of(request.programme)
    if (kind := request.GET.get("export", "")) in KINDS:
        rows = found.prefetch_related("attendance__holder")
        return table_response(rows, MEETINGS, name=f"{request.programme.code}-meetings", kind=kind)
    on = today(request.organisation.timezone)
    listing = page_of(found, request.GET, orders=ORDERS, default="-due")
    context = {
        "listing": listing,
        "rows": [(row, row.shown_state(on), days_late(row)) for row in listing.rows],
        "charter": get_charter(request.programme, on=on),
        "may": rights(request),
        "crumbs": crumbs(request, _("Steering meetings")),
    }
    return render(request, "governance/meetings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(KEEP_MEETINGS)
def meeting_new(request: ProgrammeRequest) -> HttpResponse:
    """Plan a meeting, or record one that was held."""
    form = _form(request, None, {"due_on": _wanted_day(request)})
    if request.method == "POST" and form.is_valid() and (made := _saved(request, form, {}, seen=0)):
        return to_page(request, "governance:meeting", number=made.code)
    context = {"form": form, "crumbs": crumbs(request, _list_link(request), _("New meeting"))}
    return render(request, "governance/meeting_form.html", context, status=422 if form.errors else 200)


def _wanted_day(request: ProgrammeRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("due", ""))
    except ValueError:
        return suggested_day(request.programme)


@require_safe
@programme_page(READ_PROGRAMME)
def meeting(request: ProgrammeRequest, number: str) -> HttpResponse:
    """One meeting, as its minutes print."""
    return _show(request, get_meeting(request.programme, number), None)


def _show(request: ProgrammeRequest, row: Meeting, form: MeetingActionForm | None) -> HttpResponse:
    on = today(request.organisation.timezone)
    people = people_here(request.programme)
    obstacles = obstacles_of(request.programme)
    context = {
        "row": row,
        "state": row.shown_state(on),
        "late": days_late(row),
        "attendance": sorted(row.attendance.all(), key=lambda one: Presence.values.index(one.presence)),
        "decided": obstacles.filter(decided_in=row),
        "waiting": obstacles.filter(decided_on=None, raised_on__lte=row.held_on or row.due_on),
        "actions": actions_from(request.programme, Kind.MEETING, str(row.pk)),
        "action_form": form or MeetingActionForm(people=people),
        "history": history_of(request.organisation.pk, row.pk),
        "may": rights(request),
        "on": on,
        "crumbs": crumbs(request, _list_link(request), row.code),
    }
    return render(request, "governance/meeting.html", context, status=422 if form else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(KEEP_MEETINGS)
def meeting_edit(request: ProgrammeRequest, number: str) -> HttpResponse:
    """Change a meeting: its day, who was there, what was decided, its minutes."""
    row = get_meeting(request.programme, number)
    form = _form(request, row, shown_meeting(row))
    context: dict[str, Any] = {"seen": row.revision}
    if request.method == "POST" and form.is_valid():
        context |= _change(request, form, row)
        if "done" in context:
            return to_page(request, "governance:meeting", number=row.code)
    context |= {"row": row, "form": form, "crumbs": crumbs(request, _list_link(request), _meeting_link(request, row))}
    return render(request, "governance/meeting_form.html", context, status=status_of(form, context))


def _form(request: ProgrammeRequest, row: Meeting | None, initial: dict[str, Any]) -> MeetingForm:
    day = (row.held_on or row.due_on) if row else today(request.organisation.timezone)
    return MeetingForm(
        request.POST or None,
        request.FILES or None,
        holders=_invited(request, row, day),
        is_new=row is None,
        initial=initial,
    )


def _invited(request: ProgrammeRequest, row: Meeting | None, day: date) -> list[RoleHolder]:
    """Sponsor, coordinator and committee of that day, and whoever is on the list already."""
    listed = {one.holder_id for one in row.attendance.all()} if row else set()
    found = [
        holder
        for holder in holders_of(request.programme)
        if holder.pk in listed or (holder.role in INVITED and holder.in_office(day))
    ]
    return sorted(found, key=lambda holder: (list(HeldRole.values).index(holder.role), holder.called))


def _saved(request: ProgrammeRequest, form: MeetingForm, more: dict[str, Any], *, seen: int | None) -> Meeting | None:
    file = form.cleaned_data["file"]
    try:
        row = put_meeting(
            actor=request.actor, programme=request.programme, fields={**form.given(), **more}, seen=seen
        ).row
        if file:
            attach_minutes(actor=request.actor, meeting=row, file=HandedIn(file.name, file.chunks()))
    except Refused as refused:
        show_refusal(form, refused)
        return None
    messages.success(request, _("{meeting} is saved.").format(meeting=row.code))
    return row


def _change(request: ProgrammeRequest, form: MeetingForm, row: Meeting) -> dict[str, Any]:
    try:
        done = _saved(request, form, {"code": row.code}, seen=seen_in(request, row))
    except Superseded:
        present = get_meeting(request.programme, row.code)
        saved = shown_meeting(present)
        there = {name: saved["attendance"].get(holder.code, "") for name, holder in form.holders.items()}
        return both_versions(form, present, {**saved, **there})
    return {"done": True} if done else {}


@require_http_methods(["POST"])
@programme_page(READ_PROGRAMME)
def meeting_action(request: ProgrammeRequest, number: str) -> HttpResponse:
    """Put an action that came of this meeting on the one list."""
    row = get_meeting(request.programme, number)
    form = MeetingActionForm(request.POST, people=people_here(request.programme))
    if form.is_valid():
        try:
            source = Source(Kind.MEETING, str(row.pk), row.code)
            made = add_action(actor=request.actor, programme=request.programme, source=source, **form.given())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("{reference} is on the list.").format(reference=made.reference))
            return to_page(request, "governance:meeting", number=row.code)
    return _show(request, row, form)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def rhythm(request: ProgrammeRequest) -> HttpResponse:
    """How often the committee meets, from when on; POST sets it."""
    form = RhythmForm(request.POST or None, initial={"starts_on": today(request.organisation.timezone)})
    if request.method == "POST" and form.is_valid():
        try:
            set_rhythm(
                actor=request.actor,
                programme=request.programme,
                starts_on=form.cleaned_data["starts_on"],
                every_days=form.every_days,
            )
        except Refused as refused:
            form.add_error("every" if refused.field == "every_days" else "starts_on", refused.reason)
        else:
            messages.success(request, _("The rhythm is set."))
            return to_page(request, "governance:meetings")
    context = {
        "form": form,
        "rhythms": rhythms_of(request.programme),
        "may": rights(request),
        "crumbs": crumbs(request, _list_link(request), _("Rhythm")),
    }
    return render(request, "governance/rhythm.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(KEEP_MEETINGS)
def rhythm_remove(request: ProgrammeRequest, key: UUID) -> HttpResponse:
    """Take back a rhythm that was entered by mistake."""
    row = get_rhythm(request.programme, key)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            remove_rhythm(actor=request.actor, rhythm=row, reason=form.cleaned_data["reason"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("The rhythm is taken back."))
            return to_page(request, "governance:rhythm")
    context = {"form": form, "row": row, "crumbs": crumbs(request, _list_link(request), _("Rhythm"))}
    return render(request, "governance/rhythm_remove.html", context, status=422 if form.errors else 200)


def _list_link(request: ProgrammeRequest) -> Link:
    return Link(_("Steering meetings"), address(request, "governance:meetings"))


def _meeting_link(request: ProgrammeRequest, row: Meeting) -> Link:
    if row.pk is None:
        raise Hidden
    return Link(row.code, address(request, "governance:meeting", number=row.code))
