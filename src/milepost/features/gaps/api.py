"""The gap assessment over the API: ratings, in bulk and one by one, the heat map, assessments."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Status
from ninja.errors import HttpError

from milepost.features.gaps import schemas, services
from milepost.features.gaps.heatmap import Filters, build_heatmap
from milepost.features.gaps.models import Assessment, Rating
from milepost.features.gaps.selectors import (
    assessments_of,
    get_assessment,
    get_rating,
    get_statement_id,
    parts_of,
    possible_owners,
    ratings_of,
)
from milepost.features.gaps.services.book import read_parts
from milepost.features.gaps.statements import auditable, find_statement, places
from milepost.features.gaps.values import assessment_values, heatmap_values, rating_values
from milepost.features.programmes.models import Programme
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.platform.organisations.api import PROBLEMS, caller, seen_revision, tag
from milepost.platform.organisations.cursors import Cursor, Limit
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import Hidden
from milepost.platform.organisations.refusals import Refused

router = Router(tags=["gaps"])
HERE = "/organisations/{org}/programmes/{code}/gaps"
Cited = Annotated[str, Query(max_length=20, description="The number of an assessment; the latest where left out.")]


@router.get(HERE + "/heatmap", response={200: schemas.HeatMapOut, **PROBLEMS}, operation_id="get_heat_map")
def get_heat_map(
    request: HttpRequest,
    org: str,
    code: str,
    assessment: Cited = "",
    compare: Cited = "",
    clause: Annotated[str, Query(max_length=20)] = "",
    owner: UUID | None = None,
    priority: schemas.PriorityName = "",
    gaps: bool = False,  # noqa: FBT001, FBT002 - a query parameter
) -> Any:
    """Clauses by maturity, compared with the assessment before (or the one cited, or `none`)."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    heat = build_heatmap(
        programme,
        assessments_of(programme),
        reference=assessment,
        against=compare,
        filters=Filters(clause, owner, priority, gaps),
    )
    return heatmap_values(programme.code, heat)


@router.get(HERE + "/ratings", response={200: schemas.RatingsOut, **PROBLEMS}, operation_id="list_ratings")
def list_ratings(
    request: HttpRequest, org: str, code: str, assessment: Cited = "", limit: Limit = 50, cursor: Cursor = ""
) -> Any:
    """Every auditable statement in the order of the standard, and how it stands."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    chosen = get_assessment(programme, assessment)
    if cursor and cursor not in places():
        raise HttpError(400, "A cursor is the `next` of an earlier answer.")
    first = places()[cursor] + 1 if cursor else 0
    shown = auditable()[first : first + limit]
    ids = [statement.id for statement in shown]
    ratings, parts = ratings_of(chosen, ids), parts_of(chosen, ids)
    return {
        "assessment": chosen.reference if chosen else None,
        "items": [rating_values(one, ratings.get(one.id), parts.get(one.id, [])) for one in shown],
        "next": ids[-1] if first + limit < len(auditable()) else None,
    }


@router.patch(HERE + "/ratings", response={200: schemas.BulkOut, **PROBLEMS}, operation_id="rate_statements")
def patch_ratings(request: HttpRequest, org: str, code: str, body: schemas.BulkIn) -> Any:
    """Change several ratings: all of them, or none where one is refused. One entry in the ledger."""
    actor = caller(request)
    programme = get_programme(actor, org, code, READ_PROGRAMME)
    owners = _Owners(programme)
    wishes = [
        (item.statement, owners.changes(item.model_dump(exclude_unset=True, exclude={"statement"})))
        for item in body.items
    ]
    return services.rate_each(actor=actor, programme=programme, wishes=wishes)


@router.get(
    HERE + "/ratings/{path:statement}", response={200: schemas.RatingOut, **PROBLEMS}, operation_id="get_rating"
)
def read_rating(
    request: HttpRequest, response: HttpResponse, org: str, code: str, statement: str, assessment: Cited = ""
) -> Any:
    """One statement and how it stands."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    return _answer(programme, response, get_statement_id(statement), assessment)


@router.put(
    HERE + "/ratings/{path:statement}", response={200: schemas.RatingOut, **PROBLEMS}, operation_id="rate_statement"
)
def put_rating(
    request: HttpRequest, response: HttpResponse, org: str, code: str, statement: str, body: schemas.RatingIn
) -> Any:
    """Rate one statement. With `If-Match` it is refused (412) when somebody rated it meanwhile; `"0"` means unrated."""
    actor = caller(request)
    programme = get_programme(actor, org, code, READ_PROGRAMME)
    wanted = get_statement_id(statement)
    given = body.model_dump(exclude_unset=True, exclude={"parts"})
    parts = read_parts(f"{one.part}={one.level}" for one in body.parts) if "parts" in body.model_fields_set else None
    rating, _did = services.rate_statement(
        actor=actor,
        programme=programme,
        statement=wanted,
        changes=_Owners(programme).changes(given),
        parts=parts,
        seen=seen_revision(request),
    )
    return _values(response, wanted, rating)


@router.post(
    HERE + "/reopened/{path:statement}", response={200: schemas.RatingOut, **PROBLEMS}, operation_id="reopen_statement"
)
def post_reopened(
    request: HttpRequest, response: HttpResponse, org: str, code: str, statement: str, body: schemas.ReopenIn
) -> Any:
    """Say that the trigger of a statement called not triggered has arisen."""
    actor = caller(request)
    programme = get_programme(actor, org, code, READ_PROGRAMME)
    wanted = get_statement_id(statement)
    rating = get_rating(get_assessment(programme), wanted)
    if rating is None:
        raise Hidden
    services.reopen_statement(actor=actor, rating=rating, record=body.record, on=body.on)
    return _answer(programme, response, wanted, "")


@router.post(HERE + "/actions", response={201: schemas.PlanOut, **PROBLEMS}, operation_id="plan_remediations")
def post_actions(request: HttpRequest, org: str, code: str, body: schemas.PlanIn) -> Any:
    """Make an action of the remediation of each gap that has none yet."""
    actor = caller(request)
    programme = get_programme(actor, org, code, READ_PROGRAMME)
    wanted = [find_statement(one).id for one in body.statements] if body.statements is not None else None
    ratings = ratings_of(get_assessment(programme), wanted)
    made = services.plan_remediations(actor=actor, programme=programme, ratings=ratings.values())
    listed = [{"action": one.reference, "statement": one.source_key, "title": one.title} for one in made]
    return Status(201, {"created": len(made), "actions": listed})


@router.get(HERE + "/assessments", response={200: schemas.AssessmentsOut, **PROBLEMS}, operation_id="list_assessments")
def list_assessments(request: HttpRequest, org: str, code: str) -> Any:
    """Every assessment, the oldest first."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    return {"items": [assessment_values(one) for one in assessments_of(programme)]}


@router.post(HERE + "/assessments", response={201: schemas.AssessmentOut, **PROBLEMS}, operation_id="open_assessment")
def post_assessment(request: HttpRequest, response: HttpResponse, org: str, code: str) -> Any:
    """Open the next assessment; it starts from the ratings of the one before."""
    actor = caller(request)
    programme = get_programme(actor, org, code, READ_PROGRAMME)
    return Status(201, _assessment(response, services.open_assessment(actor=actor, programme=programme)))


@router.post(
    HERE + "/assessments/{reference}/close",
    response={200: schemas.AssessmentOut, **PROBLEMS},
    operation_id="close_assessment",
)
def post_closed(request: HttpRequest, response: HttpResponse, org: str, code: str, reference: str) -> Any:
    """Close an assessment: from then on it is read only."""
    actor = caller(request)
    programme = get_programme(actor, org, code, READ_PROGRAMME)
    assessment = get_assessment(programme, reference)
    if assessment is None:
        raise Hidden
    closed = services.close_assessment(actor=actor, assessment=assessment, seen=seen_revision(request))
    return _assessment(response, closed)


class _Owners:
    """Members by address, read when the first owner is named."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.known: dict[str, Person] = {}

    def changes(self, given: dict[str, Any]) -> dict[str, Any]:
        """The fields with the person in place of the address."""
        if given.get("owner"):
            self.known = self.known or {person.email: person for person in possible_owners(self.programme)}
            email = given["owner"].strip().lower()
            if email not in self.known:
                raise Refused(_("{email} is no member of this organisation.").format(email=email), field="owner")
            given["owner"] = self.known[email]
        elif "owner" in given:
            given["owner"] = None
        return given


def _answer(programme: Programme, response: HttpResponse, statement: str, reference: str) -> dict[str, Any]:
    return _values(response, statement, get_rating(get_assessment(programme, reference), statement))


def _values(response: HttpResponse, statement: str, rating: Rating | None) -> dict[str, Any]:
    response["ETag"] = f'"{rating.revision if rating else 0}"'
    parts = parts_of(rating.assessment, [statement]) if rating else {}
    return rating_values(find_statement(statement), rating, parts.get(statement, []))


def _assessment(response: HttpResponse, assessment: Assessment) -> dict[str, Any]:
    tag(response, assessment)
    return assessment_values(assessment)
