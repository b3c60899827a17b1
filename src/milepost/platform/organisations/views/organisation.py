"""An organisation's page and its settings."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from milepost.platform.ledger.models import Entry
from milepost.platform.organisations.forms import OrganisationForm, add_refusal
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.policies import (
    EDIT_ORGANISATION,
    MANAGE_TOKENS,
    READ_ORGANISATION,
    allows,
    permission_named,
)
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services import change_organisation
from milepost.platform.organisations.tables import Superseded
from milepost.platform.organisations.views.account import rows_for
from milepost.platform.organisations.web import MilepostRequest, organisation_page
from milepost.platform.ui.forms import Difference


@organisation_page(READ_ORGANISATION)
def organisation(request: MilepostRequest) -> HttpResponse:
    """The organisation's programmes, and the ways to its people and settings."""
    here = request.organisation
    may = {
        "edit": allows(request.actor, EDIT_ORGANISATION, organisation_id=here.pk),
        "tokens": allows(request.actor, MANAGE_TOKENS, organisation_id=here.pk),
        "backups": allows(request.actor, permission_named("backups.see"), organisation_id=here.pk),
        "style": allows(request.actor, permission_named("documents.style"), organisation_id=here.pk),
        "make": allows(request.actor, permission_named("programme.make"), organisation_id=here.pk),
    }
    return render(request, "organisations/organisation.html", {"rows": rows_for(request.actor, here), "may": may})


@organisation_page(EDIT_ORGANISATION)
def settings(request: MilepostRequest) -> HttpResponse:
    """Name, time zone, country, language. Two people saving at once: the second sees both versions."""
    here = request.organisation
    form = OrganisationForm(request.POST or None, initial=OrganisationForm.shows(here))
    if request.method != "POST":
        return render(request, "organisations/settings.html", {"form": form})
    context: dict[str, object] = {"form": form}
    status = 422
    if form.is_valid():
        try:
            change_organisation(actor=request.actor, organisation=here, **_given(form))
        except Superseded as superseded:
            context |= _conflict(form, Organisation.objects.get(pk=superseded.present.pk))
            status = 409
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The organisation is changed."))
            return redirect("organisations:settings", org=here.code)
    return render(request, "organisations/settings.html", context, status=status)


def _given(form: OrganisationForm) -> dict[str, Any]:
    fields = dict(form.cleaned_data)
    return {"seen": fields.pop("revision"), **fields}


def _conflict(form: OrganisationForm, present: Organisation) -> dict[str, object]:
    """Both versions; the form keeps what was typed and is now based on what the page shows."""
    saved = Entry.objects.filter(subject_id=present.pk, kind="organisation.changed").order_by("-seq").first()
    form.data = {**form.data.dict(), "revision": str(present.revision)}  # type: ignore[attr-defined]
    differences = [
        Difference(form.fields[name].label or name, str(form.cleaned_data[name]), str(value))
        for name, value in OrganisationForm.shows(present).items()
        if name != "revision" and value != form.cleaned_data[name]
    ]
    return {
        "differences": differences,
        "saved_by": saved.actor_label if saved else "",
        "saved_at": saved.at if saved else None,
    }
