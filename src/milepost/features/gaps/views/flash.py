"""Flash mode: one statement a card, a level by one key, and the next card comes. For interviews.

Every card is a page of its own, so it works without script; `milepost.js` only presses the buttons for the keys 0 to 5.
"""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from milepost.catalogue import standard
from milepost.catalogue.standard import Statement
from milepost.features.gaps import services
from milepost.features.gaps.forms import FlashForm
from milepost.features.gaps.heatmap import Standing, add_up
from milepost.features.gaps.levels import LEVELS
from milepost.features.gaps.models import Rating
from milepost.features.gaps.policies import RATE
from milepost.features.gaps.selectors import Line, get_assessment, get_rating, lines_of, parts_of
from milepost.features.gaps.statements import sections, statements_in
from milepost.features.gaps.views.page import address, crumbs, tabs
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from milepost.platform.ui.frame import Link


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(RATE)
def flash(request: ProgrammeRequest) -> HttpResponseBase:
    """A card: `?clause=` narrows the deck, `?at=` chooses the card (else the next unrated). POST rates it."""
    clause = request.GET.get("clause", "")[:20]
    deck = statements_in(clause)
    lines = lines_of(get_assessment(request.programme))
    card = _card(deck, lines, request.GET.get("at", ""))
    if not deck or card is None:
        return _summary(request, clause, deck, lines)
    context: dict[str, Any] = {}
    if request.method == "POST":
        context = _rated(request, card)
        if not context:
            following = _next_unrated(deck, lines, card)
            query = {"clause": clause, "at": following.id if following else "end"}
            return redirect(address(request, "flash", query=query))
    context |= _card_context(request, clause, deck, lines, card)
    return render(request, "gaps/flash.html", context, status=409 if "present" in context else 200)


def _rated(request: ProgrammeRequest, card: Statement) -> dict[str, Any]:
    """Nothing when it went well; else what to say on the card."""
    form = FlashForm(request.POST)
    seen = request.POST.get("seen", "")
    if not form.is_valid():
        return {"wrong": " ".join(str(word) for words in form.errors.values() for word in words)}
    changes: dict[str, Any] = {"current": int(form.cleaned_data["current"])}
    if "note" in request.POST:
        changes["note"] = form.cleaned_data["note"]
    try:
        services.rate_statement(
            actor=request.actor,
            programme=request.programme,
            statement=card.id,
            changes=changes,
            seen=int(seen) if seen.isdecimal() and len(seen) < 10 else None,
        )
    except Refused as refused:
        return {"wrong": f"{refused.reason} {refused.hint}".strip(), "typed": form.cleaned_data["note"]}
    except Superseded as superseded:
        return {"present": superseded.present, "typed": form.cleaned_data["note"], "level": changes["current"]}
    return {}


def _card_context(
    request: ProgrammeRequest, clause: str, deck: tuple[Statement, ...], lines: dict[str, Line], card: Statement
) -> dict[str, Any]:
    assessment = get_assessment(request.programme)
    place = deck.index(card)
    rating: Rating | None = get_rating(assessment, card.id)
    rated = sum(1 for one in deck if one.id in lines and lines[one.id].is_rated)
    return {
        "card": card,
        "question": next(one for one in standard.questions() if one.id == card.question),
        "group": next(one for one in standard.groups() if one.clause == card.group),
        "rating": rating,
        "parts": parts_of(assessment, [card.id]).get(card.id, []),
        "seen": rating.revision if rating else 0,
        "levels": LEVELS,
        "deck": {"clause": clause, "size": len(deck), "rated": rated, "place": place + 1},
        "closed": assessment if assessment and not assessment.is_open else None,
        "before_url": _at(request, clause, deck, place - 1),
        "after_url": _at(request, clause, deck, place + 1),
        "end_url": address(request, "flash", query={"clause": clause, "at": "end"}),
        "tabs": tabs(request, "flash"),
        "crumbs": crumbs(request, Link(card.id)),
    }


def _at(request: ProgrammeRequest, clause: str, deck: tuple[Statement, ...], place: int) -> str:
    if not 0 <= place < len(deck):
        return ""
    return address(request, "flash", query={"clause": clause, "at": deck[place].id})


def _card(deck: tuple[Statement, ...], lines: dict[str, Line], at: str) -> Statement | None:
    if at == "end":
        return None
    for statement in deck:
        if statement.id == at:
            return statement
    return _next_unrated(deck, lines, None)


def _next_unrated(deck: tuple[Statement, ...], lines: dict[str, Line], card: Statement | None) -> Statement | None:
    """The first unrated one behind the card, else before it; `card` itself is rated by now."""
    start = deck.index(card) + 1 if card else 0
    for statement in (*deck[start:], *deck[:start]):
        if statement is not card and not (statement.id in lines and lines[statement.id].is_rated):
            return statement
    return None


def _summary(
    request: ProgrammeRequest, clause: str, deck: tuple[Statement, ...], lines: dict[str, Line]
) -> HttpResponseBase:
    standing = Standing(lines, {}, frozenset())
    rows = [
        add_up(row.number, row.clause.title, inside, standing)
        for section in sections()
        for row in section.rows
        if (inside := [statement for statement in row.statements if statement in set(deck)])
    ]
    context = {
        "clause": clause,
        "total": add_up(clause, None, deck, standing),
        "rows": rows,
        "levels": LEVELS,
        "again_url": address(request, "flash", query={"clause": clause}),
        "tabs": tabs(request, "flash"),
        "crumbs": crumbs(request, Link(clause) if clause else Link("4–10")),
    }
    return render(request, "gaps/flash_summary.html", context)
