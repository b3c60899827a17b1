"""Everybody's keys for the API: listed and revoked by an administrator. Each makes their own under Security."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from milepost.platform.ledger.clock import today
from milepost.platform.organisations.bearers import state_of
from milepost.platform.organisations.policies import MANAGE_TOKENS
from milepost.platform.organisations.selectors import get_token, tokens_of
from milepost.platform.organisations.services import revoke_token
from milepost.platform.organisations.web import MilepostRequest, organisation_page


@organisation_page(MANAGE_TOKENS)
@require_safe
def tokens(request: MilepostRequest) -> HttpResponse:
    """Every token there was: an auditor asks who had one."""
    here = request.organisation
    day = today(here.timezone)
    rows = [(token, state_of(token, on=day)) for token in tokens_of(here)]
    return render(request, "organisations/tokens.html", {"rows": rows})


@organisation_page(MANAGE_TOKENS)
@require_POST
def token_revoke(request: MilepostRequest, token_id: UUID) -> HttpResponse:
    """End a token now."""
    token = get_token(request.organisation, token_id)
    revoke_token(actor=request.actor, token=token)
    messages.success(request, _("The token %(prefix)s is revoked.") % {"prefix": token.prefix})
    return redirect("organisations:tokens", org=request.organisation.code)
