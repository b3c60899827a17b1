"""Reading what an inbox is made of."""

from collections.abc import Iterable

from milepost.features.programmes.models import Programme
from milepost.features.programmes.querysets import programmes_visible_to
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.policies import Hidden


def programmes_in(actor: Actor, organisation: Organisation) -> list[Programme]:
    """The programmes of an organisation that somebody sees, by code."""
    return list(programmes_visible_to(actor).filter(organisation=organisation))


def programme_named(programmes: Iterable[Programme], code: str) -> Programme:
    """The one with this code. Raises `Hidden`."""
    for programme in programmes:
        if programme.code == code:
            return programme
    raise Hidden
