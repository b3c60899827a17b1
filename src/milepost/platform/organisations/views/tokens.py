"""Keys for the API: made, listed, revoked."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from milepost.platform.ledger.clock import today
from milepost.platform.organisations.forms import TokenForm, add_refusal
from milepost.platform.organisations.policies import MAKE_TOKENS
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.selectors import get_member, get_token, members_of, state_of_token, tokens_of
from milepost.platform.organisations.services import make_token, revoke_token
from milepost.platform.organisations.web import MilepostRequest, organisation_page


@organisation_page(MAKE_TOKENS)
def tokens(request: MilepostRequest) -> HttpResponse:
    """Every token there was, and a form for another. Its secret is in the answer to the form and nowhere else."""
    here = request.organisation
    day = today(here.timezone)
    form = TokenForm(request.POST or None, members=members_of(here), initial=TokenForm.shows(day))
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            token, secret = make_token(
                actor=request.actor,
                organisation=here,
                person=get_member(here, UUID(given["person"])).person,
                scope=given["scope"],
                expires_on=given["expires"],
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return render(request, "organisations/token_made.html", {"token": token, "secret": secret})
    context["rows"] = [(token, state_of_token(token, on=day)) for token in tokens_of(here)]
    return render(request, "organisations/tokens.html", context, status=422 if form.errors else 200)


@organisation_page(MAKE_TOKENS)
@require_POST
def token_revoke(request: MilepostRequest, token_id: UUID) -> HttpResponse:
    """End a token now."""
    token = get_token(request.organisation, token_id)
    revoke_token(actor=request.actor, token=token)
    messages.success(request, _("The token %(prefix)s is revoked.") % {"prefix": token.prefix})
    return redirect("organisations:tokens", org=request.organisation.code)
