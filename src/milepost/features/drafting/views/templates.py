"""The template behind a document: read, copied and changed, brought up to a newer edition, or given back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from milepost.features.documents.contents import text_differences
from milepost.features.documents.policies import WRITE_DOCUMENTS
from milepost.features.documents.web import show_refusal
from milepost.features.drafting.models import OwnTemplate
from milepost.features.drafting.own.checking import FaultyTemplate, check_own, told
from milepost.features.drafting.own.copying import reset_template, save_template
from milepost.features.drafting.own.forms import ReasonForm, TemplateForm
from milepost.features.drafting.views.drafts import as_page, language_of, may_write
from milepost.features.drafting.writing.own_templates import Standing, digest_of, standing_of, version_of
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.history import history_of
from milepost.platform.organisations.conflicts import conflict, seen_in
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded


@require_safe
@programme_page(READ_PROGRAMME)
def template(request: ProgrammeRequest, key: str) -> HttpResponse:
    """The template that writes a document, what is the organisation's own in it, and what a newer edition changed."""
    standing = standing_of(request.programme, key, language_of(request))
    context = {
        **_about(standing),
        "own_changes": text_differences(standing.made_from, standing.text, literal=True),
        "newer": text_differences(standing.made_from, standing.shipped_text, literal=True),
        "versions": reversed(standing.versions),
        "history": history_of(request.organisation.pk, *(version.pk for version in standing.versions)),
        "may_write": may_write(request),
    }
    return render(request, "drafting/template.html", context)


@require_safe
@programme_page(READ_PROGRAMME)
def template_version(request: ProgrammeRequest, key: str, number: int) -> HttpResponse:
    """One version of the organisation's own template, and what it changed against the one before."""
    standing = standing_of(request.programme, key, language_of(request))
    version = version_of(standing, number)
    before = next((each for each in reversed(standing.versions) if each.number < number and each.is_copy), None)
    changes = text_differences(before.text if before else version.shipped_text, version.text, literal=True)
    context = {**_about(standing), "version": version, "before": before, "changes": changes}
    context["may_write"] = version.is_copy and may_write(request)
    return render(request, "drafting/template_version.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(WRITE_DOCUMENTS)
def change_template(request: ProgrammeRequest, key: str) -> HttpResponse:
    """Change a template; the shipped one is copied by that. What it writes can be looked at before it is saved."""
    standing = standing_of(request.programme, key, language_of(request))
    looked_at = "preview" in request.POST
    text, shipped_text = _started_from(standing, request.GET.get("version", ""))
    form = TemplateForm(request.POST or None, initial={"text": text}, looked_at=looked_at)
    context = _writing(standing, shipped_text)
    if request.method != "POST":
        return _edit(request, form, context)
    seen = seen_in(request.POST)
    context |= {"rests_on": request.POST.get("rests_on", ""), "seen": _number(standing) if seen is None else seen}
    if not form.is_valid():
        return _edit(request, form, context)
    try:
        if looked_at:
            return _look_at(request, standing, form, context)
        saved = _save(request, standing, form)
    except FaultyTemplate as faulty:
        form.add_error("text", [told(fault) for fault in faulty.faults[:30]])
    except Refused as refused:
        show_refusal(form, refused)
    except Superseded as superseded:
        return _conflict(request, standing, form, context, superseded)
    else:
        messages.success(request, _("Saved: drafts are written from own version {number}.").format(number=saved.number))
        return _to_template(request, standing)
    return _edit(request, form, context)


@require_safe
@programme_page(WRITE_DOCUMENTS)
def merge_template(request: ProgrammeRequest, key: str) -> HttpResponse:
    """The newer edition brought into the organisation's own version, to be settled and saved."""
    standing = standing_of(request.programme, key, language_of(request))
    if standing.in_use is None or not standing.is_outdated:
        return _to_template(request, standing)
    merged = standing.merged()
    reason = _("Edition {edition} taken in.").format(edition=standing.shipped.edition)
    form = TemplateForm(initial={"text": merged.body, "reason": reason})
    context = {**_writing(standing, standing.shipped_text), "clashes": merged.clashes, "merging": True}
    return _edit(request, form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(WRITE_DOCUMENTS)
def give_back_template(request: ProgrammeRequest, key: str) -> HttpResponse:
    """Write the document from the shipped template again."""
    standing = standing_of(request.programme, key, language_of(request))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reset_template(
                actor=request.actor,
                programme=request.programme,
                key=key,
                language=standing.language,
                reason=form.cleaned_data["reason"],
                seen=seen_in(request.POST),
            )
        except Refused as refused:
            show_refusal(form, refused)
        except Superseded:
            form.add_error(None, _("Somebody saved another version meanwhile: look at it first."))
        else:
            messages.success(request, _("Drafts are written from the shipped template again."))
            return _to_template(request, standing)
    context = {**_about(standing), "form": form, "seen": _number(standing)}
    return render(request, "drafting/template_reset.html", context, status=422 if form.errors else 200)


def _started_from(standing: Standing, number: str) -> tuple[str, str]:
    """The text that is changed, and the shipped one that it rests on: those in use, or of an earlier version."""
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return standing.text, standing.made_from
    version = version_of(standing, int(number))
    return (version.text, version.shipped_text) if version.is_copy else (standing.shipped_text, standing.shipped_text)


def _about(standing: Standing) -> dict[str, Any]:
    return {"standing": standing, "key": standing.key, "language": standing.language, "title": standing.title}


def _writing(standing: Standing, shipped_text: str) -> dict[str, Any]:
    return {**_about(standing), "seen": _number(standing), "rests_on": digest_of(shipped_text)}


def _number(standing: Standing) -> int:
    return standing.newest.number if standing.newest else 0


def _save(request: ProgrammeRequest, standing: Standing, form: TemplateForm) -> OwnTemplate:
    return save_template(
        actor=request.actor,
        programme=request.programme,
        key=standing.key,
        language=standing.language,
        text=form.cleaned_data["text"],
        reason=form.cleaned_data["reason"],
        rests_on=request.POST.get("rests_on", ""),
        seen=seen_in(request.POST),
    )


def _look_at(
    request: ProgrammeRequest, standing: Standing, form: TemplateForm, context: dict[str, Any]
) -> HttpResponse:
    """What the template writes with the facts of today; nothing is kept."""
    on = today(request.organisation.timezone)
    text, rests_on = form.cleaned_data["text"], request.POST.get("rests_on", "")
    checked = check_own(request.programme, standing, text, on=on, rests_on=rests_on)
    if checked.drafted is None:
        raise FaultyTemplate(checked.faults)
    context |= {"drafted": checked.drafted, "body": as_page(request, checked.drafted)}
    return _edit(request, form, context)


def _conflict(
    request: ProgrammeRequest, standing: Standing, form: TemplateForm, context: dict[str, Any], superseded: Superseded
) -> HttpResponse:
    """Somebody saved meanwhile: what is typed stays, and stands beside what they saved."""
    present = standing_of(request.programme, standing.key, standing.language)
    found = conflict(form, superseded.present, {"reason": present.newest.reason if present.newest else ""})
    typed = form.cleaned_data["text"].replace("\r\n", "\n")
    changes = text_differences(present.text, typed, literal=True)
    context |= {"conflict": found, "seen": found["seen"], "typed_changes": changes}
    return render(request, "drafting/template_edit.html", {**context, "form": form}, status=409)


def _edit(request: ProgrammeRequest, form: TemplateForm, context: dict[str, Any]) -> HttpResponse:
    return render(request, "drafting/template_edit.html", {**context, "form": form}, status=422 if form.errors else 200)


def _to_template(request: ProgrammeRequest, standing: Standing) -> HttpResponse:
    here = [request.organisation.code, request.programme.code, standing.key]
    return redirect(f"{reverse('drafting:template', args=here)}?language={standing.language}")
