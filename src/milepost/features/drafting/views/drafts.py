"""What the registers give: the documents as they would be written today, and what they lack."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from milepost.catalogue.loader import UnknownEntry
from milepost.features.drafting.drafts import LANGUAGES, asked_for, coverage_of, write, write_all
from milepost.features.drafting.policies import EDIT_FACTS
from milepost.features.drafting.selectors import answers_of
from milepost.features.drafting.sheets import questions
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.policies import Hidden, allows


def language_of(request: ProgrammeRequest) -> str:
    """The language of the documents on a page: the one in the address, or the reader's."""
    wanted = request.GET.get("language") or (get_language() or "en")[:2]
    return wanted if wanted in LANGUAGES else "en"


def may_edit(request: ProgrammeRequest) -> bool:
    """Whether the reader may enter facts here."""
    here = {"organisation_id": request.organisation.pk, "programme_id": request.programme.pk}
    return allows(request.actor, EDIT_FACTS, **here)


@require_safe
@programme_page(READ_PROGRAMME)
def drafts(request: ProgrammeRequest) -> HttpResponse:
    """Every document that is written from the registers, and how complete it is."""
    language = language_of(request)
    found = coverage_of(write_all(request.programme, language, on=today(request.organisation.timezone)))
    context: dict[str, Any] = {
        "found": found,
        "language": language,
        "lines": [
            (each, *each.draft.complete, sum(each.kind.key in asked.documents for asked in found.asked))
            for each in found.documents
        ],
    }
    return render(request, "drafting/drafts.html", context)


@require_safe
@programme_page(READ_PROGRAMME)
def draft(request: ProgrammeRequest, key: str) -> HttpResponse:
    """One document as it would be written today, with what it lacks beside it."""
    language = language_of(request)
    try:
        written = write(request.programme, key, language, on=today(request.organisation.timezone))
    except UnknownEntry:
        raise Hidden from None
    context: dict[str, Any] = {
        "written": written,
        "language": language,
        "body": written.draft.body,
        "asked": asked_for([written]),
        "may_edit": may_edit(request),
    }
    return render(request, "drafting/draft.html", context)


@require_safe
@programme_page(READ_PROGRAMME)
def asked(request: ProgrammeRequest) -> HttpResponse:
    """Everything that documents lack, each thing once, and the questions that are answered."""
    language = language_of(request)
    found = asked_for(write_all(request.programme, language, on=today(request.organisation.timezone)))
    known, given = questions(language), answers_of(request.programme)
    context: dict[str, Any] = {
        "questions": [each for each in found if not each.sheet],
        "facts": [each for each in found if each.sheet],
        "answered": [known[code] for code in given if code in known],
        "may_edit": may_edit(request),
    }
    return render(request, "drafting/asked.html", context)
