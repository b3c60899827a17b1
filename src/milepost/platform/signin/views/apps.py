"""Setting up an authenticator app, taking it away, and recovery codes."""

import time

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from milepost.platform.organisations.forms import add_refusal
from milepost.platform.organisations.models import SignedInBy
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.sessions import ONWARDS, strengthen_session
from milepost.platform.organisations.web import MilepostRequest
from milepost.platform.signin.codes import picture, written
from milepost.platform.signin.forms import FirstCodeForm
from milepost.platform.signin.sealing import unseal
from milepost.platform.signin.selectors import waiting_app
from milepost.platform.signin.services import confirm_app, make_recovery_codes, remove_app, start_app
from milepost.platform.signin.views.proving import once_proven

STARTED = "app-started"
MINUTES = 15


@sensitive_post_parameters("password", "code")
@never_cache
@login_required
def app_start(request: MilepostRequest) -> HttpResponse:
    """Ask who it is, then make a secret."""

    def start() -> HttpResponse:
        start_app(actor=request.actor)
        request.session[STARTED] = int(time.time())
        return redirect("signin:app")

    return once_proven(
        request,
        start,
        heading=_("Set up an authenticator app"),
        why=_(
            "Any app for one-time codes (TOTP) will do. First say again who you are, so that nobody does it for you."
        ),
        button=_("Go on"),
    )


@sensitive_post_parameters("code")
@never_cache
@login_required
def app(request: MilepostRequest) -> HttpResponse:
    """Show the secret as picture and letters to whoever proved who they are, and take the first code."""
    person = request.actor.known_person
    waiting = waiting_app(person)
    if waiting is None or time.time() - request.session.get(STARTED, 0) > MINUTES * 60:
        return redirect("signin:app-start")
    form = FirstCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = confirm_app(
                actor=request.actor, code=form.cleaned_data["code"], keep_session=request.session.session_key or ""
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            del request.session[STARTED]
            strengthen_session(request, SignedInBy.CODE)
            messages.success(request, _("The app is set up. From now on it is asked for when you sign in."))
            return codes_shown(request, codes) if codes else redirect("signin:security")
    secret = unseal(waiting.secret)
    drawn = mark_safe(picture(secret, account=person.email))  # noqa: S308 - our own drawing, nothing typed in it
    context = {"form": form, "picture": drawn, "letters": written(secret)}
    return render(request, "signin/app.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("password", "code")
@never_cache
@login_required
def app_remove(request: MilepostRequest) -> HttpResponse:
    """Ask who it is, then take the app away."""

    def remove() -> str:
        remove_app(actor=request.actor)
        return _("The authenticator app is removed.")

    return once_proven(
        request,
        remove,
        heading=_("Remove the authenticator app"),
        why=_("Its codes open nothing any more. An organisation that wants a second factor asks you for another one."),
        button=_("Remove the app"),
        danger=True,
    )


@sensitive_post_parameters("password", "code")
@never_cache
@login_required
def recovery_codes(request: MilepostRequest) -> HttpResponse:
    """Ask who it is, then show ten fresh codes, once."""
    return once_proven(
        request,
        lambda: codes_shown(request, make_recovery_codes(actor=request.actor)),
        heading=_("Fresh recovery codes"),
        why=_("Ten new ones are shown once; all earlier ones end."),
        button=_("Make fresh codes"),
    )


def codes_shown(request: MilepostRequest, codes: list[str]) -> HttpResponse:
    """The only page that ever shows recovery codes."""
    onwards = request.session.pop(ONWARDS, "") or reverse("signin:security")
    return render(request, "signin/recovery_codes.html", {"codes": codes, "onwards": onwards})
