"""Accepting an invitation: a newcomer chooses name and password; whoever has one already signs in first."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from milepost.platform.organisations.forms import AcceptForm, add_refusal
from milepost.platform.organisations.models import Invitation, Person
from milepost.platform.organisations.naming import role_name
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services import (
    accept_invitation,
    open_invitation,
    record_sign_in,
    state_of_invitation,
)
from milepost.platform.organisations.sessions import begin_session
from milepost.platform.organisations.web import MilepostRequest


@sensitive_post_parameters("password")
@sensitive_variables("secret")
@never_cache
def invitation(request: MilepostRequest, secret: str) -> HttpResponse:
    """What the link offers; a link that is used, withdrawn or expired says so (410)."""
    found = open_invitation(secret)
    if found is None:
        return render(request, "404.html", status=404)
    state = state_of_invitation(found)
    context = {"invitation": found, "role": role_name(found.role), "state": state.value}
    if state != "open":
        return render(request, "organisations/invitation_over.html", context, status=410)
    if request.user.is_authenticated:
        return _as_member(request, found, context)
    known = Person.objects.filter(email=found.email).first()
    if known is not None and known.is_taken:
        return redirect_to_login(request.get_full_path())
    return _as_newcomer(request, found, context)


def _as_member(request: MilepostRequest, found: Invitation, context: dict[str, object]) -> HttpResponse:
    status = 200
    if request.method == "POST":
        try:
            accept_invitation(invitation=found, person=request.actor.known_person)
        except Refused as refused:
            context["refusal"], status = refused.reason, 422
        else:
            return _welcome(request, found)
    return render(request, "organisations/invitation.html", context, status=status)


def _as_newcomer(request: MilepostRequest, found: Invitation, context: dict[str, object]) -> HttpResponse:
    form = AcceptForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        try:
            member = accept_invitation(invitation=found, **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            begin_session(request, member.person)
            record_sign_in(member.person)
            return _welcome(request, found)
    context["form"] = form
    return render(request, "organisations/invitation.html", context, status=422 if form.errors else 200)


def _welcome(request: MilepostRequest, found: Invitation) -> HttpResponse:
    messages.success(request, _("Welcome to %(organisation)s.") % {"organisation": found.organisation.name})
    return redirect("organisations:home")
