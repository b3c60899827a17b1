"""The forms that change a practice: one page each, all of one shape, with the right that each asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from milepost.catalogue.practices import practice as known_practice
from milepost.engines.rules.clock.rhythms import RhythmKind
from milepost.features.practices import forms, services
from milepost.features.practices.models import Practice
from milepost.features.practices.policies import APPROVE_DUE_DATES, APPROVE_PROCEDURES, ASSIGN_PRACTICES, OWN_PRACTICES
from milepost.features.practices.selectors import get_occurrence, get_person, get_practice, people_of
from milepost.features.practices.services.due_dates import dates_by_interval, planned_rhythm
from milepost.features.practices.uploads import kept_file
from milepost.features.practices.views.places import crumbs_to, say_refusal, to_practice
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.organisations.policies import Hidden, Permission
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.forms import Form
from milepost.platform.ui.texts import speak

type MakeForm = Callable[[ProgrammeRequest, Practice, Any], Form]
type Save = Callable[[ProgrammeRequest, Practice, dict[str, Any]], object]


@dataclass(frozen=True, slots=True)
class Doing:
    """One change: who may make it, its form, what saves it, and its words."""

    permission: Permission
    form: MakeForm
    save: Save
    heading: Promise
    lead: Promise


def page_of(doing: Doing) -> Callable[..., HttpResponseBase]:
    """The page of one change; its form is for those alone who have the right."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @programme_page(doing.permission)
    def change(request: ProgrammeRequest, practice: str) -> HttpResponseBase:
        row = get_practice(request.programme, practice)
        form = doing.form(request, row, (request.POST, request.FILES) if request.method == "POST" else (None, None))
        if request.method == "POST" and form.is_valid():
            try:
                doing.save(request, row, form.cleaned_data)
            except Refused as refused:
                say_refusal(form, refused)
            else:
                messages.success(request, _("Saved."))
                return to_practice(request, row)
        return _show(request, row, form, doing.heading, doing.lead)

    return change


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(APPROVE_DUE_DATES)
def move(request: ProgrammeRequest, practice: str, rhythm: str, due_on: str) -> HttpResponseBase:
    """Move an occurrence that is still to be done."""
    row = get_practice(request.programme, practice)
    occurrence = get_occurrence(row, rhythm, _date(due_on))
    form = forms.MoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.move_occurrence(actor=request.actor, practice=row, occurrence=occurrence, **form.cleaned_data)
        except Refused as refused:
            say_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return to_practice(request, row)
    lead = gettext_lazy("Once its day has passed it stays missed; then the new day is one more.")
    return _show(request, row, form, gettext_lazy("Move an occurrence"), lead)


@require_POST
@programme_page(OWN_PRACTICES)
def accept(request: ProgrammeRequest, practice: str) -> HttpResponseBase:
    """The named owner takes the practice on."""
    row = get_practice(request.programme, practice)
    try:
        services.accept_practice(actor=request.actor, practice=row)
    except Refused as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, _("You own {practice} now.").format(practice=speak(known_practice(row.key).name)))
    return to_practice(request, row)


def _show(request: ProgrammeRequest, row: Practice, form: Form, heading: Promise, lead: Promise) -> HttpResponse:
    context = {
        "practice": row,
        "known": known_practice(row.key),
        "form": form,
        "heading": heading,
        "lead": lead,
        "crumbs": crumbs_to(request, row, str(heading)),
    }
    return render(request, "practices/form.html", context, status=422 if form.errors else 200)


def _date(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Hidden from None


# -- the forms --------------------------------------------------------------------------------------------------------


def _plain(kind: type[Form]) -> MakeForm:
    def make(_request: ProgrammeRequest, row: Practice, given: Any) -> Form:
        initial = {"title": speak(known_practice(row.key).name), "days": row.silent_days, "source": _last_source(row)}
        return kind(*given, initial=initial)

    return make


def _last_source(row: Practice) -> str:
    tool = row.tools.filter(until_on=None).last()
    return tool.source if tool else ""


def _assign_form(request: ProgrammeRequest, row: Practice, given: Any) -> Form:
    initial = {
        "owner": row.owner.email if row.owner else "",
        "deputy": row.deputy.email if row.deputy else "",
        "hours_per_week": row.hours_per_week,
        "planned_live_on": row.planned_live_on,
    }
    return forms.AssignForm(*given, people=people_of(request.programme), initial=initial)


def _due_dates_form(_request: ProgrammeRequest, row: Practice, given: Any) -> Form:
    rhythms = [
        (rhythm.key, speak(rhythm.label))
        for rhythm in known_practice(row.key).rhythms
        if rhythm.kind is RhythmKind.PLANNED
    ]
    if not rhythms:
        raise Hidden
    return forms.DueDatesForm(*given, rhythms=rhythms)


# -- what saves them --------------------------------------------------------------------------------------------------


def _assign(request: ProgrammeRequest, row: Practice, given: dict[str, Any]) -> None:
    row = services.assign_practice(
        actor=request.actor,
        practice=row,
        owner=get_person(request.programme, given["owner"]),
        deputy=get_person(request.programme, given["deputy"]) if given["deputy"] else None,
        hours_per_week=given["hours_per_week"],
    )
    if row.planned_live_on != given["planned_live_on"]:
        services.plan_go_live(actor=request.actor, practice=row, on=given["planned_live_on"])


def _procedure(request: ProgrammeRequest, row: Practice, given: dict[str, Any]) -> None:
    file = kept_file(request.actor, row, given.pop("file"))
    services.approve_procedure(actor=request.actor, practice=row, file=file, **given)


def _due_dates(request: ProgrammeRequest, row: Practice, given: dict[str, Any]) -> None:
    rhythm = planned_rhythm(row, given["rhythm"])
    services.approve_due_dates(
        actor=request.actor,
        practice=row,
        rhythm=rhythm.key,
        due_on=dates_by_interval(rhythm, given["first_due_on"], given["until"]),
        approved_on=given["approved_on"],
        reason=given["reason"],
    )


def _case(request: ProgrammeRequest, row: Practice, given: dict[str, Any]) -> None:
    file = kept_file(request.actor, row, given.pop("file"))
    services.record_case(actor=request.actor, practice=row, file=file, **given)


def _by(service: Callable[..., object]) -> Save:
    """A service that takes the form's fields as they are."""

    def save(request: ProgrammeRequest, row: Practice, given: dict[str, Any]) -> object:
        return service(actor=request.actor, practice=row, **given)

    return save


DOINGS = {
    "assign": Doing(
        ASSIGN_PRACTICES, _assign_form, _assign, gettext_lazy("Owner and time"),
        gettext_lazy("One person answers for a practice, one more stands in, and both have time for it."),
    ),
    "procedure": Doing(
        APPROVE_PROCEDURES, _plain(forms.ProcedureForm), _procedure, gettext_lazy("Record an approved procedure"),
        gettext_lazy("Records count as operation only from the day on which the procedure was approved."),
    ),
    "withdraw": Doing(
        APPROVE_PROCEDURES, _plain(forms.WithdrawForm), _by(services.withdraw_procedure),
        gettext_lazy("Withdraw the procedure"),
        gettext_lazy("For a procedure without a successor: from this day on records do not count."),
    ),
    "tool": Doing(
        ASSIGN_PRACTICES, _plain(forms.ToolForm), _by(services.declare_tool), gettext_lazy("Declare a tool of record"),
        gettext_lazy("Only records from the declared tool count; what was kept elsewhere meanwhile does not."),
    ),
    "end-tool": Doing(
        ASSIGN_PRACTICES, _plain(forms.EndToolForm), _by(services.end_tool), gettext_lazy("End a tool of record"),
        gettext_lazy("Records opened after this day count only from another declared tool."),
    ),
    "due-dates": Doing(
        APPROVE_DUE_DATES, _due_dates_form, _due_dates, gettext_lazy("Fix and approve due dates"),
        gettext_lazy("The run of a planned practice starts with the approval of its due dates: fix them beforehand."),
    ),
    "case": Doing(
        OWN_PRACTICES, _plain(forms.CaseForm), _case, gettext_lazy("Record a case or a rehearsal"),
        gettext_lazy("A real case run through, or one rehearsal where none came up, shows that the procedure works."),
    ),
    "before": Doing(
        ASSIGN_PRACTICES, _plain(forms.BeforeForm), _by(services.record_live_before),
        gettext_lazy("Record a go-live from before Milepost"),
        gettext_lazy("On its true date, with where it is written. It is stated, not computed."),
    ),
    "end": Doing(
        ASSIGN_PRACTICES, _plain(forms.EndForm), _by(services.end_practice), gettext_lazy("End the practice"),
        gettext_lazy("Its clock ends with the day before. Going live again starts a new run."),
    ),
    "silence": Doing(
        ASSIGN_PRACTICES, _plain(forms.SilenceForm), _by(services.change_silent_days),
        gettext_lazy("Change the silence that is allowed"),
        gettext_lazy("How many working days may pass without a record before the run ends."),
    ),
}  # fmt: skip
