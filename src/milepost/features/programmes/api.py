"""Programmes and their scope in the API. Approving is left to the pages and the command line: tokens never sign."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router

from milepost.engines.rules.facts.scope import ElementKind
from milepost.features.programmes.changing import change_programme
from milepost.features.programmes.models import ScopeElement, ScopeVersion
from milepost.features.programmes.policies import EDIT_PROGRAMME, EDIT_SCOPE, READ_PROGRAMME
from milepost.features.programmes.querysets import programmes_visible_to
from milepost.features.programmes.replanning import by_phase
from milepost.features.programmes.schemas import (
    ElementIn,
    ElementOut,
    ProgrammeChange,
    ProgrammeOut,
    ScopeOut,
    VersionOut,
    WordingIn,
)
from milepost.features.programmes.scope.deciding import ElementDecision, decide_element, word_scope
from milepost.features.programmes.scope.outward import scope_as_object, version_as_object
from milepost.features.programmes.scope.statement import as_kept, statement_of
from milepost.features.programmes.selectors import get_programme, programme_as_object
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.api import PROBLEMS, caller, seen_revision, tag
from milepost.platform.organisations.cursors import Cursor, Limit, Page, cursor_page
from milepost.platform.organisations.policies import READ_ORGANISATION
from milepost.platform.organisations.selectors import enter_organisation

router = Router(tags=["programmes"])

MANY = "/organisations/{org}/programmes"
ONE = f"{MANY}/{{code}}"
ElementCode = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=60)]
Part = Literal["organisation", "services", "customers", "units", "locations"]


@router.get(MANY, response={200: Page[ProgrammeOut], **PROBLEMS}, operation_id="list_programmes")
def list_programmes(request: HttpRequest, org: str, limit: Limit = 50, cursor: Cursor = "") -> object:
    """The programmes of an organisation that the caller may see."""
    actor = caller(request)
    organisation = enter_organisation(actor, org, READ_ORGANISATION)
    rows = programmes_visible_to(actor).filter(organisation=organisation).prefetch_related("phases")
    page = cursor_page(rows, limit=limit, cursor=cursor)
    return {**page, "items": [programme_as_object(programme) for programme in page["items"]]}


@router.get(ONE, response={200: ProgrammeOut, **PROBLEMS}, operation_id="get_programme")
def get_one(request: HttpRequest, response: HttpResponse, org: str, code: str) -> object:
    """One programme with its phases."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    tag(response, programme)
    return programme_as_object(programme)


@router.patch(ONE, response={200: ProgrammeOut, **PROBLEMS}, operation_id="change_programme")
def patch_programme(
    request: HttpRequest, response: HttpResponse, org: str, code: str, change: ProgrammeChange
) -> object:
    """Change name, wanted dates, budget, phases or numbers."""
    actor = caller(request)
    programme = get_programme(actor, org, code, EDIT_PROGRAMME)
    fields = change.model_dump(exclude_unset=True, exclude={"numbers", "phases", "reason"})
    change_programme(
        actor=actor,
        programme=programme,
        fields=fields,
        numbers=change.numbers,
        phases=by_phase(phase.model_dump(exclude_unset=True) for phase in change.phases),
        reason=change.reason,
        seen=seen_revision(request),
    )
    tag(response, programme)
    return programme_as_object(programme)


@router.get(f"{ONE}/scope", response={200: ScopeOut, **PROBLEMS}, operation_id="get_scope")
def get_scope(request: HttpRequest, org: str, code: str) -> object:
    """The scope statement as it stands today."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    return scope_as_object(statement_of(programme, on=today(programme.organisation.timezone)))


@router.put(
    f"{ONE}/scope/{{kind}}/{{element}}", response={200: ElementOut, **PROBLEMS}, operation_id="put_scope_element"
)
def put_element(
    request: HttpRequest,
    response: HttpResponse,
    org: str,
    code: str,
    kind: ElementKind,
    element: ElementCode,
    given: ElementIn,
) -> object:
    """Take an element into scope, leave it out, or open the question again."""
    actor = caller(request)
    programme = get_programme(actor, org, code, EDIT_SCOPE)
    decide_element(
        actor=actor,
        programme=programme,
        decision=ElementDecision(kind.value, element, given.state, given.justification, seen_revision(request)),
    )
    tag(response, ScopeElement.objects.get(programme=programme, kind=kind.value, code=element))
    statement = statement_of(programme, on=today(programme.organisation.timezone))
    decided = [found for found in statement.elements if (found.kind, found.key) == (kind, element)]
    return as_kept(decided[0]) if decided else {**_retired(kind, element), **given.model_dump(exclude_none=True)}


def _retired(kind: ElementKind, element: str) -> dict[str, str]:
    """What is said of an element that was retired: it is decided, but no longer part of the statement."""
    return {"kind": kind.value, "code": element, "name": element, "justification": ""}


@router.put(f"{ONE}/scope-wording/{{part}}", response={200: ScopeOut, **PROBLEMS}, operation_id="put_scope_wording")
def put_wording(request: HttpRequest, org: str, code: str, part: Part, given: WordingIn) -> object:
    """Word one part of the scope sentence."""
    actor = caller(request)
    programme = get_programme(actor, org, code, EDIT_SCOPE)
    word_scope(actor=actor, programme=programme, parts={part: given.model_dump()}, seen=seen_revision(request))
    return scope_as_object(statement_of(programme, on=today(programme.organisation.timezone)))


@router.get(f"{ONE}/scope-versions", response={200: Page[VersionOut], **PROBLEMS}, operation_id="list_scope_versions")
def list_versions(request: HttpRequest, org: str, code: str, limit: Limit = 50, cursor: Cursor = "") -> object:
    """The versions of the scope statement."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    rows = ScopeVersion.objects.filter(programme=programme).select_related("signature")
    page = cursor_page(rows, limit=limit, cursor=cursor)
    return {**page, "items": [version_as_object(version) for version in page["items"]]}
