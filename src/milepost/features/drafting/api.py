"""Facts, questions and drafts in the API."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Body, Path, Query, Router, Status

from milepost.catalogue.documents.templates import template_keys
from milepost.catalogue.loader import UnknownEntry
from milepost.features.documents.policies import WRITE_DOCUMENTS
from milepost.features.drafting.entering.services import put_answer, put_sheet
from milepost.features.drafting.outward import asked_values, draft_values, sheet_values, taken_values
from milepost.features.drafting.own.api import router as templates
from milepost.features.drafting.policies import EDIT_FACTS
from milepost.features.drafting.reading.book import reading_of
from milepost.features.drafting.reading.given import Said
from milepost.features.drafting.schemas import (
    AnswerIn,
    AnswerOut,
    CoverageOut,
    DraftOut,
    DraftsWanted,
    QuestionsOut,
    SheetIn,
    SheetOut,
    SheetsOut,
    TakenUpsOut,
    TakeUpIn,
)
from milepost.features.drafting.sheets.entered import get_answer, get_sheet, sheets_of
from milepost.features.drafting.sheets.things import NotOneDocument
from milepost.features.drafting.standing.api import router as standing_router
from milepost.features.drafting.writing.controlling import standings, take_up
from milepost.features.drafting.writing.coverage import coverage_of
from milepost.features.drafting.writing.drafts import write
from milepost.features.drafting.writing.keeping import written_today
from milepost.features.drafting.writing.listing import Wanted, coverage_values, lines_of, narrowed
from milepost.features.drafting.writing.own_templates import answer_shape_of, questions_of
from milepost.features.programmes.models import Programme
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.api import PROBLEMS, caller, seen_revision, tag
from milepost.platform.organisations.policies import Hidden
from milepost.platform.organisations.refusals import Refused

router = Router(tags=["drafting"])
router.add_router("", templates)
router.add_router("", standing_router)
HERE = "/organisations/{org}/programmes/{code}"
SheetCode = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_-]*(:[A-Za-z0-9][A-Za-z0-9._-]*)?$", max_length=80)]
QuestionKey = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
DocumentKey = Annotated[str, Path(pattern=r"^DOC-[A-Z]{2,4}-[0-9]{2}(:[A-Za-z0-9][A-Za-z0-9._-]*)?$", max_length=80)]
Language = Annotated[Literal["en", "id"], Query(description="The language of the documents.")]


@router.get(HERE + "/facts", response={200: SheetsOut, **PROBLEMS}, operation_id="list_fact_sheets")
def list_sheets(request: HttpRequest, org: str, code: str) -> Any:
    """Every fact sheet that documents are written from, with its shape and what was entered."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    said = _said(programme)
    return {"items": [sheet_values(each, said) for each in sheets_of(programme)]}


@router.get(HERE + "/facts/{sheet}", response={200: SheetOut, **PROBLEMS}, operation_id="get_fact_sheet")
def read_sheet(request: HttpRequest, response: HttpResponse, org: str, code: str, sheet: SheetCode) -> Any:
    """One fact sheet."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    entered = get_sheet(programme, sheet)
    if entered.row is not None:
        tag(response, entered.row)
    return sheet_values(entered, _said(programme))


@router.put(HERE + "/facts/{sheet}", response={200: SheetOut, 201: SheetOut, **PROBLEMS}, operation_id="put_fact_sheet")
def write_sheet(
    request: HttpRequest, response: HttpResponse, org: str, code: str, sheet: SheetCode, given: Body[SheetIn]
) -> Any:
    """Enter the facts of one sheet, whole."""
    actor = caller(request)
    programme = get_programme(actor, org, code, EDIT_FACTS)
    get_sheet(programme, sheet)
    did = put_sheet(actor=actor, programme=programme, code=sheet, facts=given.facts, seen=seen_revision(request))
    entered = get_sheet(programme, sheet)
    if entered.row is not None:
        tag(response, entered.row)
    return Status(201 if did == "created" else 200, sheet_values(entered, _said(programme)))


@router.get(HERE + "/questions", response={200: QuestionsOut, **PROBLEMS}, operation_id="list_questions")
def list_questions(request: HttpRequest, org: str, code: str, language: Language = "en") -> Any:
    """What the documents lack: questions for people and facts to enter, each once."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    asked = coverage_of(written_today(programme, language)).asked
    return {"items": [asked_values(each) for each in asked]}


@router.get(HERE + "/questions/{key}", response={200: AnswerOut, **PROBLEMS}, operation_id="get_answer")
def read_answer(
    request: HttpRequest, response: HttpResponse, org: str, code: str, key: QuestionKey, language: Language = "en"
) -> Any:
    """One question and its answer."""
    return _answered(response, get_programme(caller(request), org, code, READ_PROGRAMME), key, language)


@router.put(HERE + "/questions/{key}", response={200: AnswerOut, 201: AnswerOut, **PROBLEMS}, operation_id="put_answer")
def write_answer(
    request: HttpRequest, response: HttpResponse, org: str, code: str, key: QuestionKey, given: Body[AnswerIn]
) -> Any:
    """Answer a question."""
    actor = caller(request)
    programme = get_programme(actor, org, code, EDIT_FACTS)
    if key not in questions_of(programme, "en"):
        raise Hidden
    did = put_answer(actor=actor, programme=programme, code=key, answer=given.answer, seen=seen_revision(request))
    return Status(201 if did == "created" else 200, _answered(response, programme, key, "en"))


@router.get(HERE + "/coverage", response={200: CoverageOut, **PROBLEMS}, operation_id="get_coverage")
def read_coverage(
    request: HttpRequest, org: str, code: str, wanted: Query[DraftsWanted], language: Language = "en"
) -> Any:
    """How much of the required documented information is drafted from what the registers hold.

    The filters choose which documents are listed; the numbers are those of all of them.
    """
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    found = coverage_of(written_today(programme, language))
    listed = lines_of(found, standings(programme, found.documents))
    return coverage_values(found, narrowed(listed, Wanted(**wanted.model_dump())))


@router.get(HERE + "/drafts/{key}", response={200: DraftOut, **PROBLEMS}, operation_id="get_draft")
def read_draft(request: HttpRequest, org: str, code: str, key: DocumentKey, language: Language = "en") -> Any:
    """One document as it would be written today.

    One that is written once for each customer, supplier or service has its code beside the kind: DOC-SLA-01:RETAIL.
    """
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    try:
        return draft_values(programme, write(programme, key, language, on=_today(programme)))
    except UnknownEntry:
        raise Hidden from None
    except NotOneDocument as several:
        raise Refused(
            _("There is not one {key} alone.").format(key=key),
            field="key",
            hint=_("One of: {values}.").format(values=", ".join(several.addresses) or "–"),
        ) from None


@router.post(HERE + "/drafts", response={200: TakenUpsOut, **PROBLEMS}, operation_id="take_up_drafts")
def take_up_drafts(request: HttpRequest, org: str, code: str, given: Body[TakeUpIn]) -> Any:
    """Put drafts into the next versions of their controlled documents; each stands for itself."""
    actor = caller(request)
    programme = get_programme(actor, org, code, WRITE_DOCUMENTS)
    keys = given.documents or list(template_keys())
    try:
        taken = take_up(actor=actor, programme=programme, keys=keys, language=given.language, on=_today(programme))
    except UnknownEntry as unknown:
        raise Refused(
            _("No template writes {key}.").format(key=unknown.key[:80]),
            field="documents",
            hint=_("The coverage lists the documents that are written."),
        ) from None
    return {"items": [taken_values(each) for each in taken]}


def _today(programme: Programme) -> Any:
    return today(programme.organisation.timezone)


def _said(programme: Programme) -> Mapping[str, Said]:
    """What is known of the facts without a fact sheet."""
    return reading_of(programme, on=_today(programme)).said


def _answered(response: HttpResponse, programme: Programme, key: str, language: str) -> dict[str, Any]:
    question = questions_of(programme, language).get(key)
    if question is None:
        raise Hidden
    row = get_answer(programme, key)
    if row is not None:
        tag(response, row)
    return {
        "code": key,
        "text": question.text,
        "why": question.why,
        "shape": answer_shape_of(programme, key),
        "answer": row.answer if row else None,
        "revision": row.revision if row else 0,
    }
