"""What the pages of the gap assessment share: addresses, the way here, tabs, rights."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from milepost.features.gaps.policies import RATE, RUN_ASSESSMENTS
from milepost.features.programmes.web import ProgrammeRequest
from milepost.platform.organisations.policies import allows
from milepost.platform.ui.frame import Link

TABS = ("heatmap", "questions", "flash", "assessments", "intake")


def address(request: ProgrammeRequest, name: str, *, query: dict[str, str] | None = None, **at: str) -> str:
    """The address of a page of this feature in this programme; empty parts of the query are left out."""
    here = {"org": request.organisation.code, "code": request.programme.code}
    chosen = {key: value for key, value in (query or {}).items() if value}
    return reverse(f"gaps:{name}", kwargs=here | at) + (f"?{urlencode(chosen)}" if chosen else "")


def crumbs(request: ProgrammeRequest, *more: Link) -> tuple[Link, ...]:
    """The way to this page."""
    here = {"org": request.organisation.code, "code": request.programme.code}
    return (
        Link(request.programme.name, reverse("reports:programme", kwargs=here)),
        Link(_("Gap assessment"), address(request, "heatmap") if more else ""),
        *more,
    )


def tabs(request: ProgrammeRequest, current: str) -> list[Link]:
    """The pages of the gap assessment, and which one this is."""
    words = (_("Heat map"), _("Questions"), _("Flash mode"), _("Assessments"), _("Import and export"))
    return [
        Link(word, address(request, name), current=name == current)
        for word, name in zip(words, TABS, strict=True)
        if name not in {"flash", "intake"} or may(request)["rate"]
    ]


def may(request: ProgrammeRequest) -> dict[str, bool]:
    """What the reader may do here."""
    known = {"rate": RATE, "run": RUN_ASSESSMENTS}
    place: dict[str, Any] = {"organisation_id": request.organisation.pk, "programme_id": request.programme.pk}
    return {name: allows(request.actor, permission, **place) for name, permission in known.items()}
