"""The views of a plan, a click from each other."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.features.plans.web import address
from milepost.platform.ui.frame import Link

VIEWS: Mapping[str, Promise] = {
    "plans:list": gettext_lazy("List"),
    "plans:gantt": gettext_lazy("Picture"),
    "plans:forecast": gettext_lazy("Forecast"),
    "plans:load": gettext_lazy("Load"),
    "plans:what-if": gettext_lazy("What if"),
    "plans:baselines": gettext_lazy("Baselines"),
    "plans:variance": gettext_lazy("Variance"),
    "plans:effort": gettext_lazy("Effort"),
    "plans:budget": gettext_lazy("Budget"),
}

register = template.Library()


@register.inclusion_tag("ui/_tabs.html", takes_context=True)
def plan_views(context: Mapping[str, Any]) -> dict[str, Any]:
    """Links to every view of the plan; the one that is open is marked."""
    request = context["request"]
    here = request.resolver_match.view_name
    links = [Link(str(label), address(request, view), current=view == here) for view, label in VIEWS.items()]
    return {"label": _("Views of the plan"), "links": links}
