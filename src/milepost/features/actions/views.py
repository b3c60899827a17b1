"""Pages of the list of actions: the list, one action with its history, its forms."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.engines.rules.results import Subject
from milepost.features.actions.columns import COLUMNS
from milepost.features.actions.forms import ActionFilter, ActionForm, shown_values
from milepost.features.actions.models import Action
from milepost.features.actions.policies import EDIT_ACTIONS
from milepost.features.actions.querysets import actions_of, open_actions, overdue_actions
from milepost.features.actions.selectors import Wanted, actions_wanted, get_action, people_here
from milepost.features.actions.services import add_action, change_action, finish_action
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.history import history_of
from milepost.platform.organisations.conflicts import conflict
from milepost.platform.organisations.policies import allows
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from milepost.platform.ui.frame import Link
from milepost.platform.ui.paging import page_of
from milepost.platform.ui.tables_export import KINDS, table_response

ORDERS: dict[str, tuple[str, ...]] = {
    "due": ("due_on", "number"),
    "number": ("number",),
    "title": ("title",),
    "owner": ("owner__name", "due_on"),
    "state": ("state", "due_on"),
}


@require_safe
@programme_page(READ_PROGRAMME)
def action_list(request: ProgrammeRequest) -> HttpResponseBase:
    """The actions, filtered and sorted by the address; `?export=csv|xlsx` takes them along."""
    on = today(request.organisation.timezone)
    form = ActionFilter(request.GET, people=people_here(request.programme))
    chosen = form.chosen()
    found = actions_wanted(request.programme, _wanted(request, chosen), on=on)
    if (kind := request.GET.get("export", "")) in KINDS:
        return table_response(found, COLUMNS, name=f"{request.programme.code}-actions", kind=kind)
    context = {
        "listing": page_of(found, request.GET, orders=ORDERS, default="due"),
        "form": form,
        "chosen": chosen,
        "export": True,
        "may_edit": _may_edit(request),
        "owed": open_actions(request.programme).count(),
        "overdue": overdue_actions(request.programme, on=on).count(),
        "is_empty": not chosen and not actions_of(request.programme).exists(),
        "on": on,
        "crumbs": crumbs_to(request),
    }
    return render(request, "actions/list.html", context)


def _wanted(request: ProgrammeRequest, chosen: dict[str, Any]) -> Wanted:
    owner = chosen.get("owner", "")
    whose = {"": None, "nobody": None, "me": request.actor.person_id}
    return Wanted(
        state=chosen.get("state", "owed"),
        owner=whose[owner] if owner in whose else UUID(owner),
        unowned=owner == "nobody",
        overdue=chosen.get("overdue", False),
        words=chosen.get("words", ""),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(EDIT_ACTIONS)
def action_new(request: ProgrammeRequest) -> HttpResponse:
    """Put something on the list."""
    form = ActionForm(request.POST or None, people=people_here(request.programme), is_new=True)
    if request.method == "POST" and form.is_valid():
        try:
            action = add_action(actor=request.actor, programme=request.programme, **form.given())
        except Refused as refused:
            _say(form, refused)
        else:
            messages.success(request, _("{reference} is on the list.").format(reference=action.reference))
            return to_page(request, "actions:list")
    context = {"form": form, "crumbs": crumbs_to(request, _("New action"))}
    return render(request, "actions/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def action_page(request: ProgrammeRequest, reference: str) -> HttpResponse:
    """One action with its history; POST changes it."""
    action = get_action(request.programme, reference)
    form = ActionForm(
        request.POST or None, people=people_here(request.programme), is_new=False, initial=shown_values(action)
    )
    context: dict[str, Any] = {"seen": action.revision}
    if request.method == "POST" and form.is_valid():
        context |= _changed(request, form, action)
        if "done" in context:
            return to_page(request, "actions:action", reference=action.reference)
    action = get_action(request.programme, reference)  # a refused change left its values in the row
    context |= {
        "action": action,
        "form": form,
        "may_edit": _may_edit(request),
        "source": Subject(action.source_kind, action.subject_key, action.source_label),
        "on": today(request.organisation.timezone),
        "history": history_of(request.organisation.pk, action.pk),
        "crumbs": crumbs_to(request, action.reference),
    }
    status = 422 if form.errors else 409 if "conflict" in context else 200
    return render(request, "actions/action.html", context, status=status)


def _changed(request: ProgrammeRequest, form: ActionForm, action: Action) -> dict[str, Any]:
    try:
        change_action(actor=request.actor, action=action, seen=_seen(request, action), changes=form.given())
    except Superseded as superseded:
        present = superseded.present
        assert isinstance(present, Action)  # noqa: S101 - for the type checker
        return {"conflict": conflict(form, present, shown_values(present)), "seen": present.revision}
    except Refused as refused:
        _say(form, refused)
        return {}
    messages.success(request, _("{reference} is saved.").format(reference=action.reference))
    return {"done": True}


@require_POST
@programme_page(READ_PROGRAMME)
def action_finish(request: ProgrammeRequest, reference: str) -> HttpResponse:
    """Mark an action done, from the list or its page."""
    action = get_action(request.programme, reference)
    try:
        finish_action(actor=request.actor, action=action, seen=_seen(request, action))
    except Superseded:
        messages.error(request, _("Somebody changed {reference} meanwhile: look again.").format(reference=reference))
        return to_page(request, "actions:action", reference=reference)
    messages.success(request, _("{reference} is done.").format(reference=reference))
    return to_page(request, "actions:list")


def _seen(request: ProgrammeRequest, action: Action) -> int:
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 10 else action.revision


def _say(form: ActionForm, refused: Refused) -> None:
    form.add_error(refused.field if refused.field in form.fields else None, f"{refused.reason} {refused.hint}".strip())


def _may_edit(request: ProgrammeRequest) -> bool:
    here_ids = {"organisation_id": request.organisation.pk, "programme_id": request.programme.pk}
    return allows(request.actor, EDIT_ACTIONS, **here_ids)


def here(request: ProgrammeRequest) -> dict[str, str]:
    """The parts of an address that name the programme."""
    return {"org": request.organisation.code, "code": request.programme.code}


def to_page(request: ProgrammeRequest, name: str, **more: str) -> HttpResponse:
    """The way to a page of this programme, after a change."""
    return redirect(reverse(name, kwargs={**here(request), **more}))


def crumbs_to(request: ProgrammeRequest, *more: str) -> tuple[Link, ...]:
    """The way to a page below the list."""
    actions = reverse("actions:list", kwargs=here(request)) if more else ""
    home = Link(request.programme.name, reverse("reports:programme", kwargs=here(request)))
    return home, Link(_("Actions"), actions), *(Link(words) for words in more)
