"""One statement: everything that is said of it, its parts, what it became, and its history."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from milepost.catalogue import standard
from milepost.catalogue.standard import Statement
from milepost.features.actions.policies import EDIT_ACTIONS
from milepost.features.gaps import services
from milepost.features.gaps.forms import RatingForm, form_values
from milepost.features.gaps.history import history_of
from milepost.features.gaps.levels import LEVELS
from milepost.features.gaps.models import Rating
from milepost.features.gaps.selectors import (
    actions_for,
    get_assessment,
    get_rating,
    get_statement_id,
    parts_of,
    possible_owners,
)
from milepost.features.gaps.services.book import PartKey
from milepost.features.gaps.statements import auditable, find_statement, places
from milepost.features.gaps.views.page import address, crumbs, may, tabs
from milepost.features.portfolio.models import Location, Unit
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.organisations.conflicts import conflict
from milepost.platform.organisations.policies import allows
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from milepost.platform.ui.frame import Link

PART = "part:"  # in front of a part's name in the form


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def statement(request: ProgrammeRequest, statement: str) -> HttpResponseBase:
    """A statement. POST rates it, sets its parts (`do=parts`), or makes an action of its remediation (`do=plan`)."""
    known = find_statement(get_statement_id(statement))
    assessment = get_assessment(request.programme, request.GET.get("assessment", ""))
    rating = get_rating(assessment, known.id)
    parts = parts_of(assessment, [known.id]).get(known.id, [])
    form = RatingForm(
        request.POST if request.method == "POST" and "do" not in request.POST else None,
        initial=form_values(rating),
        statement=known,
        owners=possible_owners(request.programme),
        has_parts=bool(parts),
    )
    context: dict[str, Any] = {"seen": rating.revision if rating else 0}
    if request.method == "POST":
        context |= _posted(request, known, rating, form)
        if "done" in context:
            messages.success(request, context["done"])
            return redirect(request.get_full_path())
    place = places()[known.id]
    context |= {
        "known": known,
        "question": next(one for one in standard.questions() if one.id == known.question),
        "group": next(one for one in standard.groups() if one.clause == known.group),
        "rating": rating,
        "parts": parts,
        "places": _places(request, {part.key: part.level for part in parts}),
        "actions": actions_for(request.programme, known.id),
        "history": history_of(rating),
        "form": form,
        "levels": LEVELS,
        "assessment": assessment,
        "can_rate": may(request)["rate"] and (assessment is None or assessment.is_open),
        "can_plan": _may_plan(request),
        "before": auditable()[place - 1].id if place else "",
        "after": auditable()[place + 1].id if place + 1 < len(auditable()) else "",
        "tabs": tabs(request, ""),
        "crumbs": crumbs(request, Link(known.clause, address(request, "clause", number=known.clause)), Link(known.id)),
    }
    status = 409 if "conflict" in context else 422 if form.errors or "wrong" in context else 200
    return render(request, "gaps/statement.html", context, status=status)


def _posted(request: ProgrammeRequest, known: Statement, rating: Rating | None, form: RatingForm) -> dict[str, Any]:
    """What came of it: `done` with words, `conflict`, or what is `wrong`."""
    do = request.POST.get("do", "")
    if not do and not form.is_valid():
        return {}
    if rating is not None and not rating.assessment.is_open:
        return {"wrong": _("{reference} is closed: it is read only.").format(reference=rating.assessment.reference)}
    try:
        if do == "plan" and rating is not None:
            action = services.plan_remediation(actor=request.actor, rating=rating)
            return {"done": _("{reference} is on the list of actions.").format(reference=action.reference)}
        services.rate_statement(
            actor=request.actor,
            programme=request.programme,
            statement=known.id,
            changes={} if do else form.given(),
            parts=_parts_given(request) if do == "parts" else None,
            seen=_seen(request, rating),
        )
    except Superseded:
        return _conflict(request, known, form, is_parts=bool(do))
    except Refused as refused:
        words = f"{refused.reason} {refused.hint}".strip()
        if do or refused.field not in form.fields:
            return {"wrong": words}
        form.add_error(refused.field, words)
        return {}
    return {"done": _("{statement} is saved.").format(statement=known.id)}


def _conflict(request: ProgrammeRequest, known: Statement, form: RatingForm, *, is_parts: bool) -> dict[str, Any]:
    present = get_rating(get_assessment(request.programme), known.id)
    if present is None or is_parts:
        words = _("Somebody changed this statement meanwhile. Look at the levels as they are now, and save again.")
        return {"wrong": words, "seen": present.revision if present else 0}
    found = conflict(form, present, form_values(present))
    return {"conflict": found, "seen": found["seen"]}


def _seen(request: ProgrammeRequest, rating: Rating | None) -> int:
    written = request.POST.get("seen", "")
    if written.isdecimal() and len(written) < 10:
        return int(written)
    return rating.revision if rating else 0


def _parts_given(request: ProgrammeRequest) -> dict[PartKey, int]:
    given: dict[PartKey, int] = {}
    for name, written in request.POST.items():
        kind, _colon, code = name.removeprefix(PART).partition(":")
        if name.startswith(PART) and written in {"0", "1", "2", "3", "4", "5"}:
            given[kind, code] = int(written)
    return given


def _places(request: ProgrammeRequest, held: dict[str, int]) -> list[tuple[str, str, int | None]]:
    """Where the statement can be rated apart: (field, name, level) of each service area and site in use."""
    rows = [
        (f"{kind}:{place.code}", place.name, place.retired_on)
        for kind, model in (("unit", Unit), ("location", Location))
        for place in model._default_manager.filter(organisation=request.organisation).order_by("name")
    ]
    return [(f"{PART}{key}", name, held.get(key)) for key, name, retired in rows if retired is None or key in held]


def _may_plan(request: ProgrammeRequest) -> bool:
    place: dict[str, Any] = {"organisation_id": request.organisation.pk, "programme_id": request.programme.pk}
    return allows(request.actor, EDIT_ACTIONS, **place)
