"""What an organisation asks of whoever signs in, and where its people sign in."""

from collections.abc import Callable
from typing import IO, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from milepost.platform.organisations.conflicts import conflict
from milepost.platform.organisations.forms import add_refusal
from milepost.platform.organisations.policies import EDIT_ORGANISATION
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.selectors import sign_in_rules_of, without_factor
from milepost.platform.organisations.services import change_sign_in_rules
from milepost.platform.organisations.tables import EditableRow, Superseded
from milepost.platform.organisations.web import MilepostRequest, organisation_page
from milepost.platform.provisioning.selectors import live_tokens_of
from milepost.platform.signin.forms import ProviderForm, RulesForm, SamlForm
from milepost.platform.signin.models import IdentityProvider
from milepost.platform.signin.saml import MOST as LONGEST
from milepost.platform.signin.saml import certificates_in, is_installed
from milepost.platform.signin.selectors import provider_of, saml_of
from milepost.platform.signin.services import remove_provider, set_provider, set_saml_provider, variable_of
from milepost.platform.signin.views.saml import place_of
from milepost.platform.ui.forms import Form


@organisation_page(EDIT_ORGANISATION)
def rules(request: MilepostRequest) -> HttpResponse:
    """Whether a second factor is wanted, and who has none yet; the identity provider."""
    here = request.organisation
    present = sign_in_rules_of(here)
    form = RulesForm(
        request.POST or None, initial={"revision": present.revision, "second_factor": present.second_factor}
    )
    if request.method != "POST" or not form.is_valid():
        return _page(request, form=form)
    try:
        change_sign_in_rules(
            actor=request.actor,
            organisation=here,
            second_factor=form.cleaned_data["second_factor"],
            seen=form.cleaned_data["revision"],
        )
    except Superseded as superseded:
        shown = {"second_factor": sign_in_rules_of(here).second_factor}
        return _page(request, form=form, **_both(form, superseded.present, shown))
    except Refused as refused:
        add_refusal(form, refused)
        return _page(request, form=form)
    messages.success(request, _("The rules for signing in are changed."))
    return redirect("signin:rules", org=here.code)


@organisation_page(EDIT_ORGANISATION)
@require_POST
def provider_set(request: MilepostRequest) -> HttpResponse:
    """Name the identity provider, or change what is said of it."""
    return _set(request, ProviderForm(request.POST), "provider_form", set_provider)


@organisation_page(EDIT_ORGANISATION)
@require_POST
def saml_set(request: MilepostRequest) -> HttpResponse:
    """Name the identity provider by its SAML metadata, or change what is said of it."""

    def set_read(*, metadata: IO[bytes] | None, **fields: Any) -> IdentityProvider:
        return set_saml_provider(metadata=metadata.read(LONGEST + 1) if metadata else None, **fields)

    return _set(request, SamlForm(request.POST, request.FILES), "saml_form", set_read)


@organisation_page(EDIT_ORGANISATION)
@require_POST
def provider_remove(request: MilepostRequest) -> HttpResponse:
    """Sign in by password again."""
    remove_provider(actor=request.actor, organisation=request.organisation)
    messages.success(request, _("The identity provider is removed."))
    return redirect("signin:rules", org=request.organisation.code)


def _set(
    request: MilepostRequest, form: ProviderForm | SamlForm, place: str, change: Callable[..., IdentityProvider]
) -> HttpResponse:
    """Set the provider as a form says; `place` is the form's on the page, where it stands again if it is refused."""
    here, shown = request.organisation, {place: form}
    if not form.is_valid():
        return _page(request, **shown)
    fields = dict(form.cleaned_data)
    try:
        change(actor=request.actor, organisation=here, seen=fields.pop("revision"), **fields)
    except Superseded as superseded:
        saved = form.shows(provider_of(here))
        saved.pop("revision")
        return _page(request, **shown, **_both(form, superseded.present, saved))
    except Refused as refused:
        add_refusal(form, refused)
        return _page(request, **shown)
    messages.success(request, _("The identity provider is set."))
    return redirect("signin:rules", org=here.code)


def _both(form: Form, present: EditableRow, saved: dict[str, Any]) -> dict[str, Any]:
    """Both versions; the form keeps what was typed and is now based on what the page shows."""
    shown = conflict(form, present, saved)
    form.data = {**form.data.dict(), "revision": str(present.revision)}  # type: ignore[attr-defined]
    return shown


def _page(
    request: MilepostRequest,
    form: Form | None = None,
    provider_form: Form | None = None,
    saml_form: Form | None = None,
    **more: Any,
) -> HttpResponse:
    here = request.organisation
    present, provider = sign_in_rules_of(here), provider_of(here)
    saml = saml_of(provider)
    first = {"revision": present.revision, "second_factor": present.second_factor}
    answer = reverse("signin:provider-answer", kwargs={"org": here.code})
    context = {
        "rules": present,
        "provider": provider,
        "form": form or RulesForm(initial=first),
        "provider_form": provider_form or ProviderForm(initial=ProviderForm.shows(provider)),
        "saml": saml,
        "saml_form": saml_form or SamlForm(initial=SamlForm.shows(provider)),
        "saml_certificates": certificates_in(saml.certificates) if saml else [],
        "saml_is_installed": is_installed(),
        "place": place_of(request, here.code),
        "without": without_factor(here),
        "answer_to": request.build_absolute_uri(answer),
        "variable": variable_of(here),
        "is_provisioned": live_tokens_of(here).exists(),
        **more,
    }
    wrong = any(shown is not None and shown.errors for shown in (form, provider_form, saml_form))
    return render(request, "signin/rules.html", context, status=409 if "differences" in more else 422 if wrong else 200)
