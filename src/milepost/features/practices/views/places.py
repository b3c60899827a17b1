"""Addresses and crumbs that the pages of practices share."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from milepost.catalogue.practices import practice as known_practice
from milepost.features.practices.models import Practice
from milepost.features.programmes.web import ProgrammeRequest
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.forms import Form
from milepost.platform.ui.frame import Link
from milepost.platform.ui.texts import speak


def here(request: ProgrammeRequest) -> dict[str, str]:
    """The parts of an address that name the programme."""
    return {"org": request.organisation.code, "code": request.programme.code}


def crumbs_to(request: ProgrammeRequest, practice: Practice | None = None, below: str = "") -> list[Link]:
    """The way to a page of practices."""
    links = [Link(request.programme.name, reverse("reports:programme", kwargs=here(request)))]
    if practice is None:
        return [*links, Link(_("Practices"))]
    links.append(Link(_("Practices"), reverse("practices:list", kwargs=here(request))))
    name = speak(known_practice(practice.key).name)
    address = reverse("practices:practice", kwargs={**here(request), "practice": practice.key})
    return [*links, Link(name, address), Link(below)] if below else [*links, Link(name)]


def to_practice(request: ProgrammeRequest, practice: Practice) -> HttpResponse:
    """The way back to a practice's page, after a change."""
    return redirect(reverse("practices:practice", kwargs={**here(request), "practice": practice.key}))


def say_refusal(form: Form, refused: Refused, field: str = "") -> None:
    """Put a refusal beside its field, or above the form."""
    name = field or refused.field
    form.add_error(name if name in form.fields else None, f"{refused.reason} {refused.hint}".strip())
