"""Templates in the API: read, changed, brought up to a newer edition, given back."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Body, Path, Query, Router, Status

from milepost.features.documents.policies import WRITE_DOCUMENTS
from milepost.features.drafting.own.checking import check_own
from milepost.features.drafting.own.copying import reset_template, save_template
from milepost.features.drafting.own.schemas import (
    TemplateCheckIn,
    TemplateCheckOut,
    TemplateIn,
    TemplateLinesOut,
    TemplateMergeOut,
    TemplateOut,
    TemplateResetIn,
    TemplateVersionText,
)
from milepost.features.drafting.own.values import (
    checked_values,
    merged_values,
    template_detail,
    template_line,
    version_line,
)
from milepost.features.drafting.writing.own_templates import Standing, standing_of, standings_of, version_of
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.api import PROBLEMS, caller, seen_revision, tag

router = Router(tags=["drafting"])
ALL = "/organisations/{org}/programmes/{code}/templates"
ONE = ALL + "/{key}"
DocumentKey = Annotated[str, Path(pattern=r"^DOC-[A-Z]{2,4}-[0-9]{2}$", max_length=20)]
Language = Annotated[Literal["en", "id"], Query(description="The language of the template.")]


@router.get(ALL, response={200: TemplateLinesOut, **PROBLEMS}, operation_id="list_templates")
def list_templates(request: HttpRequest, org: str, code: str, language: Language = "en") -> Any:
    """The template of each document: the shipped one or the organisation's own, and where a newer edition is here."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    return {"items": [template_line(standing) for standing in standings_of(programme, language)]}


@router.get(ONE, response={200: TemplateOut, **PROBLEMS}, operation_id="get_template")
def read_template(
    request: HttpRequest, response: HttpResponse, org: str, code: str, key: DocumentKey, language: Language = "en"
) -> Any:
    """One template as it is used, with its versions and what a newer edition changed."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    return _answer(response, standing_of(programme, key, language))


@router.put(ONE, response={200: TemplateOut, 201: TemplateOut, **PROBLEMS}, operation_id="put_template")
def write_template(
    request: HttpRequest,
    response: HttpResponse,
    org: str,
    code: str,
    key: DocumentKey,
    given: Body[TemplateIn],
    language: Language = "en",
) -> Any:
    """Save the next version of the organisation's own template: documents are written from it from now on."""
    actor = caller(request)
    programme = get_programme(actor, org, code, WRITE_DOCUMENTS)
    before = standing_of(programme, key, language).newest
    saved = save_template(
        actor=actor,
        programme=programme,
        key=key,
        language=language,
        text=given.text,
        reason=given.reason,
        rests_on=given.rests_on,
        seen=seen_revision(request),
    )
    is_new = before is None or saved.number > before.number
    return Status(201 if is_new else 200, _answer(response, standing_of(programme, key, language)))


@router.post(ONE + "/check", response={200: TemplateCheckOut, **PROBLEMS}, operation_id="check_template")
def look_at_template(
    request: HttpRequest, org: str, code: str, key: DocumentKey, given: Body[TemplateCheckIn], language: Language = "en"
) -> Any:
    """What is wrong with a template's file, or the document that it writes today. Nothing is kept."""
    programme = get_programme(caller(request), org, code, WRITE_DOCUMENTS)
    on, standing = today(programme.organisation.timezone), standing_of(programme, key, language)
    return checked_values(programme, check_own(programme, standing, given.text, on=on, rests_on=given.rests_on))


@router.post(ONE + "/reset", response={200: TemplateOut, **PROBLEMS}, operation_id="reset_template")
def give_back_template(
    request: HttpRequest,
    response: HttpResponse,
    org: str,
    code: str,
    key: DocumentKey,
    given: Body[TemplateResetIn],
    language: Language = "en",
) -> Any:
    """Use the shipped template again; the organisation's versions stay in the history."""
    actor = caller(request)
    programme = get_programme(actor, org, code, WRITE_DOCUMENTS)
    reset_template(
        actor=actor,
        programme=programme,
        key=key,
        language=language,
        reason=given.reason,
        seen=seen_revision(request),
    )
    return _answer(response, standing_of(programme, key, language))


@router.get(ONE + "/merge", response={200: TemplateMergeOut, **PROBLEMS}, operation_id="merge_template")
def read_merge(request: HttpRequest, org: str, code: str, key: DocumentKey, language: Language = "en") -> Any:
    """The newer edition brought into the organisation's version, to be settled and put back with `rests_on`."""
    standing = standing_of(get_programme(caller(request), org, code, READ_PROGRAMME), key, language)
    return merged_values(standing, standing.merged())


@router.get(
    ONE + "/versions/{number}", response={200: TemplateVersionText, **PROBLEMS}, operation_id="get_template_version"
)
def read_version(
    request: HttpRequest, org: str, code: str, key: DocumentKey, number: int, language: Language = "en"
) -> Any:
    """One version of the organisation's own template with its file."""
    standing = standing_of(get_programme(caller(request), org, code, READ_PROGRAMME), key, language)
    version = version_of(standing, number)
    return {**version_line(version), "text": version.text}


def _answer(response: HttpResponse, standing: Standing) -> dict[str, Any]:
    if standing.newest is not None:
        tag(response, standing.newest)
    return template_detail(standing)
