"""How documents in force stand to the registers, in the API."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Body, Query, Router
from pydantic import ConfigDict, Field

from milepost.engines.rules.facts.statements import Matter
from milepost.features.documents.api import Number
from milepost.features.documents.policies import TAKE_PART, WRITE_DOCUMENTS
from milepost.features.documents.selectors import get_document
from milepost.features.drafting.standing.consistency import contradictions_of
from milepost.features.drafting.standing.deciding import accept_drifts, plan_to_state, state_places
from milepost.features.drafting.standing.drifting import InForce, in_force
from milepost.features.drafting.standing.naming import chosen
from milepost.features.drafting.standing.plan import places_of, plan_version
from milepost.features.drafting.standing.translating import take_translation
from milepost.features.drafting.standing.values import contradiction_values, drift_values, plan_values
from milepost.features.programmes.models import Programme
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.api import PROBLEMS, caller
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.wire import Schema

router = Router(tags=["drafting"])
HERE = "/organisations/{org}/programmes/{code}"
About = Annotated[Matter | None, Query(description="What they are about; all unless given.")]
OfDocument = Annotated[str, Query(max_length=60, description="The number of a document; all unless given.")]


class PlanContentOut(Schema):
    """A content of the plan: the heading that holds it, and the place that somebody stated."""

    content: str
    heading: str
    stated: str
    held: bool


class ServiceManagementPlanOut(Schema):
    """The version of the service management plan that counts, if any, and where it holds each content (6.3)."""

    document: str | None
    version: str | None
    contents: list[PlanContentOut]
    missing: list[str]


class PlanPlacesIn(Schema):
    """Places by content: the letters a to h of 6.3, objectives, timeline, governance; an empty place takes it back."""

    model_config = ConfigDict(extra="forbid")
    places: dict[str, str]


class AcceptanceOut(Schema):
    """Who accepted that a fact differs, when and why."""

    on: date
    by: str
    why: str


class DriftedFactOut(Schema):
    """A fact that is another now than the version in force says."""

    path: str
    in_version: list[str]
    now: list[str]
    accepted: AcceptanceOut | None


class DriftOut(Schema):
    """The version in force of a document that a template wrote, and the facts that changed since."""

    document: str
    version: str
    template: str
    open: int
    facts: list[DriftedFactOut]


class DriftAcceptedIn(Schema):
    """The facts that may differ for now, by their paths, and why."""

    model_config = ConfigDict(extra="forbid")
    facts: Annotated[list[str], Field(max_length=500)]
    why: str


class TakenTranslationOut(Schema):
    """The translation that was taken, and the version that it is bound to."""

    document: str
    version: str
    language: str
    body: str
    translated_on: date
    revision: int


class SideOut(Schema):
    """A place, which is a document with a heading of it or a register with an entry of it, and what it says."""

    kept_by: str
    place: str
    entry: str
    since: date | None
    says: str


class ContradictionOut(Schema):
    """Two places that do not say the same of one thing (W-08), and what to do."""

    id: str
    about: str
    thing: str
    this: SideOut
    that: SideOut
    fix: str


class ContradictionsOut(Schema):
    """Every contradiction of a programme today."""

    on: date
    items: list[ContradictionOut]


@router.get(HERE + "/contradictions", response={200: ContradictionsOut, **PROBLEMS}, operation_id="list_contradictions")
def list_contradictions(
    request: HttpRequest, org: str, code: str, about: About = None, document: OfDocument = ""
) -> Any:
    """What documents in force say against each other and against the registers."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    on = today(programme.organisation.timezone)
    key = str(get_document(programme, document).pk) if document else ""
    found = chosen(contradictions_of(programme, on=on), about.value if about else "", key)
    return {"on": on, "items": contradiction_values(found)}


@router.get(
    HERE + "/service-management-plan",
    response={200: ServiceManagementPlanOut, **PROBLEMS},
    operation_id="get_service_management_plan",
)
def read_plan(request: HttpRequest, org: str, code: str) -> Any:
    """Where the service management plan holds each of its contents."""
    return _plan(get_programme(caller(request), org, code, READ_PROGRAMME))


@router.put(
    HERE + "/service-management-plan",
    response={200: ServiceManagementPlanOut, **PROBLEMS},
    operation_id="state_plan_places",
)
def write_places(request: HttpRequest, org: str, code: str, given: Body[PlanPlacesIn]) -> Any:
    """State where it holds some of them; contents that are not named stay as they are."""
    actor = caller(request)
    programme = get_programme(actor, org, code, TAKE_PART)
    state_places(actor=actor, programme=programme, version=plan_to_state(programme), places=given.places)
    return _plan(programme)


@router.get(HERE + "/documents/{number}/drift", response={200: DriftOut, **PROBLEMS}, operation_id="get_drift")
def read_drift(request: HttpRequest, org: str, code: str, number: Number) -> Any:
    """Which facts are others now than the version in force says."""
    return drift_values(_standing(get_programme(caller(request), org, code, READ_PROGRAMME), number))


@router.post(HERE + "/documents/{number}/drift", response={200: DriftOut, **PROBLEMS}, operation_id="accept_drift")
def accept(request: HttpRequest, org: str, code: str, number: Number, given: Body[DriftAcceptedIn]) -> Any:
    """Accept by name that facts differ from the version in force."""
    actor = caller(request)
    programme = get_programme(actor, org, code, TAKE_PART)
    standing = _standing(programme, number)
    accept_drifts(actor=actor, programme=programme, standing=standing, paths=given.facts, why=given.why)
    return drift_values(_standing(programme, number))


@router.post(
    HERE + "/documents/{number}/drafted-translation",
    response={200: TakenTranslationOut, **PROBLEMS},
    operation_id="take_drafted_translation",
)
def take_drafted_translation(request: HttpRequest, org: str, code: str, number: Number) -> Any:
    """Take what is drafted in the other language as the translation of the version in force.

    It is refused where people changed the text of that version, or where it would be written otherwise today.
    """
    actor = caller(request)
    programme = get_programme(actor, org, code, WRITE_DOCUMENTS)
    standing = _standing(programme, number)
    row = take_translation(actor=actor, standing=standing, on=today(programme.organisation.timezone))
    return {
        "document": standing.version.document.number,
        "version": standing.version.identification,
        "language": row.language,
        "body": row.body,
        "translated_on": row.translated_on,
        "revision": row.revision,
    }


def _standing(programme: Programme, number: str) -> InForce:
    document = get_document(programme, number)
    document.programme = programme
    found = in_force(document, today(programme.organisation.timezone))
    if found is None:
        raise Refused(
            _("No version of {number} in force was written from a template.").format(number=document.number),
            hint=_("Only such a version can be compared with the registers."),
        )
    return found


def _plan(programme: Programme) -> dict[str, Any]:
    version = plan_version(programme, today(programme.organisation.timezone))
    return plan_values(version, places_of(version))
