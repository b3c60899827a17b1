"""Passkeys: signing in by one, making, naming and removing them. The ceremonies need the page's script."""

import time
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from milepost.platform.organisations.forms import add_refusal
from milepost.platform.organisations.models import SignedInBy
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services import record_sign_in
from milepost.platform.organisations.sessions import begin_session, strengthen_session
from milepost.platform.organisations.web import MilepostRequest, safe_next
from milepost.platform.signin.ceremonies import begin_asking, begin_making
from milepost.platform.signin.forms import NewPasskeyForm, PasskeyForm, PasskeyNameForm, SignInForm
from milepost.platform.signin.halfway import leave_halfway, who_is_halfway
from milepost.platform.signin.models import Passkey
from milepost.platform.signin.selectors import passkeys_of
from milepost.platform.signin.services import add_passkey, remove_passkey, rename_passkey, take_passkey
from milepost.platform.signin.views.apps import codes_shown
from milepost.platform.signin.views.proving import once_proven

STARTED = "passkey-started"
MINUTES = 15


@require_POST
@never_cache
def options(request: MilepostRequest) -> JsonResponse:
    """A challenge: for one of one's own passkeys where it is known who asks, for any at the door."""
    if request.user.is_authenticated:
        return JsonResponse(begin_asking(request, passkeys_of(request.actor.known_person)))
    found = who_is_halfway(request)
    at_the_door = found is None or request.POST.get("at") == "door"
    return JsonResponse(begin_asking(request, () if at_the_door or found is None else passkeys_of(found[0])))


@require_POST
@never_cache
def sign_in_by_passkey(request: HttpRequest) -> HttpResponse:
    """Let in whoever's passkey answered the challenge. Wrong answers are counted (429)."""
    onwards = safe_next(request)
    form = PasskeyForm(request.POST)
    person = take_passkey(request, form.cleaned_data["passkey"]) if form.is_valid() else None
    if person is None:
        form.add_error("passkey", _("No passkey of this place answered. Sign in with your password."))
        shown = {"form": SignInForm(), "passkey": form, "next": onwards}
        return render(request, "signin/sign_in.html", shown, status=422)
    leave_halfway(request)
    begin_session(request, person, by=SignedInBy.PASSKEY)
    record_sign_in(person, SignedInBy.PASSKEY)
    return redirect(onwards)


@sensitive_post_parameters("password", "code")
@never_cache
@login_required
def start(request: MilepostRequest) -> HttpResponse:
    """Ask who it is, then go on to the ceremony."""

    def begin() -> HttpResponse:
        request.session[STARTED] = int(time.time())
        return redirect("signin:passkey-add")

    return once_proven(
        request,
        begin,
        heading=_("Make a passkey"),
        why=_("Your device keeps it and asks you for finger, face or number. First say again who you are."),
        button=_("Go on"),
    )


@never_cache
@login_required
def add(request: MilepostRequest) -> HttpResponse:
    """Name the passkey, let the device make it, and keep its public half."""
    if not _has_started(request):
        return redirect("signin:passkey-start")
    form = NewPasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            codes = add_passkey(actor=request.actor, request=request, name=given["name"], answer=given["passkey"])
        except Refused as refused:
            add_refusal(form, refused)
        else:
            del request.session[STARTED]
            strengthen_session(request, SignedInBy.PASSKEY)
            messages.success(request, _("The passkey is kept. You can sign in with it."))
            return codes_shown(request, codes) if codes else redirect("signin:security")
    return render(request, "signin/passkey_add.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@never_cache
@login_required
def making_options(request: MilepostRequest) -> HttpResponse:
    """A challenge for making one, for whoever proved who they are."""
    if not _has_started(request):
        return JsonResponse({}, status=409)
    return JsonResponse(begin_making(request, request.actor.known_person))


@never_cache
@login_required
def rename(request: MilepostRequest, passkey_id: UUID) -> HttpResponse:
    """Another name."""
    found = _own(request, passkey_id)
    if found is None:
        return redirect("signin:security")
    form = PasskeyNameForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        try:
            rename_passkey(actor=request.actor, passkey=found, name=form.cleaned_data["name"])
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return redirect("signin:security")
    return render(request, "signin/passkey_name.html", {"form": form}, status=422 if form.errors else 200)


@sensitive_post_parameters("password", "code")
@never_cache
@login_required
def remove(request: MilepostRequest, passkey_id: UUID) -> HttpResponse:
    """Ask who it is, then forget the passkey."""
    found = _own(request, passkey_id)
    if found is None:
        return redirect("signin:security")

    def forget() -> str:
        remove_passkey(actor=request.actor, passkey=found)
        return _("The passkey %(name)s is removed.") % {"name": found.name}

    return once_proven(
        request,
        forget,
        heading=_("Remove the passkey %(name)s") % {"name": found.name},
        why=_("It opens nothing here any more. Delete it on the device too."),
        button=_("Remove the passkey"),
        danger=True,
    )


def _has_started(request: MilepostRequest) -> bool:
    return bool(time.time() - request.session.get(STARTED, 0) < MINUTES * 60)


def _own(request: MilepostRequest, passkey_id: UUID) -> Passkey | None:
    """One's own passkey; anybody else's is as little there as one that was removed."""
    found = Passkey.objects.filter(pk=passkey_id, person=request.actor.known_person).first()
    if found is None:
        messages.info(request, _("That passkey is not there any more."))
    return found
