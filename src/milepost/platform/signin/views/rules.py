"""What an organisation asks of whoever signs in."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from milepost.platform.organisations.conflicts import conflict
from milepost.platform.organisations.forms import add_refusal
from milepost.platform.organisations.policies import EDIT_ORGANISATION
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.selectors import sign_in_rules_of, without_factor
from milepost.platform.organisations.services import change_sign_in_rules
from milepost.platform.organisations.tables import Superseded
from milepost.platform.organisations.web import MilepostRequest, organisation_page
from milepost.platform.signin.forms import RulesForm


@organisation_page(EDIT_ORGANISATION)
def rules(request: MilepostRequest) -> HttpResponse:
    """Whether a second factor is wanted, and who has none yet."""
    here = request.organisation
    present = sign_in_rules_of(here)
    form = RulesForm(
        request.POST or None, initial={"revision": present.revision, "second_factor": present.second_factor}
    )
    context: dict[str, Any] = {"form": form, "without": without_factor(here), "rules": present}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            change_sign_in_rules(
                actor=request.actor,
                organisation=here,
                second_factor=form.cleaned_data["second_factor"],
                seen=form.cleaned_data["revision"],
            )
        except Superseded:
            present = sign_in_rules_of(here)
            context |= conflict(form, present, {"second_factor": present.second_factor})
            form.data = {**form.data.dict(), "revision": str(present.revision)}  # type: ignore[attr-defined]
            status = 409
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The rules for signing in are changed."))
            return redirect("signin:rules", org=here.code)
    return render(request, "signin/rules.html", context, status=422 if form.errors else status)
