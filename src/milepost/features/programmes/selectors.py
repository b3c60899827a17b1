"""Reading programmes."""

from datetime import date

from milepost.features.programmes.models import PhaseKey, Programme
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import Hidden, Permission, require


def get_programme(actor: Actor, org: str, code: str, permission: Permission) -> Programme:
    """One programme by organisation and code, with the permission required in it.

    Raises `Hidden` for a stranger and where there is none, alike; `NotAllowed` for a member without the right.
    """
    programme = Programme.objects.select_related("organisation").filter(organisation__code=org, code=code).first()
    if programme is None:
        raise Hidden
    require(actor, permission, organisation_id=programme.organisation_id, programme_id=programme.pk)
    return programme


def present_phase(programme: Programme, *, on: date) -> str:
    """The phase that a programme is in at a day: the last one opened, or the first before any is."""
    opened = [phase.key for phase in programme.phases.all() if phase.opened_on is not None and phase.opened_on <= on]
    return opened[-1] if opened else PhaseKey.FOUNDATION.value
