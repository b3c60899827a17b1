"""Operations on what an organisation asks of whoever signs in."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from milepost.platform.organisations.api import PROBLEMS, caller, seen_revision, tag
from milepost.platform.organisations.policies import EDIT_ORGANISATION, READ_ORGANISATION
from milepost.platform.organisations.selectors import enter_organisation, sign_in_rules_of
from milepost.platform.organisations.services import change_sign_in_rules
from milepost.platform.signin.schemas import SignInRulesIn, SignInRulesOut

router = Router(tags=["organisations"])


@router.get(
    "/organisations/{org}/sign-in", response={200: SignInRulesOut, **PROBLEMS}, operation_id="get_sign_in_rules"
)
def read_rules(request: HttpRequest, response: HttpResponse, org: str) -> object:
    """What the organisation asks of whoever signs in."""
    rules = sign_in_rules_of(enter_organisation(caller(request), org, READ_ORGANISATION))
    tag(response, rules)
    return rules


@router.put(
    "/organisations/{org}/sign-in", response={200: SignInRulesOut, **PROBLEMS}, operation_id="change_sign_in_rules"
)
def put_rules(request: HttpRequest, response: HttpResponse, org: str, given: SignInRulesIn) -> object:
    """Say whether the organisation opens with a second factor only."""
    actor = caller(request)
    organisation = enter_organisation(actor, org, EDIT_ORGANISATION)
    rules = change_sign_in_rules(
        actor=actor, organisation=organisation, second_factor=given.second_factor, seen=seen_revision(request)
    )
    tag(response, rules)
    return rules
