"""Signing in and out."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from milepost.platform.organisations.models import Person, SignedInBy
from milepost.platform.organisations.services import record_sign_in
from milepost.platform.organisations.sessions import begin_session
from milepost.platform.organisations.web import safe_next
from milepost.platform.signin.forms import CodeForm, PasskeyForm, SignInForm
from milepost.platform.signin.halfway import go_halfway, leave_halfway, who_is_halfway
from milepost.platform.signin.passwords import person_behind
from milepost.platform.signin.services import codes_left, prove_code, prove_passkey


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for address and password. Wrong ones are counted; too many close the door for a while (429)."""
    onwards = safe_next(request)
    if request.user.is_authenticated:
        return redirect(onwards)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = person_behind(request, form.cleaned_data["username"], form.cleaned_data["password"])
        if person is not None and person.second_factor_since is not None:
            go_halfway(request, person, onwards)
            return redirect("signin:second-step")
        if person is not None:
            begin_session(request, person)
            record_sign_in(person)
            return redirect(onwards)
        form.add_error(None, _("Address and password do not belong together. Capital letters count in the password."))
    context = {"form": form, "passkey": PasskeyForm(), "next": onwards}
    return render(request, "signin/sign_in.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("code")
@never_cache
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask whoever gave the right password for their second factor. Wrong codes are counted (429)."""
    found = who_is_halfway(request)
    if found is None:
        leave_halfway(request)
        return redirect("signin:sign-in")
    person, onwards = found
    form = CodeForm(request.POST or None, of=person)
    if request.method == "POST" and form.is_valid():
        by = _proven_by(request, person, form)
        if by is not None:
            return _let_in(request, person, by, onwards)
    context = {"form": form, "person": person}
    return render(request, "signin/second_step.html", context, status=422 if form.errors else 200)


def _proven_by(request: HttpRequest, person: Person, form: CodeForm) -> SignedInBy | None:
    """By what the second step was taken; None where the form now says why not."""
    code, answer = form.cleaned_data["code"], form.cleaned_data.get("passkey", "")
    if answer:
        if prove_passkey(person, request, answer):
            return SignedInBy.PASSKEY
        form.add_error("passkey", _("The passkey was not taken. Use it once more, or a code."))
        return None
    if not code:
        form.add_error("code", _("Type a code."))
        return None
    by = prove_code(person, code)
    if by is None:
        form.add_error("code", _("That code is wrong, or was used before. Wait for the next one."))
    return by


def _let_in(request: HttpRequest, person: Person, by: SignedInBy, onwards: str) -> HttpResponseRedirect:
    leave_halfway(request)
    begin_session(request, person, by=by)
    record_sign_in(person, by)
    if by is SignedInBy.RECOVERY:
        left = codes_left(person)
        messages.warning(
            request,
            ngettext(
                "You used a recovery code. %(left)s is left; make fresh ones under Security.",
                "You used a recovery code. %(left)s are left; make fresh ones under Security.",
                left,
            )
            % {"left": left},
        )
    return redirect(onwards)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseRedirect:
    """End this session."""
    logout(request)
    return redirect("signin:sign-in")
