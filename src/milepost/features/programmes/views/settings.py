"""The settings page of a programme."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from milepost.features.programmes.answered import answers_of
from milepost.features.programmes.changing import COLUMNS, change_programme
from milepost.features.programmes.forms import SettingsForm
from milepost.features.programmes.models import Programme
from milepost.features.programmes.policies import EDIT_PROGRAMME, READ_PROGRAMME
from milepost.features.programmes.replanning import PLANNED
from milepost.features.programmes.selectors import get_programme
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.organisations.conflicts import conflict, seen_in
from milepost.platform.organisations.policies import allows
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def settings(request: ProgrammeRequest) -> HttpResponse:
    """Name, wanted dates, budget, phases and numbers: to read, and for those who may, to change."""
    programme = request.programme
    form = SettingsForm(request.POST or None, programme=programme, initial=_values(programme))
    may_edit = allows(request.actor, EDIT_PROGRAMME, organisation_id=request.organisation.pk, programme_id=programme.pk)
    context: dict[str, Any] = {"form": form, "may_edit": may_edit, "seen": programme.revision}
    status = 200
    if request.method == "POST":
        if form.is_valid():
            context |= _change(request, form)
        if "done" in context:
            return redirect("programmes:settings", org=request.organisation.code, code=programme.code)
        status = 409 if "conflict" in context else 422
    return render(request, "programmes/settings.html", context, status=status)


def _values(programme: Programme) -> dict[str, Any]:
    phases = {f"{row.key}_{name}": getattr(row, name) for row in programme.phases.all() for name in PLANNED}
    given = answers_of(programme)
    answered = {
        "people": given.get("people"),
        "other_certificates": "\n".join(given.get("other_certificates", ())),
    }
    return {name: getattr(programme, name) for name in COLUMNS} | answered | phases


def _change(request: ProgrammeRequest, form: SettingsForm) -> dict[str, Any]:
    programme = request.programme
    fields = {name: form.cleaned_data[name] for name in COLUMNS} | form.answered
    try:
        changed = change_programme(
            actor=request.actor,
            programme=programme,
            fields=fields,
            numbers=form.numbers,
            phases=form.phases,
            reason=form.cleaned_data["reason"],
            seen=seen_in(request.POST),
        )
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, f"{refused.reason} {refused.hint}")
        return {"seen": request.POST.get("seen", "")}
    except Superseded:
        present = get_programme(request.actor, request.organisation.code, programme.code, READ_PROGRAMME)
        saved = {**_values(present), **{key: present.number(key, value) for key, value in form.defaults.items()}}
        return {"conflict": conflict(form, present, saved), "seen": present.revision}
    messages.success(request, _("The settings are saved.") if changed else _("Nothing was changed."))
    return {"done": True}
