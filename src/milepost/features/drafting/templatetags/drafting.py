"""Facts in the reader's words."""

from collections.abc import Mapping
from functools import cache

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from milepost.catalogue.documents.kinds import Sort
from milepost.catalogue.standard import clause, documented_information
from milepost.catalogue.texts import LocalText
from milepost.engines.rules.facts.documents import PlanContent
from milepost.features.drafting.sheets.kinds import fact_label
from milepost.features.drafting.standing.plan import Place
from milepost.platform.ui.texts import speak

CONTENTS: Mapping[PlanContent, Promise] = {
    PlanContent.SERVICES: _("List of services"),
    PlanContent.LIMITATIONS: _("Known limitations"),
    PlanContent.OBLIGATIONS: _("Obligations and how they apply"),
    PlanContent.AUTHORITIES: _("Authorities and responsibilities"),
    PlanContent.RESOURCES: _("Resources"),
    PlanContent.OTHER_PARTIES: _("How other parties are worked with"),
    PlanContent.TECHNOLOGY: _("Technology"),
    PlanContent.MEASUREMENT: _("Measuring, auditing, reporting and improving"),
    PlanContent.OBJECTIVES: _("Objectives"),
    PlanContent.TIMELINE: _("Timeline"),
    PlanContent.GOVERNANCE: _("Governance"),
}

SORTS: Mapping[Sort, Promise] = {
    Sort.POLICY: _("Policies"),
    Sort.PLAN: _("Plans"),
    Sort.PROCEDURE: _("Procedures"),
    Sort.AGREEMENT: _("Agreements"),
    Sort.REGISTER: _("Registers"),
    Sort.REPORT: _("Reports"),
    Sort.FORM: _("Forms"),
    Sort.RECORD: _("Records"),
}

register = template.Library()


@register.filter
def in_language(text: LocalText) -> str:
    """A text of the catalogue in the reader's language."""
    return text.in_language(get_language() or "en")


register.filter("fact_name", fact_label)
register.filter("spoken", speak)


@register.simple_tag
def clause_title(number: str) -> str:
    """What a clause is called in the reader's language."""
    return clause(number).title.in_language(get_language() or "en")


@register.simple_tag
def item_name(number: int) -> str:
    """What an item of documented information is called in the reader's language."""
    return _names()[number].in_language(get_language() or "en")


@cache
def _names() -> Mapping[int, LocalText]:
    return {item.number: item.name for item in documented_information()}


@register.filter
def content_name(content: PlanContent) -> str:
    """What a content of the service management plan is called."""
    return str(CONTENTS[content])


@register.filter
def sorts_name(sort: Sort) -> str:
    """What the documents of a sort are called together."""
    return str(SORTS[sort])


@register.filter
def typed_in(place: Place, typed: Mapping[str, str]) -> str:
    """What stands in the field of a place: what was typed before it was refused, or what was stated."""
    return typed[place.content.value]
