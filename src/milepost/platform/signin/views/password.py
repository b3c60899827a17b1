"""My account › a new password, for whoever shows once more who they are."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from milepost.platform.organisations.forms import add_refusal
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services import change_password, check_new_password
from milepost.platform.organisations.web import MilepostRequest
from milepost.platform.signin.again import Asked
from milepost.platform.signin.forms import NewPasswordForm, proof_in
from milepost.platform.signin.services import prove


@sensitive_post_parameters("new", "password", "code")
@never_cache
@login_required
def password(request: MilepostRequest) -> HttpResponse:
    """The present password and the second factor, then the new one. No provider's word and no passkey sets a first."""
    person = request.actor.known_person
    if not person.has_usable_password():
        messages.info(request, _("You have no password here."))
        return redirect("organisations:account")
    form = NewPasswordForm(request.POST or None, of=Asked(person, request))
    if request.method == "POST" and form.is_valid() and _changed(request, form):
        messages.success(request, _("Your password is changed. You are signed out everywhere else."))
        return redirect("organisations:account")
    return render(request, "signin/password.html", {"form": form}, status=422 if form.errors else 200)


def _changed(request: MilepostRequest, form: NewPasswordForm) -> bool:
    person, new = request.actor.known_person, form.cleaned_data["new"]
    try:
        check_new_password(person, new, field="new")  # first: each code is taken once
        prove(person, proof_in(form, request, ""))
        session = request.session.session_key or ""
        changed = change_password(actor=request.actor, new=new, keep_session=session)
    except Refused as refused:
        add_refusal(form, refused)
        return False
    update_session_auth_hash(request, changed)
    return True
