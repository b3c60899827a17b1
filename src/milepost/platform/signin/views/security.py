"""My account › Security: what one signs in with, and where one is signed in."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from milepost.platform.ledger.clock import today
from milepost.platform.organisations.bearers import state_of
from milepost.platform.organisations.models import Token
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services import end_own_sessions, end_session
from milepost.platform.organisations.web import MilepostRequest
from milepost.platform.signin.again import asked_for_account
from milepost.platform.signin.selectors import confirmed_app, own_tokens, passkeys_of, sessions_of, token_places
from milepost.platform.signin.services import codes_left


@require_safe
@login_required
def security(request: MilepostRequest) -> HttpResponse:
    """The whole page."""
    person = request.actor.known_person
    only = request.actor.bound_to
    context = {
        "bound": only,
        "may_change_factors": only is None or asked_for_account(request).identity is not None,
        "app": confirmed_app(person),
        "passkeys": passkeys_of(person),
        "codes_left": codes_left(person),
        "has_factor": person.second_factor_since is not None,
        "tokens": [(token, _state(token)) for token in own_tokens(request.actor)],
        "token_places": token_places(request.actor),
        "sessions": sessions_of(person, here=request.session.session_key or "", bound=only),
    }
    return render(request, "signin/security.html", context)


def _state(token: Token) -> str:
    return state_of(token, on=today(token.organisation.timezone))


@require_POST
@login_required
def session_end(request: MilepostRequest, session_id: UUID) -> HttpResponse:
    """Sign one of one's own devices out."""
    try:
        end_session(actor=request.actor, session_id=session_id)
    except Refused as refused:
        messages.info(request, refused.reason)
    else:
        messages.success(request, _("That session is ended."))
    return redirect("signin:security")


@require_POST
@login_required
def sessions_end(request: MilepostRequest) -> HttpResponse:
    """Sign out everywhere, here too."""
    end_own_sessions(actor=request.actor)
    logout(request)
    return redirect("signin:sign-in")
