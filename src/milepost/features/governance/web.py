"""What the pages of governance share: addresses, crumbs, rights, and what a form says when a service refuses."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from milepost.features.governance.policies import (
    CHECK_SIGNATURE,
    EDIT_GOVERNANCE,
    KEEP_MEETINGS,
    RAISE_OBSTACLES,
    SIGN_COMMITMENT,
    WRITE_COMMITMENT,
)
from milepost.features.programmes.web import ProgrammeRequest
from milepost.platform.organisations.conflicts import conflict
from milepost.platform.organisations.policies import allows
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import EditableRow
from milepost.platform.ui.forms import Form
from milepost.platform.ui.frame import Link

RIGHTS = {
    "edit": EDIT_GOVERNANCE,
    "meetings": KEEP_MEETINGS,
    "obstacles": RAISE_OBSTACLES,
    "commitment": WRITE_COMMITMENT,
    "sign": SIGN_COMMITMENT,
    "check": CHECK_SIGNATURE,
}


def here(request: ProgrammeRequest) -> dict[str, str]:
    """The parts of an address that name the programme."""
    return {"org": request.organisation.code, "code": request.programme.code}


def address(request: ProgrammeRequest, name: str, **more: object) -> str:
    """The address of a page of this programme."""
    return reverse(name, kwargs={**here(request), **more})


def to_page(request: ProgrammeRequest, name: str, **more: object) -> HttpResponse:
    """The way to a page of this programme, after a change."""
    return redirect(address(request, name, **more))


def crumbs(request: ProgrammeRequest, *more: Link | str) -> tuple[Link, ...]:
    """The way to a page below the overview."""
    overview = address(request, "governance:overview") if more else ""
    home = Link(request.programme.name, address(request, "reports:programme"))
    rest = (link if isinstance(link, Link) else Link(link) for link in more)
    return home, Link(_("Governance"), overview), *rest


def rights(request: ProgrammeRequest) -> dict[str, bool]:
    """What the reader may do here, by name."""
    place = {"organisation_id": request.organisation.pk, "programme_id": request.programme.pk}
    return {name: allows(request.actor, permission, **place) for name, permission in RIGHTS.items()}


def show_refusal(form: Form, refused: Refused) -> None:
    """Put a service's refusal where the form shows it."""
    words = f"{refused.reason} {refused.hint}".strip()
    form.add_error(refused.field if refused.field in form.fields else None, words)


def seen_in(request: ProgrammeRequest, row: EditableRow) -> int:
    """The revision that the form was read at."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 10 else row.revision


def both_versions(form: Form, present: EditableRow, saved: dict[str, Any]) -> dict[str, Any]:
    """The context of a page where somebody else saved first."""
    return {"conflict": conflict(form, present, saved), "seen": present.revision}


def status_of(form: Form, context: dict[str, Any]) -> int:
    """422 for a form with errors, 409 for a conflict, else 200."""
    return 422 if form.errors else 409 if "conflict" in context else 200
