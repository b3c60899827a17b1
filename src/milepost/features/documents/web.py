"""What the pages of documents share: addresses, crumbs, rights, and what a form says when a service refuses."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from milepost.features.documents.models import Document
from milepost.features.documents.policies import (
    CHECK_APPROVAL,
    CONTROL_DOCUMENTS,
    STYLE_DOCUMENTS,
    TAKE_PART,
    WRITE_DOCUMENTS,
    controls,
)
from milepost.features.programmes.web import ProgrammeRequest
from milepost.platform.organisations.policies import allows
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.forms import Form
from milepost.platform.ui.frame import Link

RIGHTS = {
    "write": WRITE_DOCUMENTS,
    "control": CONTROL_DOCUMENTS,
    "take_part": TAKE_PART,
    "check": CHECK_APPROVAL,
}


def here(request: ProgrammeRequest) -> dict[str, str]:
    """The parts of an address that name the programme."""
    return {"org": request.organisation.code, "code": request.programme.code}


def to_list(request: ProgrammeRequest) -> HttpResponse:
    """The way back to the master list."""
    return redirect(reverse("documents:list", kwargs=here(request)))


def to_document(request: ProgrammeRequest, document: Document) -> HttpResponse:
    """The way back to a document's page."""
    return redirect(reverse("documents:document", kwargs={**here(request), "key": document.pk}))


def crumbs_to(request: ProgrammeRequest, document: Document | None = None, *more: str) -> tuple[Link, ...]:
    """The way to a page below the master list."""
    home = Link(request.programme.name, reverse("reports:programme", kwargs=here(request)))
    listed = Link(_("Documents"), reverse("documents:list", kwargs=here(request)) if document or more else "")
    if document is None:
        return home, listed, *(Link(words) for words in more)
    page = reverse("documents:document", kwargs={**here(request), "key": document.pk}) if more else ""
    return home, listed, Link(document.number, page), *(Link(words) for words in more)


def rights(request: ProgrammeRequest, document: Document | None = None) -> dict[str, bool]:
    """What the reader may do here, by name; `own` where they answer for this document."""
    place = {"organisation_id": request.organisation.pk, "programme_id": request.programme.pk}
    may = {name: allows(request.actor, permission, **place) for name, permission in RIGHTS.items()}
    may["style"] = allows(request.actor, STYLE_DOCUMENTS, organisation_id=request.organisation.pk)
    return {**may, "own": document is not None and controls(request.actor, document)}


def show_refusal(form: Form, refused: Refused) -> None:
    """Put a service's refusal where the form shows it."""
    field: Any = refused.field if refused.field in form.fields else None
    form.add_error(field, f"{refused.reason} {refused.hint}".strip())
