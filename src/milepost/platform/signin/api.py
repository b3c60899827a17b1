"""Operations on what an organisation asks of whoever signs in."""

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from milepost.platform.organisations.api import PROBLEMS, caller, seen_revision, tag
from milepost.platform.organisations.models import SignInRules
from milepost.platform.organisations.policies import EDIT_ORGANISATION, READ_ORGANISATION
from milepost.platform.organisations.selectors import enter_organisation, sign_in_rules_of
from milepost.platform.organisations.services import change_sign_in_rules
from milepost.platform.signin.schemas import ProviderIn, ProviderOut, SamlProviderIn, SignInRulesIn, SignInRulesOut
from milepost.platform.signin.selectors import provider_of
from milepost.platform.signin.services import remove_provider, set_provider, set_saml_provider

router = Router(tags=["organisations"])


@router.get("/organisations/{org}/access", response={200: SignInRulesOut, **PROBLEMS}, operation_id="get_sign_in_rules")
def read_rules(request: HttpRequest, response: HttpResponse, org: str) -> object:
    """What the organisation asks of whoever signs in, and where its people sign in."""
    organisation = enter_organisation(caller(request), org, READ_ORGANISATION)
    rules = sign_in_rules_of(organisation)
    tag(response, rules)
    return _shown(rules)


@router.put(
    "/organisations/{org}/access", response={200: SignInRulesOut, **PROBLEMS}, operation_id="change_sign_in_rules"
)
def put_rules(request: HttpRequest, response: HttpResponse, org: str, given: SignInRulesIn) -> object:
    """Say whether the organisation opens with a second factor only."""
    actor = caller(request)
    organisation = enter_organisation(actor, org, EDIT_ORGANISATION)
    rules = change_sign_in_rules(
        actor=actor, organisation=organisation, second_factor=given.second_factor, seen=seen_revision(request)
    )
    tag(response, rules)
    return _shown(rules)


def _shown(rules: SignInRules) -> dict[str, object]:
    return {
        "second_factor": rules.second_factor,
        "revision": rules.revision,
        "identity_provider": provider_of(rules.organisation),
    }


@router.put(
    "/organisations/{org}/identity-provider",
    response={200: ProviderOut, **PROBLEMS},
    operation_id="set_identity_provider",
)
def put_provider(request: HttpRequest, response: HttpResponse, org: str, given: ProviderIn) -> object:
    """Name the identity provider, or change what is said of it."""
    actor = caller(request)
    organisation = enter_organisation(actor, org, EDIT_ORGANISATION)
    provider = set_provider(actor=actor, organisation=organisation, seen=seen_revision(request), **given.model_dump())
    tag(response, provider)
    return provider


@router.put(
    "/organisations/{org}/identity-provider/saml",
    response={200: ProviderOut, **PROBLEMS},
    operation_id="set_saml_provider",
)
def put_saml_provider(request: HttpRequest, response: HttpResponse, org: str, given: SamlProviderIn) -> object:
    """Name the identity provider by its SAML metadata, or change what is said of it."""
    actor = caller(request)
    provider = set_saml_provider(
        actor=actor,
        organisation=enter_organisation(actor, org, EDIT_ORGANISATION),
        metadata=given.metadata.encode() or None,
        asks_second_factor=given.asks_second_factor,
        makes_accounts=given.makes_accounts,
        seen=seen_revision(request),
    )
    tag(response, provider)
    return provider


@router.delete(
    "/organisations/{org}/identity-provider",
    response={204: None, **PROBLEMS},
    operation_id="remove_identity_provider",
)
def delete_provider(request: HttpRequest, org: str) -> object:
    """Sign in by password again."""
    actor = caller(request)
    remove_provider(actor=actor, organisation=enter_organisation(actor, org, EDIT_ORGANISATION))
    return Status(204, None)
