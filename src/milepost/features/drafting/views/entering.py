"""Entering facts and answers: the list of sheets, one sheet, one part of it, one question."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst, slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from milepost.catalogue.documents.kinds import Repeats
from milepost.catalogue.documents.words import word
from milepost.engines.templating.shapes import Shape
from milepost.features.drafting.entering.fields import Elsewhere, FactsForm
from milepost.features.drafting.entering.parts import (
    Part,
    choices_of,
    expected_of,
    lacking_of,
    part_of,
    parts_of,
    path_of,
    replaced,
    told,
    told_elsewhere,
)
from milepost.features.drafting.entering.services import put_answer, put_sheet
from milepost.features.drafting.policies import EDIT_FACTS
from milepost.features.drafting.reading.book import Reading, reading_of
from milepost.features.drafting.sheets.entered import Entered, get_answer, get_sheet, sheets_of
from milepost.features.drafting.sheets.things import kinds_of, why_none
from milepost.features.drafting.views.drafts import may_edit
from milepost.features.drafting.views.origins import PLACES, sources_in
from milepost.features.drafting.writing.own_templates import answer_shape_of, questions_of
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.history import history_of
from milepost.platform.organisations.conflicts import conflict, seen_in
from milepost.platform.organisations.policies import Hidden
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from milepost.platform.ui.texts import speak


@require_safe
@programme_page(READ_PROGRAMME)
def facts(request: ProgrammeRequest) -> HttpResponse:
    """Every fact sheet, with how much of it is entered."""
    lines, reading = [], _reading(request)
    for entered in sheets_of(request.programme):
        parts = told_elsewhere(parts_of(entered), entered.sheet, reading)
        things = len(entered.rows) if entered.sheet.is_of_things else None
        lines.append((entered.sheet, sum(part.is_entered for part in parts), len(parts), things))
    return render(request, "drafting/facts.html", {"lines": lines})


@require_safe
@programme_page(READ_PROGRAMME)
def sheet(request: ProgrammeRequest, code_of_sheet: str) -> HttpResponse:
    """One fact sheet: its parts, and what is entered in each."""
    entered = get_sheet(request.programme, code_of_sheet)
    if entered.sheet.is_of_things:
        things = lacking_of(request.programme, entered)
        kinds = kinds_of(code_of_sheet)
        context: dict[str, Any] = {
            "entered": entered,
            "things": things,
            "kinds": kinds,
            "repeats": word(Repeats(entered.sheet.repeats)),
            "reasons": [speak(why_none(kind)) for kind in kinds],
            "may_edit": may_edit(request),
        }
        return render(request, "drafting/things.html", context)
    language, reading = get_language() or "en", _reading(request)
    choices = choices_of(reading.sources.book, language)
    parts = told_elsewhere(parts_of(entered, expected_of(entered, choices)), entered.sheet, reading)
    lines = [
        (part, told(part.shape, part.shown, choices, language), sources_in(part.said, request.programme))
        for part in parts
    ]
    context = {"entered": entered, "lines": lines, "may_edit": may_edit(request)}
    if entered.sheet.by_key and (new := slugify(request.GET.get("new", ""))[:60]):
        return redirect("drafting:part", request.organisation.code, request.programme.code, code_of_sheet, new)
    if entered.row is not None:
        context["history"] = history_of(request.organisation.pk, entered.row.pk)
    return render(request, "drafting/sheet.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(EDIT_FACTS)
def part(request: ProgrammeRequest, code_of_sheet: str, name: str) -> HttpResponse:
    """One part of a sheet, to be entered."""
    entered = get_sheet(request.programme, code_of_sheet)
    reading = _reading(request)
    found = part_of(entered, name, reading)
    if found is None:
        raise Hidden
    form = FactsForm(
        request.POST or None,
        shape=found.shape,
        value=found.shown if found.said else found.value,
        fact=found.fact,
        choices=choices_of(reading.sources.book, get_language() or "en"),
        elsewhere=_elsewhere(found, entered),
    )

    def write(value: Any, seen: int | None) -> None:
        put_sheet(
            actor=request.actor,
            programme=request.programme,
            code=code_of_sheet,
            facts=replaced(entered, name, value),
            seen=seen,
        )

    revision = entered.row.revision if entered.row else 0
    sources = sources_in(found.said, request.programme)
    context: dict[str, Any] = {"entered": entered, "part": found, "seen": revision, "sources": sources}
    if _saved(request, form, context, write):
        if "more" in request.POST:
            return redirect(request.path)
        return redirect("drafting:sheet", request.organisation.code, request.programme.code, code_of_sheet)
    return _page(request, "drafting/part.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(EDIT_FACTS)
def question(request: ProgrammeRequest, key: str) -> HttpResponse:
    """One question, to be answered; `none` says that there is nothing to say."""
    found = questions_of(request.programme, (get_language() or "en")[:2]).get(key)
    if found is None:
        raise Hidden
    row, shape = get_answer(request.programme, key), answer_shape_of(request.programme, key)
    form = _form(request, shape, row.answer if row else None, f"q.{key}")

    def write(value: Any, seen: int | None) -> None:
        empty = [] if isinstance(shape, list) else {} if isinstance(shape, dict) else ""
        answer = empty if "none" in request.POST else value
        put_answer(actor=request.actor, programme=request.programme, code=key, answer=answer, seen=seen)

    context: dict[str, Any] = {
        "question": found,
        "answer": row,
        "seen": row.revision if row else 0,
        "may_be_none": isinstance(shape, list),
    }
    if _saved(request, form, context, write):
        return redirect("drafting:asked", request.organisation.code, request.programme.code)
    return _page(request, "drafting/question.html", form, context)


def _form(request: ProgrammeRequest, shape: Shape, value: Any, fact: str) -> FactsForm:
    choices = choices_of(_reading(request).sources.book, get_language() or "en")
    return FactsForm(request.POST or None, shape=shape, value=value, fact=fact, choices=choices)


def _reading(request: ProgrammeRequest) -> Reading:
    return reading_of(request.programme, on=today(request.organisation.timezone))


def _elsewhere(part: Part, entered: Entered) -> dict[str, Elsewhere]:
    """The fields of a part that were said elsewhere, by their paths in its form."""
    start = len(path_of(part, entered.sheet))
    return {
        f"f{each.path[start:]}": Elsewhere(capfirst(str(PLACES[each.origin][0])), is_key=each.is_key)
        for each in part.said
    }


def _saved(
    request: ProgrammeRequest, form: FactsForm, context: dict[str, Any], write: Callable[[Any, int | None], None]
) -> bool:
    """Whether what was typed is saved; else the context says why not."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        write(form.facts(), seen_in(request.POST))
    except Refused as refused:
        form.add_error(None, f"{refused.reason} {refused.hint}".strip())
        return False
    except Superseded as superseded:
        context["conflict"] = conflict(form, superseded.present, {})
        context["seen"] = superseded.present.revision
        return False
    messages.success(request, _("Saved."))
    return True


def _page(request: ProgrammeRequest, template: str, form: FactsForm, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.errors else 409 if "conflict" in context else 200
    return render(request, template, {**context, "form": form}, status=status)
