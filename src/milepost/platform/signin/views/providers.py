"""Signing in through one's organisation's identity provider: away to it, and back; and the same once more, to sign."""

from typing import Any

import structlog
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from milepost.platform.organisations.addresses import network_of
from milepost.platform.organisations.limits import ADDRESS, count_failure, refuse_when_closed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services import record_sign_in
from milepost.platform.organisations.sessions import begin_session
from milepost.platform.organisations.web import MilepostRequest, safe_next
from milepost.platform.signin.again import check_anew, keep, read_link
from milepost.platform.signin.fetching import NoAnswer
from milepost.platform.signin.forms import WhereForm
from milepost.platform.signin.models import Identity, IdentityProvider
from milepost.platform.signin.oidc import Client, NotVouched, begin, check_return, claims_behind, discover
from milepost.platform.signin.saml import begin as begin_saml
from milepost.platform.signin.saml_answers import open_answer
from milepost.platform.signin.selectors import provider_by_code
from milepost.platform.signin.services import person_behind_claims, refuse_without_saml, signed_in_with
from milepost.platform.signin.views.saml import place_of
from milepost.platform.walls.visible import settle

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
    found = provider_by_code(org)
    if found is None:
        return _back(request, _("No organisation with this code signs in that way."))
    try:
        address, kept = _begin(request, found)
    except NoAnswer as error:
        log.warning("identity provider does not answer", reason=str(error))
        return _back(request, _("The identity provider does not answer. Try again later, or use your password."))
    except Refused as refused:
        return _back(request, f"{refused.reason} {refused.hint}".strip())
    request.session[KEPT] = {**kept, "org": org, "next": safe_next(request)}
    return redirect(address)


@never_cache
def answer(request: HttpRequest, org: str) -> HttpResponse:
    """Back from the provider, with a code that is exchanged for who this is. What was asked is forgotten either way."""
    kept = request.session.pop(KEPT, None)
    found = provider_by_code(org)
    refuse_when_closed((ADDRESS, network_of(request)))
    if found is None or not isinstance(kept, dict) or kept.get("org") != org:
        return _back(request, _("This way in was not begun here. Begin again."))
    if "again" in kept:
        return _vouched_again(request, found, kept)
    settle([found.organisation_id])  # whoever comes back is looked for in this organisation alone
    try:
        claims = _claims(request, found, kept)
        person = person_behind_claims(found, claims)
    except (NotVouched, NoAnswer) as error:
        count_failure(ADDRESS, network_of(request))
        log.warning("identity provider not believed", reason=str(error))
        return _back(request, _("The identity provider did not vouch for you in a way that counts here. Begin again."))
    except Refused as refused:
        return _back(request, f"{refused.reason} {refused.hint}".strip())
    by = signed_in_with(found, claims)
    begin_session(request, person, by=by, bound_to=found.organisation_id)
    record_sign_in(person, by, within=found.organisation_id)
    return redirect(kept["next"])


@never_cache
@login_required
def again(request: MilepostRequest) -> HttpResponse:
    """Away to the provider once more, to be vouched for where one signs; the page that asked made the link."""
    person = request.actor.known_person
    about = read_link(request, person)
    identity = about and Identity.objects.filter(pk=about["identity"], person=person).first()
    if about is None or not identity:
        messages.error(request, _("This link is too old, or was not made for you here. Begin again."))
        return redirect("organisations:home")
    found = IdentityProvider.objects.select_related("organisation", "saml").get(pk=identity.provider_id)
    try:
        address, kept = _begin(request, found, anew=True)
    except (NoAnswer, Refused) as error:
        log.warning("identity provider does not answer", reason=str(error))
        messages.error(request, _("The identity provider does not answer. Try again later."))
        return redirect(about["next"])
    request.session[KEPT] = {**kept, "org": found.organisation.code, "next": about["next"], "again": about}
    return redirect(address)


def _vouched_again(request: HttpRequest, found: IdentityProvider, kept: dict[str, Any]) -> HttpResponse:
    """Back to the page that asked, where a POST takes what the provider said. The session stays whose it was."""
    about = kept["again"]
    try:
        claims = _claims(request, found, kept)
        identity = _asked_identity(request, found, about)
        check_anew(claims, subject=identity.subject, asked_at=kept["at"])
    except (NotVouched, NoAnswer) as error:
        count_failure(ADDRESS, network_of(request))
        log.warning("identity provider not believed", reason=str(error))
        messages.error(request, _("The identity provider did not sign you in anew, so nothing can be signed yet."))
    else:
        keep(request, identity, about["purposes"], two_factors=signed_in_with(found, claims).is_two_factors)
    return redirect(kept["next"])


def _asked_identity(request: HttpRequest, found: IdentityProvider, about: dict[str, Any]) -> Identity:
    """Who was asked, if it is still the one who comes back. Raises `NotVouched`."""
    rows = Identity.objects.filter(pk=about["identity"], provider=found, person=about["person"])
    identity = rows.first() if str(request.user.pk) == about["person"] else None
    if identity is None:
        raise NotVouched("whoever was asked is not there any more")
    return identity


def _begin(request: HttpRequest, found: IdentityProvider, *, anew: bool = False) -> tuple[str, dict[str, Any]]:
    """The address of the provider, and what to remember meanwhile. Raises `NoAnswer`, and `Refused` without SAML."""
    saml = getattr(found, "saml", None)
    if saml is None:
        return begin(client_of(request, found), discover(found.issuer), anew=anew)
    refuse_without_saml()
    return begin_saml(place_of(request, found.organisation.code), saml.sign_in_at, anew=anew)


def client_of(request: HttpRequest, found: IdentityProvider) -> Client:
    """What the provider knows us by."""
    here = request.build_absolute_uri(reverse("signin:provider-answer", kwargs={"org": found.organisation.code}))
    secret = settings.PROVIDER_SECRETS.get(found.secret_variable, "")
    return Client(found.issuer, found.client_id, secret, here)


def _claims(request: HttpRequest, found: IdentityProvider, kept: dict[str, Any]) -> dict[str, Any]:
    """Who the provider says this is. Raises `NotVouched` and `NoAnswer`."""
    if getattr(found, "saml", None) is not None:
        return open_answer(request.GET.get("sealed", ""), found, kept)
    if "state" not in kept:
        raise NotVouched("something else was asked")
    code = check_return(request.GET.dict(), kept, found.issuer)
    return claims_behind(client_of(request, found), discover(found.issuer), code=code, kept=kept)


def _back(request: HttpRequest, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect("signin:sign-in")
