"""What the places that contradict each other are called, and where they are seen."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.engines.rules.contradictions import Contradiction
from milepost.engines.rules.facts.statements import Keeper, Matter, Place

MATTERS: Mapping[Matter, Promise] = {
    Matter.NAME: _("Names"),
    Matter.SCOPE: _("Scope sentence"),
    Matter.TARGET: _("Targets"),
    Matter.ROLE: _("Roles"),
    Matter.REVIEW: _("Review dates"),
}
"""What contradictions are about, in the order in which a page offers them."""

_PAGES: Mapping[Keeper, tuple[str, str]] = {
    Keeper.DOCUMENT: ("documents:document", "key"),
    Keeper.MASTER_LIST: ("documents:document", "key"),
    Keeper.SCOPE: ("programmes:scope", ""),
    Keeper.ROLES: ("governance:overview", ""),
    Keeper.PRACTICE: ("practices:practice", "practice"),
    Keeper.SHEET: ("drafting:sheet", "code_of_sheet"),
}


def name_of_place(place: Place) -> str:
    """What a place is called; the scope has no document of its own to be named by."""
    return place.at.label or str(_("Scope statement"))


def address_of_place(place: Place, org: str, code: str) -> str:
    """The page on which a place is seen."""
    if place.keeper is Keeper.PORTFOLIO:
        return reverse("portfolio:list", kwargs={"org": org, "name": place.at.key})
    if place.keeper is Keeper.CATALOGUE:
        return reverse("standard:document", kwargs={"key": place.at.key})
    name, argument = _PAGES[place.keeper]
    return reverse(name, kwargs={"org": org, "code": code, **({argument: place.at.key} if argument else {})})


def chosen(found: Iterable[Contradiction], about: str = "", document: str = "") -> tuple[Contradiction, ...]:
    """Those about a matter, and those that concern a document by its key; empty chooses all."""
    return tuple(
        each for each in found if (not about or each.matter == about) and (not document or document in each.documents)
    )
