"""Facts in the reader's words."""

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from milepost.catalogue.texts import LocalText
from milepost.engines.rules.facts.documents import PlanContent
from milepost.features.drafting.entering.fields import fact_label
from milepost.features.drafting.standing.plan import Place

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

register = template.Library()


@register.filter
def in_language(text: LocalText) -> str:
    """A text of the catalogue in the reader's language."""
    return text.in_language(get_language() or "en")


register.filter("fact_name", fact_label)


@register.filter
def content_name(content: PlanContent) -> str:
    """What a content of the service management plan is called."""
    return str(CONTENTS[content])


@register.filter
def typed_in(place: Place, typed: Mapping[str, str]) -> str:
    """What stands in the field of a place: what was typed before it was refused, or what was stated."""
    return typed[place.content.value]
