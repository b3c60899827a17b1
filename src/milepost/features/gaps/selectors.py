"""Reading gap assessments: which there are, and how each statement stands in one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from milepost.features.actions.models import Action, ActionState
from milepost.features.gaps.models import ACTION_SOURCE, CONFORMS, Assessment, PartRating, Rating
from milepost.features.gaps.statements import find_statement
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Member, Person
from milepost.platform.organisations.policies import Hidden
from milepost.platform.organisations.refusals import Refused

COLUMNS = ("statement", "current", "required", "not_triggered", "priority", "owner_id", "days", "reopened_on")


@dataclass(frozen=True, slots=True)
class Line:
    """What the heat map reads of one rating."""

    statement: str
    current: int | None = None
    required: int = CONFORMS
    not_triggered: bool = False
    priority: str = ""
    owner_id: UUID | None = None
    days: Decimal | None = None
    reopened_on: date | None = None

    @property
    def is_rated(self) -> bool:
        """Whether somebody has said how it stands."""
        return self.current is not None or self.not_triggered

    @property
    def shortfall(self) -> int:
        """Levels missing to what is required; none while nobody has said."""
        return max(0, self.required - self.current) if self.current is not None else 0


def assessments_of(programme: Programme) -> list[Assessment]:
    """Every assessment, the oldest first. One query."""
    rows = Assessment.objects.filter(programme=programme).select_related("opened_by", "closed_by")
    return list(rows.order_by("number"))


def choose_assessment(found: Iterable[Assessment], reference: str = "") -> Assessment | None:
    """The one that is cited, else the latest; None before the first. Raises `Hidden` for one that is not there."""
    known = list(found)
    if not reference:
        return known[-1] if known else None
    for assessment in known:
        if assessment.reference == reference:
            return assessment
    raise Hidden


def get_assessment(programme: Programme, reference: str = "") -> Assessment | None:
    """The assessment that is cited, else the latest; None before the first."""
    return choose_assessment(assessments_of(programme), reference)


def lines_of(assessment: Assessment | None) -> dict[str, Line]:
    """The ratings of an assessment by statement. One query."""
    if assessment is None:
        return {}
    rows = Rating.objects.filter(assessment=assessment).order_by().values_list(*COLUMNS)
    return {row[0]: Line(*row) for row in rows}


def lines_by_assessment(programme: Programme) -> dict[UUID, dict[str, Line]]:
    """The ratings of every assessment. One query."""
    found: dict[UUID, dict[str, Line]] = {}
    rows = Rating.objects.filter(assessment__programme=programme).order_by()
    for assessment, *row in rows.values_list("assessment_id", *COLUMNS):
        found.setdefault(assessment, {})[row[0]] = Line(*row)
    return found


def settled_actions(programme: Programme, since: date | None) -> set[str]:
    """Statements whose remediation is done although nobody has rated them again: its actions, all of them, are done."""
    states: dict[str, set[str]] = {}
    rows = Action.objects.filter(programme=programme, source_kind=ACTION_SOURCE).exclude(state=ActionState.CANCELLED)
    for statement, state, finished_on in rows.order_by().values_list("source_key", "state", "finished_on"):
        is_late = state == ActionState.DONE and since is not None and finished_on is not None and finished_on < since
        if not is_late:
            states.setdefault(statement, set()).add(state)
    return {statement for statement, found in states.items() if found == {ActionState.DONE}}


def get_statement_id(written: str) -> str:
    """The id of an auditable statement as an address gives it. Raises `Hidden`."""
    try:
        return find_statement(written).id
    except Refused:
        raise Hidden from None


def get_rating(assessment: Assessment | None, statement: str) -> Rating | None:
    """The rating of a statement in an assessment, with owner and assessor."""
    if assessment is None:
        return None
    rows = Rating.objects.filter(assessment=assessment, statement=statement)
    return rows.select_related("owner", "rated_by", "assessment__programme__organisation").first()


def ratings_of(assessment: Assessment | None, statements: Iterable[str] | None = None) -> dict[str, Rating]:
    """Whole ratings by statement, with owner and assessor. One query."""
    if assessment is None:
        return {}
    rows = Rating.objects.filter(assessment=assessment).select_related("owner", "rated_by", "assessment__programme")
    if statements is not None:
        rows = rows.filter(statement__in=list(statements))
    return {rating.statement: rating for rating in rows.order_by()}


def parts_of(assessment: Assessment | None, statements: Iterable[str] | None = None) -> dict[str, list[PartRating]]:
    """Levels per service area or site by statement. One query."""
    if assessment is None:
        return {}
    rows = PartRating.objects.filter(rating__assessment=assessment).select_related("rating", "unit", "location")
    if statements is not None:
        rows = rows.filter(rating__statement__in=list(statements))
    found: dict[str, list[PartRating]] = {}
    for part in rows.order_by("unit__code", "location__code"):
        found.setdefault(part.rating.statement, []).append(part)
    return found


def actions_for(programme: Programme, statement: str) -> list[Action]:
    """The actions that came of a gap, the newest first."""
    rows = Action.objects.filter(programme=programme, source_kind=ACTION_SOURCE, source_key=statement)
    return list(rows.select_related("owner").order_by("-number"))


def possible_owners(programme: Programme) -> list[Person]:
    """The present members, by name."""
    members = Member.objects.filter(organisation=programme.organisation_id, removed_at=None).select_related("person")
    return [member.person for member in members.order_by("person__name")]


def assessors_by_assessment(programme: Programme) -> Mapping[UUID, list[str]]:
    """Who rated in each assessment, by name. One query."""
    rows = Rating.objects.filter(assessment__programme=programme).exclude(rated_by=None)
    found: dict[UUID, list[str]] = {}
    for assessment, name in rows.order_by("rated_by__name").values_list("assessment", "rated_by__name").distinct():
        found.setdefault(assessment, []).append(name)
    return found
