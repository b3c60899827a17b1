"""Signing in and out."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from milepost.platform.organisations.middleware import closed_door
from milepost.platform.organisations.services import record_sign_in
from milepost.platform.organisations.sessions import begin_session
from milepost.platform.organisations.web import safe_next
from milepost.platform.signin.forms import SignInForm
from milepost.platform.signin.passwords import person_behind


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
        if person is not None:
            begin_session(request, person)
            record_sign_in(person)
            return redirect(onwards)
        form.add_error(None, _("Address and password do not belong together. Capital letters count in the password."))
    context = {"form": form, "next": onwards}
    return render(request, "signin/sign_in.html", context, status=422 if form.errors else 200)


def locked_out(request: HttpRequest, _response: HttpResponse | None, _credentials: object) -> HttpResponse:
    """What axes answers to too many wrong passwords, here and where people sign."""
    return closed_door(request, round(settings.AXES_COOLOFF_TIME * 60))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseRedirect:
    """End this session."""
    logout(request)
    return redirect("signin:sign-in")
