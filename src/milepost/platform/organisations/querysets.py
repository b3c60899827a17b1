"""What an actor may see of organisations."""

from django.db.models import QuerySet

from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.policies import Hidden


def organisations_visible_to(actor: Actor) -> QuerySet[Organisation]:
    """The organisations somebody is a member of, by name."""
    return Organisation.objects.filter(pk__in=actor.memberships).order_by("name")


def get_organisation(actor: Actor, code: str) -> Organisation:
    """One organisation by its code. Raises `Hidden` for a stranger and where there is none, alike."""
    organisation = organisations_visible_to(actor).filter(code=code).first()
    if organisation is None:
        raise Hidden
    return organisation
