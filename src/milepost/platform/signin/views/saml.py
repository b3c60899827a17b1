"""SAML: what a provider reads about us, and where browsers bring its answers."""

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from milepost.platform.organisations.addresses import network_of
from milepost.platform.organisations.limits import ADDRESS, count_failure, refuse_when_closed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.signin.assertions import claims_in
from milepost.platform.signin.oidc import NotVouched
from milepost.platform.signin.saml import Place, certificates_in, metadata_of
from milepost.platform.signin.saml_answers import seal_answer
from milepost.platform.signin.selectors import provider_by_code
from milepost.platform.signin.services import refuse_without_saml

log = structlog.get_logger(__name__)


@require_safe
def saml_metadata(request: HttpRequest, org: str) -> HttpResponse:
    """What to register at a provider. It says nothing of the organisation, not even whether there is one."""
    return HttpResponse(metadata_of(place_of(request, org)), content_type="application/samlmetadata+xml")


@csrf_exempt  # another site posts here by design; the answer is held against the session's question afterwards
@require_POST
@never_cache
def saml_answer(request: HttpRequest, org: str) -> HttpResponse:
    """Check an answer and lead on to where the session is known: browsers send none along with another site's POST.

    Nothing is written to a session here, which would replace the one that asked.
    """
    onwards = reverse("signin:provider-answer", kwargs={"org": org})
    refuse_when_closed((ADDRESS, network_of(request)))
    found = provider_by_code(org)
    saml = getattr(found, "saml", None)
    if found is None or saml is None:
        return redirect(onwards)
    try:
        refuse_without_saml()
        claims = claims_in(
            request.POST.get("SAMLResponse", ""),
            place_of(request, org),
            found.issuer,
            certificates_in(saml.certificates),
        )
    except NotVouched as error:
        count_failure(ADDRESS, network_of(request))
        log.warning("identity provider not believed", reason=str(error))
        return redirect(onwards)
    except Refused as refused:
        log.warning("SAML cannot be checked", reason=refused.reason)
        return redirect(onwards)
    return redirect(onwards + "?" + urlencode({"sealed": seal_answer(found, claims)}))


def place_of(request: HttpRequest, org: str) -> Place:
    """Who we are to an organisation's provider, and where it answers."""
    entity, answer = (
        request.build_absolute_uri(reverse(name, kwargs={"org": org}))
        for name in ("signin:saml-metadata", "signin:saml-answer")
    )
    return Place(entity, answer)
