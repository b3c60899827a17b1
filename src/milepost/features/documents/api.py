"""Documents over the API. Signing is no operation of it: tokens never sign, so approval is by page and command."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Body, Path, Query, Router, Status

from milepost.features.actions.services import find_owner
from milepost.features.documents import services
from milepost.features.documents.models import Comment, Document, Version
from milepost.features.documents.policies import TAKE_PART, WRITE_DOCUMENTS
from milepost.features.documents.schemas import (
    AskedIn,
    CommentIn,
    ConfirmIn,
    DocumentDetail,
    DocumentOut,
    DocumentPut,
    DocumentsWanted,
    DraftIn,
    HandOutIn,
    ReplaceIn,
    ResolveIn,
    ReviewIn,
    SubmitIn,
    TranslationIn,
    TranslationOut,
    VersionText,
    WithdrawIn,
)
from milepost.features.documents.selectors import (
    Wanted,
    documents_wanted,
    get_document,
    get_line,
    get_step,
    get_version,
    lines_of,
    version_at_work,
)
from milepost.features.documents.services import Asked, Submission
from milepost.features.documents.style_api import router as style_router
from milepost.features.documents.values import detail_values, line_values, text_values
from milepost.features.programmes.models import Programme
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.api import PROBLEMS, caller, seen_revision, tag
from milepost.platform.organisations.cursors import Cursor, Limit, Page, cursor_page
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import Hidden, Permission
from milepost.platform.organisations.refusals import Refused

router = Router(tags=["documents"])
router.add_router("", style_router)
MANY = "/organisations/{org}/programmes/{code}/documents"
ONE = MANY + "/{number}"
Number = Annotated[str, Path(max_length=60, description="The document's number, or its id where it has a slash.")]
VersionNumber = Annotated[int, Path(ge=1, le=10**6, description="Ours, counting up from 1.")]


def _find(request: HttpRequest, org: str, code: str, number: str, permission: Permission) -> Document:
    return get_document(get_programme(caller(request), org, code, permission), number)


def _at_work(document: Document) -> Version:
    version = version_at_work(document)
    if version is None:
        raise Hidden
    return version


def _answer(response: HttpResponse, document: Document) -> dict[str, Any]:
    """The document as it stands now, tagged with its revision."""
    values = detail_values(document)
    document.revision = values["revision"]
    tag(response, document)
    return values


@router.get(MANY, response={200: Page[DocumentOut], **PROBLEMS}, operation_id="list_documents")
def list_documents(
    request: HttpRequest,
    org: str,
    code: str,
    wanted: Query[DocumentsWanted],
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Any:
    """The master list, in the order of entry. Filters choose the documents that fit all of them."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    on = today(programme.organisation.timezone)
    page = cursor_page(documents_wanted(programme, _chosen(programme, wanted), on=on), limit=limit, cursor=cursor)
    return {**page, "items": [line_values(line) for line in lines_of(page["items"], on=on)]}


def _chosen(programme: Programme, wanted: DocumentsWanted) -> Wanted:
    owner = find_owner(programme, wanted.owner)
    return Wanted(
        state="" if wanted.state == "all" else wanted.state,
        kind=wanted.kind,
        owner=owner.pk if owner else None,
        practice=wanted.practice,
        clause=wanted.clause,
        words=wanted.words,
        all_states=wanted.state == "all",
    )


@router.get(ONE, response={200: DocumentDetail, **PROBLEMS}, operation_id="get_document")
def get_one(request: HttpRequest, response: HttpResponse, org: str, code: str, number: Number) -> Any:
    """One document: its versions, who is next, remarks, who has read it."""
    return _answer(response, _find(request, org, code, number, READ_PROGRAMME))


@router.put(ONE, response={200: DocumentDetail, 201: DocumentDetail, **PROBLEMS}, operation_id="put_document")
def put_one(
    request: HttpRequest, response: HttpResponse, org: str, code: str, number: Number, given: Body[DocumentPut]
) -> Any:
    """Enter a document by its number, or change the fields that are given."""
    actor = caller(request)
    programme = get_programme(actor, org, code, WRITE_DOCUMENTS)
    try:
        present = get_document(programme, number)
    except Hidden:
        present = None
    fields = given.model_dump(exclude_unset=True)
    for name in ("owner", "approver"):
        if name in fields:
            fields[name] = _person(programme, fields[name], name)
    if present is None:
        fields["number"] = number
    put = services.put_document(
        actor=actor, programme=programme, fields=fields, document=present, seen=seen_revision(request)
    )
    return Status(201 if put.did == "created" else 200, _answer(response, put.row))


@router.get(ONE + "/versions/{version}", response={200: VersionText, **PROBLEMS}, operation_id="get_document_version")
def get_one_version(
    request: HttpRequest, response: HttpResponse, org: str, code: str, number: Number, version: VersionNumber
) -> Any:
    """One version with its text."""
    document = _find(request, org, code, number, READ_PROGRAMME)
    found = get_version(document, version)
    tag(response, found)
    return text_values(found, get_line(document))


@router.put(ONE + "/draft", response={200: VersionText, **PROBLEMS}, operation_id="put_document_draft")
def put_draft(
    request: HttpRequest, response: HttpResponse, org: str, code: str, number: Number, given: Body[DraftIn]
) -> Any:
    """Write the draft of the next version; `If-Match` carries the revision of the draft."""
    document = _find(request, org, code, number, WRITE_DOCUMENTS)
    fields = given.model_dump(exclude_unset=True)
    authors = fields.pop("authors", ())
    draft = services.save_draft(
        actor=caller(request), document=document, fields=fields, authors=authors, seen=seen_revision(request)
    )
    found = get_version(document, draft.number)
    tag(response, found)
    return text_values(found, get_line(document))


@router.post(ONE + "/submit", response={200: DocumentDetail, **PROBLEMS}, operation_id="submit_document")
def submit(
    request: HttpRequest, response: HttpResponse, org: str, code: str, number: Number, given: Body[SubmitIn]
) -> Any:
    """Submit the draft to its reviewers and approvers."""
    document = _find(request, org, code, number, WRITE_DOCUMENTS)
    submission = Submission(
        tuple(_asked(document.programme, given.reviewers, "reviewers")),
        tuple(_asked(document.programme, given.approvers, "approvers")),
        given.review_quorum,
        given.approval_quorum,
    )
    services.submit_version(
        actor=caller(request), version=_at_work(document), submission=submission, seen=seen_revision(request)
    )
    return _answer(response, document)


@router.post(ONE + "/review", response={200: DocumentDetail, **PROBLEMS}, operation_id="review_document")
def review(
    request: HttpRequest, response: HttpResponse, org: str, code: str, number: Number, given: Body[ReviewIn]
) -> Any:
    """Say that one's review is done, or return the version with a reason."""
    document = _find(request, org, code, number, TAKE_PART)
    version = _at_work(document)
    if given.outcome == "done":
        services.finish_review(actor=caller(request), version=version, remark=given.note)
    else:
        services.return_version(actor=caller(request), version=version, why=given.note)
    return _answer(response, document)


@router.post(ONE + "/comments", response={201: DocumentDetail, **PROBLEMS}, operation_id="comment_document")
def comment(
    request: HttpRequest, response: HttpResponse, org: str, code: str, number: Number, given: Body[CommentIn]
) -> Any:
    """Remark on a passage of the version in work."""
    document = _find(request, org, code, number, TAKE_PART)
    services.add_comment(actor=caller(request), version=_at_work(document), **given.model_dump())
    return Status(201, _answer(response, document))


@router.post(
    ONE + "/comments/{comment}/resolve", response={200: DocumentDetail, **PROBLEMS}, operation_id="resolve_comment"
)
def resolve(
    request: HttpRequest,
    response: HttpResponse,
    org: str,
    code: str,
    number: Number,
    comment: VersionNumber,
    given: Body[ResolveIn],
) -> Any:
    """Settle a remark."""
    document = _find(request, org, code, number, TAKE_PART)
    found = Comment.objects.filter(version=_at_work(document), number=comment).select_related("version").first()
    if found is None:
        raise Hidden
    found.version.document = document
    services.resolve_comment(actor=caller(request), comment=found, answer=given.answer)
    return _answer(response, document)


@router.post(ONE + "/steps/{step}/replace", response={200: DocumentDetail, **PROBLEMS}, operation_id="replace_step")
def replace(
    request: HttpRequest,
    response: HttpResponse,
    org: str,
    code: str,
    number: Number,
    step: UUID,
    given: Body[ReplaceIn],
) -> Any:
    """Let somebody else do a part that waits."""
    document = _find(request, org, code, number, TAKE_PART)
    present = get_step(_at_work(document), step)
    [by] = _asked(document.programme, [given], "person")
    services.replace_step(actor=caller(request), step=present, by=by, why=given.reason)
    return _answer(response, document)


@router.post(ONE + "/confirm", response={200: DocumentDetail, **PROBLEMS}, operation_id="confirm_document_review")
def confirm(
    request: HttpRequest, response: HttpResponse, org: str, code: str, number: Number, given: Body[ConfirmIn]
) -> Any:
    """Say that the version in force was reviewed and stays as it is."""
    document = _find(request, org, code, number, TAKE_PART)
    services.confirm_review(actor=caller(request), document=document, remark=given.note, next_due_on=given.next_due_on)
    return _answer(response, document)


@router.post(ONE + "/withdraw", response={200: DocumentDetail, **PROBLEMS}, operation_id="withdraw_document")
def withdraw(
    request: HttpRequest, response: HttpResponse, org: str, code: str, number: Number, given: Body[WithdrawIn]
) -> Any:
    """Withdraw a document."""
    document = _find(request, org, code, number, TAKE_PART)
    services.withdraw_document(
        actor=caller(request), document=document, why=given.reason, on=given.on, seen=seen_revision(request)
    )
    return _answer(response, get_document(document.programme, str(document.pk)))


@router.put(
    ONE + "/versions/{version}/translations/{language}",
    response={200: TranslationOut, **PROBLEMS},
    operation_id="put_translation",
)
def translate(
    request: HttpRequest,
    response: HttpResponse,
    org: str,
    code: str,
    number: Number,
    version: VersionNumber,
    language: Literal["en", "id"],
    given: Body[TranslationIn],
) -> Any:
    """Put an approved version into the other language."""
    document = _find(request, org, code, number, WRITE_DOCUMENTS)
    row = services.put_translation(
        actor=caller(request),
        version=get_version(document, version),
        language=language,
        body=given.body,
        seen=seen_revision(request),
    )
    tag(response, row)
    values = {name: getattr(row, name) for name in ("language", "body", "translated_on", "revision")}
    return {**values, "version": version}


@router.post(ONE + "/hand-out", response={200: DocumentDetail, **PROBLEMS}, operation_id="hand_out_document")
def hand_out(
    request: HttpRequest, response: HttpResponse, org: str, code: str, number: Number, given: Body[HandOutIn]
) -> Any:
    """Hand the version in force out, to be read and understood."""
    document = _find(request, org, code, number, TAKE_PART)
    people = [_person(document.programme, email, "people") for email in given.people]
    services.hand_out(
        actor=caller(request),
        document=document,
        due_on=given.due_on,
        roles=given.roles,
        people=[person for person in people if person],
        percent=given.percent,
    )
    return _answer(response, document)


@router.post(ONE + "/acknowledge", response={200: DocumentDetail, **PROBLEMS}, operation_id="acknowledge_document")
def acknowledge(request: HttpRequest, response: HttpResponse, org: str, code: str, number: Number) -> Any:
    """Say that one has read and understood what one was asked to read."""
    document = _find(request, org, code, number, TAKE_PART)
    services.acknowledge(actor=caller(request), document=document)
    return _answer(response, document)


def _asked(programme: Programme, given: Iterable[AskedIn], field: str) -> Iterable[Asked]:
    for one in given:
        person = _person(programme, one.person, field)
        yield Asked(person, one.name, one.office, one.place, one.due_on, one.top_management)


def _person(programme: Programme, email: str | None, field: str) -> Person | None:
    try:
        return find_owner(programme, email)
    except Refused as refused:
        raise Refused(refused.reason, field=field, hint=refused.hint) from None
