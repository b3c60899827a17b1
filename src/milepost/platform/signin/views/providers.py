"""Signing in through one's organisation's identity provider: away to it, and back."""

from typing import Any

import structlog
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from milepost.platform.organisations.limits import ADDRESS, count_failure, refuse_when_closed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services import record_sign_in
from milepost.platform.organisations.sessions import address_of, begin_session
from milepost.platform.organisations.web import safe_next
from milepost.platform.signin.fetching import NoAnswer
from milepost.platform.signin.forms import WhereForm
from milepost.platform.signin.models import IdentityProvider
from milepost.platform.signin.oidc import Client, NotVouched, begin, check_return, claims_behind, discover
from milepost.platform.signin.services import person_behind_claims, signed_in_with
from milepost.platform.walls.visible import as_installation, settle

KEPT = "provider-asked"

log = structlog.get_logger(__name__)


@never_cache
def where(request: HttpRequest) -> HttpResponse:
    """Ask for the organisation's code, which its people know, and answer with a link.

    A link and no redirect: the policy for pages lets no form end up at another place.
    """
    form = WhereForm(request.POST or None)
    onwards = safe_next(request)
    code = form.cleaned_data["organisation"] if request.method == "POST" and form.is_valid() else ""
    context = {"form": form, "code": code, "next": onwards}
    return render(request, "signin/where.html", context, status=422 if form.errors else 200)


@never_cache
def provider(request: HttpRequest, org: str) -> HttpResponse:
    """Away to the provider. An organisation without one is not told apart from none."""
    found = _provider_of(org)
    if found is None:
        return _back(request, _("No organisation with this code signs in that way."))
    client = client_of(request, found)
    try:
        address, kept = begin(client, discover(found.issuer))
    except NoAnswer as error:
        log.warning("identity provider does not answer", reason=str(error))
        return _back(request, _("The identity provider does not answer. Try again later, or use your password."))
    request.session[KEPT] = {**kept, "org": org, "next": safe_next(request)}
    return redirect(address)


@never_cache
def answer(request: HttpRequest, org: str) -> HttpResponse:
    """Back from the provider, with a code that is exchanged for who this is. What was asked is forgotten either way."""
    kept = request.session.pop(KEPT, None)
    found = _provider_of(org)
    refuse_when_closed((ADDRESS, address_of(request)))
    if found is None or not isinstance(kept, dict) or kept.get("org") != org:
        return _back(request, _("This way in was not begun here. Begin again."))
    settle([found.organisation_id])  # whoever comes back is looked for in this organisation alone
    try:
        claims = _claims(request, found, kept)
        person = person_behind_claims(found, claims)
    except (NotVouched, NoAnswer) as error:
        count_failure(ADDRESS, address_of(request))
        log.warning("identity provider not believed", reason=str(error))
        return _back(request, _("The identity provider did not vouch for you in a way that counts here. Begin again."))
    except Refused as refused:
        return _back(request, f"{refused.reason} {refused.hint}".strip())
    by = signed_in_with(found, claims)
    begin_session(request, person, by=by, bound_to=found.organisation_id)
    record_sign_in(person, by, within=found.organisation_id)
    return redirect(kept["next"])


def client_of(request: HttpRequest, found: IdentityProvider) -> Client:
    """What the provider knows us by."""
    here = request.build_absolute_uri(reverse("signin:provider-answer", kwargs={"org": found.organisation.code}))
    secret = settings.PROVIDER_SECRETS.get(found.secret_variable, "")
    return Client(found.issuer, found.client_id, secret, here)


def _claims(request: HttpRequest, found: IdentityProvider, kept: dict[str, Any]) -> dict[str, Any]:
    code = check_return(request.GET.dict(), kept, found.issuer)
    return claims_behind(client_of(request, found), discover(found.issuer), code=code, kept=kept)


def _provider_of(org: str) -> IdentityProvider | None:
    with as_installation("a provider is found by its organisation's code, before anybody has signed in"):
        return IdentityProvider.objects.select_related("organisation").filter(organisation__code=org).first()


def _back(request: HttpRequest, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect("signin:sign-in")
