"""What surrounds every page: the rail, the names in the bar, the menu of the person."""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from milepost.engines.rules import RULES_VERSION
from milepost.platform.organisations.selectors import names_by_address
from milepost.platform.ui.frame import Link, Section, mark_current, mounted, way_here

KEPT = 512  # rails: they are the same for everybody, in a language; nobody's rights change them


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame's context (`milepost.platform.ui.frame`)."""
    context: dict[str, Any] = {"rules_version": RULES_VERSION, "people_here": {}}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return context
    context["user_name"] = user.name
    context["user_menu"] = _links(
        (_("My account"), "organisations:account"),
        (_("Security"), "signin:security"),
        (_("My data"), "privacy:my-data"),
        (_("Programmes"), "organisations:home"),
    )
    context["sign_out_url"] = _address("signin:sign-out")
    spoken = get_language(), mounted()
    organisation = getattr(request, "organisation", None)
    programme = getattr(request, "programme", None)
    if organisation is not None:
        context["organisation_name"] = organisation.name
        context["people_here"] = SimpleLazyObject(lambda: names_by_address(organisation))  # asked for where needed
        context["rail"] = mark_current(_organisation_rail(organisation.code, *spoken), request.path)
        home = Link(organisation.name, _address("organisations:organisation", org=organisation.code))
        context["crumbs"] = way_here(home, context["rail"], request.path)
    if organisation is not None and programme is not None:
        context["programme_name"] = programme.name
        context["rail"] = mark_current(_programme_rail(organisation.code, programme.code, *spoken), request.path)
        home = Link(programme.name, _address("reports:programme", org=organisation.code, code=programme.code))
        context["crumbs"] = way_here(home, context["rail"], request.path)
        context["search_url"] = _address("reports:search", org=organisation.code, code=programme.code)
    return context


@lru_cache(maxsize=KEPT)
def _programme_rail(org: str, code: str, _language: str | None, _mounted: Hashable) -> tuple[Section, ...]:
    here = {"org": org, "code": code}
    return _sections(
        (
            _("Road"),
            [
                (_("Programme"), "reports:programme", here),
                (_("Gates"), "gates:list", here),
                (_("Sequence"), "gates:sequence", here),
                (_("Plan"), "plans:list", here),
                (_("Risks of the programme"), "management:list", {**here, "name": "programme-risks"}),
                (_("Actions"), "actions:list", here),
                (_("What I owe"), "inbox:inbox", {"org": org}),
            ],
        ),
        (
            _("Evidence"),
            [
                (_("Operation clocks"), "evidence:clocks", here),
                (_("Imports"), "evidence:imports", here),
                (_("Practices"), "practices:list", here),
            ],
        ),
        (
            _("Foundation"),
            [
                (_("Gap assessment"), "gaps:heatmap", here),
                (_("Scope"), "programmes:scope", here),
                (_("Governance"), "governance:overview", here),
            ],
        ),
        (_("Documents"), _documents(here)),
        (_("Registers"), _registers(here)),
        (
            _("Trust"),
            [
                (_("History"), "reports:history", here),
                (_("How this can be trusted"), "reports:trust", here),
                (_("The standard"), "standard:browse", {}),
                (_("Settings"), "programmes:settings", here),
            ],
        ),
    )


def _documents(here: dict[str, str]) -> list[tuple[str, str, dict[str, str]]]:
    """Controlled documents, and what they are written from."""
    return [
        (_("Master list"), "documents:list", here),
        (_("Drafts"), "drafting:drafts", here),
        (_("Facts"), "drafting:facts", here),
        (_("Questions"), "drafting:asked", here),
        (_("Contradictions"), "drafting:contradictions", here),
        (_("Application pack"), "gates:pack", here),
    ]


def _registers(here: dict[str, str]) -> list[tuple[str, str, dict[str, str]]]:
    """The lists of the management system's registers."""
    lists = {
        "risks": _("Risks and opportunities"),
        "objectives": _("Objectives"),
        "obligations": _("Obligations"),
        "issues": _("Issues"),
        "parties": _("Interested parties"),
        "communications": _("Communication"),
        "knowledge": _("Knowledge"),
        "improvements": _("Improvement"),
    }
    return [(heading, "management:list", {**here, "name": name}) for name, heading in lists.items()]


@lru_cache(maxsize=KEPT)
def _organisation_rail(org: str, _language: str | None, _mounted: Hashable) -> tuple[Section, ...]:
    return _sections(
        (
            _("Organisation"),
            [
                (_("Programmes"), "organisations:organisation", {"org": org}),
                (_("What I owe"), "inbox:inbox", {"org": org}),
                (_("Portfolio"), "portfolio:list", {"org": org}),
                (_("Working calendar"), "calendars:list", {"org": org}),
                (_("People"), "organisations:members", {"org": org}),
            ],
        ),
        (_("Standard"), [(_("The standard"), "standard:browse", {})]),
    )


def _sections(*parts: tuple[str, list[tuple[str, str, dict[str, str]]]]) -> tuple[Section, ...]:
    sections = [
        Section(heading, tuple(Link(label, url) for label, name, at in items if (url := _address(name, **at))))
        for heading, items in parts
    ]
    return tuple(section for section in sections if section.items)


def _links(*parts: tuple[str, str]) -> tuple[Link, ...]:
    return tuple(Link(label, url) for label, name in parts if (url := _address(name)))


def _address(name: str, /, **at: str) -> str:
    try:
        return reverse(name, kwargs=at)
    except NoReverseMatch:
        return ""
