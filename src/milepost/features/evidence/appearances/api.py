"""Records that appeared later, over the API: which imports brought them, why, and what an auditor says to it."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Status
from pydantic import Field

from milepost.features.evidence.appearances.finding import late_imports
from milepost.features.evidence.appearances.selectors import explanations_of, get_explanation
from milepost.features.evidence.appearances.services import LONGEST, MOST, decide_explanation, explain_records
from milepost.features.evidence.appearances.values import explanation_values, late_import_values
from milepost.features.evidence.policies import EXPLAIN_RECORDS, JUDGE_EXPLANATIONS
from milepost.features.practices.selectors import get_practice
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.platform.batches.selectors import get_batch
from milepost.platform.organisations.api import PROBLEMS, caller, seen_revision, tag
from milepost.platform.organisations.cursors import Cursor, Limit, Page, cursor_page
from milepost.platform.organisations.policies import Hidden
from milepost.platform.organisations.schemas import Strict
from milepost.platform.organisations.wire import Schema

router = Router(tags=["clocks"])
HERE = "/organisations/{org}/programmes/{code}"
CLOCK = HERE + "/clocks/{practice}"
Key = Annotated[str, Path(pattern=r"^[a-z][a-z-]*$", max_length=40, description="A practice's key, like incident.")]
Number = Annotated[str, Path(pattern=r"^E-[0-9]{4}-[0-9]{1,9}$", description="The number, like E-2026-014.")]


class LateImportOut(Schema):
    """An import that brought records which appeared later and do not count; entry times are theirs."""

    batch: UUID
    source: str
    file: str
    sealed_at: datetime
    count: int
    first_entered_at: datetime
    last_entered_at: datetime


class LateImportsOut(Schema):
    """The oldest import first."""

    items: list[LateImportOut]


class ExplanationOut(Schema):
    """Why records appeared later, and what an internal auditor said to it."""

    explanation: str
    practice: str
    source: str
    batch: UUID
    file: str
    received_at: datetime
    records: list[str]
    count: int
    reason: str
    made_by: str
    made_at: datetime
    state: Literal["waiting", "accepted", "declined"]
    decided_by: str | None
    decided_at: datetime | None
    note: str
    revision: int


class ExplanationIn(Strict):
    """Why records that an import brought appear only now."""

    batch: Annotated[UUID, Field(description="The import that brought them.")]
    records: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=200)]],
        Field(max_length=MOST, description="Their ids in the source; empty: all that it brought."),
    ] = []
    reason: Annotated[str, Field(min_length=1, max_length=LONGEST)]


class ExplanationDecision(Strict):
    """What the auditor says; declining wants a note. An accepted explanation can still be declined."""

    decision: Literal["accepted", "declined"]
    note: Annotated[str, Field(max_length=LONGEST)] = ""


@router.get(CLOCK + "/appeared-later", response={200: LateImportsOut, **PROBLEMS}, operation_id="list_appeared_later")
def list_appeared_later(request: HttpRequest, org: str, code: str, practice: Key) -> Any:
    """The imports that brought records of a practice which appeared later and do not count."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    return {"items": [late_import_values(found) for found in late_imports(get_practice(programme, practice))]}


@router.post(CLOCK + "/explanations", response={201: ExplanationOut, **PROBLEMS}, operation_id="explain_records")
def post_explanation(
    request: HttpRequest, response: HttpResponse, org: str, code: str, practice: Key, given: ExplanationIn
) -> Any:
    """Say as the owner of the practice why records appear only now; an internal auditor accepts it."""
    actor = caller(request)
    programme = get_programme(actor, org, code, EXPLAIN_RECORDS)
    batch = get_batch(actor, given.batch)
    if batch.organisation_id != programme.organisation_id:
        raise Hidden
    made = explain_records(
        actor=actor,
        practice=get_practice(programme, practice),
        batch=batch,
        reason=given.reason,
        records=given.records,
    )
    tag(response, made)
    return Status(201, explanation_values(made))


@router.get(HERE + "/explanations", response={200: Page[ExplanationOut], **PROBLEMS}, operation_id="list_explanations")
def list_explanations(request: HttpRequest, org: str, code: str, limit: Limit = 50, cursor: Cursor = "") -> Any:
    """Every explanation of a programme, in the order they were made."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    page = cursor_page(explanations_of(programme), limit=limit, cursor=cursor)
    return {**page, "items": [explanation_values(row) for row in page["items"]]}


@router.get(HERE + "/explanations/{number}", response={200: ExplanationOut, **PROBLEMS}, operation_id="get_explanation")
def get_one_explanation(request: HttpRequest, response: HttpResponse, org: str, code: str, number: Number) -> Any:
    """One explanation."""
    row = get_explanation(get_programme(caller(request), org, code, READ_PROGRAMME), number)
    tag(response, row)
    return explanation_values(row)


@router.post(
    HERE + "/explanations/{number}/decision",
    response={200: ExplanationOut, **PROBLEMS},
    operation_id="decide_explanation",
)
def post_decision(
    request: HttpRequest, response: HttpResponse, org: str, code: str, number: Number, given: ExplanationDecision
) -> Any:
    """Accept an explanation as an internal auditor, and its records count; or decline it."""
    actor = caller(request)
    programme = get_programme(actor, org, code, JUDGE_EXPLANATIONS)
    row = decide_explanation(
        actor=actor,
        explanation=get_explanation(programme, number),
        accept=given.decision == "accepted",
        note=given.note,
        seen=seen_revision(request),
    )
    tag(response, row)
    return explanation_values(row)
