"""Practices over the API: list, read, change. A go-live is guarded and has its own command."""

from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Body, Path, Router

from milepost.features.practices.changing import change_practice
from milepost.features.practices.policies import ASSIGN_PRACTICES, may_change
from milepost.features.practices.rows import PracticeChange
from milepost.features.practices.schemas import (
    PracticeDetail,
    PracticesOut,
    detail_values,
    practice_values,
)
from milepost.features.practices.selectors import get_practice, get_practice_with_registers, practices_with_registers
from milepost.features.practices.standing import standing_of
from milepost.features.programmes.models import Programme
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.api import PROBLEMS, caller, seen_revision, tag
from milepost.platform.organisations.policies import NotAllowed

router = Router(tags=["practices"])
HERE = "/organisations/{org}/programmes/{code}/practices"
Key = Annotated[str, Path(pattern=r"^[a-z][a-z-]*$", max_length=40, description="A practice's key, like incident.")]


@router.get(HERE, response={200: PracticesOut, **PROBLEMS}, operation_id="list_practices")
def list_practices(request: HttpRequest, org: str, code: str) -> Any:
    """The twenty practices and what each still lacks. There are never more, so they come on one page."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    on = today(programme.organisation.timezone)
    return {"items": [practice_values(standing_of(row, on)) for row in practices_with_registers(programme)]}


@router.get(HERE + "/{practice}", response={200: PracticeDetail, **PROBLEMS}, operation_id="get_practice")
def get_one_practice(request: HttpRequest, response: HttpResponse, org: str, code: str, practice: Key) -> Any:
    """One practice with its registers."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    return _detail(response, programme, practice)


@router.patch(HERE + "/{practice}", response={200: PracticeDetail, **PROBLEMS}, operation_id="change_practice")
def patch_practice(
    request: HttpRequest, response: HttpResponse, org: str, code: str, practice: Key, given: Body[PracticeChange]
) -> Any:
    """Change what is given of a practice: all of it, or nothing where a part is refused."""
    actor = caller(request)
    programme = get_programme(actor, org, code, READ_PROGRAMME)
    if not may_change(actor, programme.pk, programme.organisation_id):
        raise NotAllowed(ASSIGN_PRACTICES)
    with transaction.atomic():
        change_practice(
            actor=actor,
            practice=get_practice(programme, practice),
            given=given.model_dump(exclude_unset=True),
            seen=seen_revision(request),
        )
    return _detail(response, programme, practice)


def _detail(response: HttpResponse, programme: Programme, key: str) -> dict[str, Any]:
    row = get_practice_with_registers(programme, key)
    tag(response, row)
    return detail_values(standing_of(row, today(programme.organisation.timezone)))
