"""Signing in and out, and the language pages are read in."""

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from milepost.platform.organisations.forms import SignInForm
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.services import choose_language, record_lock_out, record_sign_in
from milepost.platform.organisations.web import MilepostRequest

YEAR = 365 * 24 * 60 * 60


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for address and password. Wrong ones are counted; too many close the door for a while (429)."""
    onwards = safe_next(request)
    if request.user.is_authenticated:
        return redirect(onwards)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["username"]
        person = authenticate(request, username=email, password=form.cleaned_data["password"])
        if isinstance(person, Person):
            login(request, person)
            record_sign_in(person)
            return redirect(onwards)
        if getattr(request, "axes_failures_since_start", None) == settings.AXES_FAILURE_LIMIT:
            record_lock_out(email)  # once, at the try that closes the door
        form.add_error(None, _("Address and password do not belong together. Capital letters count in the password."))
    return render(
        request, "organisations/sign_in.html", {"form": form, "next": onwards}, status=422 if form.errors else 200
    )


def locked_out(request: HttpRequest, _response: HttpResponse | None, _credentials: object) -> HttpResponse:
    """What axes answers to too many wrong passwords, here and where people sign."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    response = render(request, "organisations/locked_out.html", {"wait_minutes": minutes}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseRedirect:
    """End this session."""
    logout(request)
    return redirect("organisations:sign-in")


@require_POST
def set_language(request: MilepostRequest) -> HttpResponseRedirect:
    """Read in another language: kept on the person, and in a cookie for when nobody is signed in."""
    language = request.POST.get("language", "")
    response = redirect(safe_next(request))
    if language in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            choose_language(actor=request.actor, language=language)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def safe_next(request: HttpRequest) -> str:
    """Where to go afterwards: an address of ours, never somebody else's."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    here = {request.get_host()}
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts=here, require_https=request.is_secure()):
        return wanted
    return reverse("organisations:home")
