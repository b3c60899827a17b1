"""Obstacles on screen: the list and one of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from milepost.features.actions.selectors import people_here
from milepost.features.governance.columns import OBSTACLES
from milepost.features.governance.forms.committee import ObstacleForm, shown_obstacle
from milepost.features.governance.models import Obstacle
from milepost.features.governance.policies import RAISE_OBSTACLES
from milepost.features.governance.querysets import meetings_of, obstacles_of
from milepost.features.governance.selectors import get_obstacle
from milepost.features.governance.services import put_obstacle
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
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from milepost.platform.ui.frame import Link
from milepost.platform.ui.paging import page_of
from milepost.platform.ui.tables_export import KINDS, table_response

ORDERS: dict[str, tuple[str, ...]] = {
    "open": ("decided_on", "raised_on"),
    "raised": ("raised_on",),
    "title": ("title",),
    "code": ("code",),
}


@require_safe
@programme_page(READ_PROGRAMME)
def obstacle_list(request: ProgrammeRequest) -> HttpResponseBase:
    """The obstacles, the oldest first; `?state=open` the undecided ones, `?export=csv|xlsx` takes them along."""
    found = obstacles_of(request.programme)
    waiting = found.filter(decided_on=None)
    if request.GET.get("state") == "open":
        found = waiting
    if (kind := request.GET.get("export", "")) in KINDS:
        return table_response(found, OBSTACLES, name=f"{request.programme.code}-obstacles", kind=kind)
    context = {
        "listing": page_of(found, request.GET, orders=ORDERS, default="raised"),
        "waiting": waiting.count(),
        "only_open": request.GET.get("state") == "open",
        "may": rights(request),
        "on": today(request.organisation.timezone),
        "crumbs": crumbs(request, _("Obstacles")),
    }
    return render(request, "governance/obstacles.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(RAISE_OBSTACLES)
def obstacle_new(request: ProgrammeRequest) -> HttpResponse:
    """Raise an obstacle."""
    form = _form(request, {"raised_on": today(request.organisation.timezone), "meeting": request.GET.get("meeting")})
    if request.method == "POST" and form.is_valid() and _saved(request, form, {}, seen=0):
        return to_page(request, "governance:obstacles")
    context = {"form": form, "crumbs": crumbs(request, _list_link(request), _("New obstacle"))}
    return render(request, "governance/obstacle.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def obstacle(request: ProgrammeRequest, number: str) -> HttpResponse:
    """One obstacle with its history; POST changes or decides it."""
    row = get_obstacle(request.programme, number)
    initial = shown_obstacle(row)
    if request.GET.get("meeting") and not row.decided_in:
        initial["meeting"] = request.GET["meeting"]
    form = _form(request, initial)
    context: dict[str, Any] = {"seen": row.revision}
    if request.method == "POST" and form.is_valid():
        context |= _change(request, form, row)
        if "done" in context:
            return to_page(request, "governance:obstacles")
    row = get_obstacle(request.programme, number)
    context |= {
        "row": row,
        "form": form,
        "may": rights(request),
        "on": today(request.organisation.timezone),
        "history": history_of(request.organisation.pk, row.pk),
        "crumbs": crumbs(request, _list_link(request), row.code),
    }
    return render(request, "governance/obstacle.html", context, status=status_of(form, context))


def _form(request: ProgrammeRequest, initial: dict[str, Any]) -> ObstacleForm:
    held = list(meetings_of(request.programme).exclude(held_on=None).order_by("-held_on"))
    return ObstacleForm(
        request.POST or None,
        people=people_here(request.programme),
        meetings=held,
        may_decide=rights(request)["meetings"],
        initial=initial,
    )


def _saved(request: ProgrammeRequest, form: ObstacleForm, more: dict[str, Any], *, seen: int | None) -> bool:
    try:
        row = put_obstacle(
            actor=request.actor, programme=request.programme, fields={**form.given(), **more}, seen=seen
        ).row
    except Refused as refused:
        show_refusal(form, refused)
        return False
    messages.success(request, _("{obstacle} is saved.").format(obstacle=row.code))
    return True


def _change(request: ProgrammeRequest, form: ObstacleForm, row: Obstacle) -> dict[str, Any]:
    try:
        done = _saved(request, form, {"code": row.code}, seen=seen_in(request, row))
    except Superseded:
        present = get_obstacle(request.programme, row.code)
        return both_versions(form, present, shown_obstacle(present))
    return {"done": True} if done else {}


def _list_link(request: ProgrammeRequest) -> Link:
    return Link(_("Obstacles"), address(request, "governance:obstacles"))
