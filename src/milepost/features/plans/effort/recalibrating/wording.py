"""What finished work says, in words: “Your documents take 1.6 × the estimate; 5 observations.” and the like."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from milepost.engines.rules.recalibration import LEAST, Observed
from milepost.features.plans.effort.recalibrating.reading import PHASE, ROLE, WORK
from milepost.platform.organisations.naming import phase_name, role_name
from milepost.platform.ui.formats import as_number

WORKS: Mapping[str, Promise] = {
    "documents": gettext_lazy("Your documents"),
    "assessments": gettext_lazy("Your assessments"),
    "decisions": gettext_lazy("Your decisions and agreements"),
    "operation": gettext_lazy("Your steps into operation"),
    "corrections": gettext_lazy("Your corrections"),
}


def group_called(group: str) -> str:
    """A group of activities, as the subject of a sentence."""
    if group.startswith(WORK):
        return str(WORKS[group.removeprefix(WORK)])
    if group.startswith(ROLE):
        return _("Activities led by {role}").format(role=role_name(group.removeprefix(ROLE)))
    if group.startswith(PHASE):
        return _("Activities of the phase {phase}").format(phase=phase_name(group.removeprefix(PHASE)))
    return _("Your activities")


def said_of(observed: Observed) -> str:
    """What a group's finished work says, with the number of observations."""
    count = observed.observations
    seen = ngettext("{count} observation", "{count} observations", count).format(count=count)
    if observed.factor is None:
        return _("{group} are too few to say: {seen}, {least} needed.").format(
            group=group_called(observed.group), seen=seen, least=LEAST
        )
    if observed.factor == 1:
        return _("{group} take as long as estimated; {seen}.").format(group=group_called(observed.group), seen=seen)
    return _("{group} take {factor} × the estimate; {seen}.").format(
        group=group_called(observed.group), factor=as_number(observed.factor.normalize()), seen=seen
    )
