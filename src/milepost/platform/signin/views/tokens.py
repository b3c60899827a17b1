"""One's own keys for the API: made in one organisation, revoked from one's own page."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from milepost.platform.ledger.clock import today
from milepost.platform.organisations.policies import HOLD_TOKENS
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services import revoke_token
from milepost.platform.organisations.web import MilepostRequest, organisation_page
from milepost.platform.signin.again import asked_here
from milepost.platform.signin.forms import TokenForm
from milepost.platform.signin.selectors import own_tokens
from milepost.platform.signin.token_forms import token_from


@sensitive_post_parameters("password", "code")
@never_cache
@organisation_page(HOLD_TOKENS)
def token_new(request: MilepostRequest) -> HttpResponse:
    """A form for a token. It opens what a password opens, so it takes one. Its secret is in the answer alone."""
    purpose = f"token {request.organisation.pk}"
    form = TokenForm(
        request.POST or None,
        of=asked_here(request, purpose),
        initial=TokenForm.shows(today(request.organisation.timezone)),
    )
    if request.method == "POST" and form.is_valid():
        made = token_from(form, request, purpose, scope=form.cleaned_data["scope"])
        if made is not None:
            token, secret = made
            return render(request, "signin/token_made.html", {"token": token, "secret": secret})
    return render(request, "signin/token_new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@login_required
def token_revoke(request: MilepostRequest, token_id: UUID) -> HttpResponse:
    """End one of one's own tokens now."""
    token = own_tokens(request.actor).filter(pk=token_id).first()
    if token is None:
        messages.info(request, _("That token is not there any more."))
        return redirect("signin:security")
    try:
        revoke_token(actor=request.actor, token=token)
    except Refused as refused:
        messages.info(request, refused.reason)
    else:
        messages.success(request, _("The token %(prefix)s is revoked.") % {"prefix": token.prefix})
    return redirect("signin:security")
