"""The start page and one's own account."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.forms import AccountForm, add_refusal
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.naming import phase_name, role_name
from milepost.platform.organisations.programmes import ProgrammeLine, programmes_seen_by
from milepost.platform.organisations.querysets import organisations_visible_to
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.selectors import organisations_that_want_more
from milepost.platform.organisations.services import change_account
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


@login_required
def account(request: MilepostRequest) -> HttpResponse:
    """Name and language, the way to a new password; and what one is where."""
    person = request.actor.known_person
    form = AccountForm(request.POST or None, initial={"name": person.name, "language": person.language})
    if form.is_valid() and _changed(request, form):
        return redirect("organisations:account")
    context = {"form": form, "rows": rows_for(request.actor)}
    return render(request, "organisations/account.html", context, status=422 if form.errors else 200)


def _changed(request: MilepostRequest, form: AccountForm) -> bool:
    try:
        change_account(actor=request.actor, **form.cleaned_data)
    except Refused as refused:
        add_refusal(form, refused)
        return False
    messages.success(request, _("Your account is changed."))
    return True
