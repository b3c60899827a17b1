"""The start page and one's own account."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.forms import AccountForm, PasswordForm, add_refusal
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.naming import phase_name, role_name
from milepost.platform.organisations.programmes import ProgrammeLine, programmes_seen_by
from milepost.platform.organisations.querysets import organisations_visible_to
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.selectors import organisations_that_want_more
from milepost.platform.organisations.services import change_account, change_password
from milepost.platform.organisations.web import MilepostRequest


@dataclass(frozen=True, slots=True)
class Row:
    """A programme as a list shows it to somebody."""

    line: ProgrammeLine
    phase: str
    roles: tuple[str, ...]


def rows_for(actor: Actor, organisation: Organisation | None = None) -> Sequence[Row]:
    """The programmes somebody may open, with what they are in each."""
    return [
        Row(line, phase_name(line.phase), _roles_of(actor, line)) for line in programmes_seen_by(actor, organisation)
    ]


def _roles_of(actor: Actor, line: ProgrammeLine) -> tuple[str, ...]:
    return tuple(role_name(role) for role in sorted(actor.roles(line.organisation.pk, line.id)))


@login_required
def home(request: MilepostRequest) -> HttpResponse:
    """My programmes across organisations: a consultant's one list."""
    organisations = list(organisations_visible_to(request.actor))
    withheld = organisations_that_want_more(request.actor)
    context = {"rows": rows_for(request.actor), "organisations": organisations, "withheld": withheld}
    return render(request, "organisations/home.html", context)


@sensitive_post_parameters("old", "password")
@login_required
def account(request: MilepostRequest) -> HttpResponse:
    """Name, language, password; and what one is where."""
    person = request.actor.known_person
    about = AccountForm(
        request.POST if "name" in request.POST else None, initial={"name": person.name, "language": person.language}
    )
    password = PasswordForm(request.POST if "old" in request.POST else None)
    if about.is_bound and about.is_valid() and _changed(request, about):
        return redirect("organisations:account")
    if password.is_bound and password.is_valid() and _password_changed(request, password):
        return redirect("organisations:account")
    refused = bool(about.errors or password.errors)
    context = {"about": about, "password": password, "form": password if password.errors else about,
               "rows": rows_for(request.actor)}  # fmt: skip
    return render(request, "organisations/account.html", context, status=422 if refused else 200)


def _changed(request: MilepostRequest, form: AccountForm) -> bool:
    try:
        change_account(actor=request.actor, **form.cleaned_data)
    except Refused as refused:
        add_refusal(form, refused)
        return False
    messages.success(request, _("Your account is changed."))
    return True


def _password_changed(request: MilepostRequest, form: PasswordForm) -> bool:
    old, new = form.cleaned_data["old"], form.cleaned_data["password"]
    session = request.session.session_key or ""
    try:
        person = change_password(actor=request.actor, old=old, new=new, keep_session=session)
    except Refused as refused:
        add_refusal(form, refused)
        return False
    update_session_auth_hash(request, person)
    messages.success(request, _("Your password is changed. You are signed out everywhere else."))
    return True
