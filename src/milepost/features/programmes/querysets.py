"""Which programmes an actor may see."""

from django.db.models import Q, QuerySet

from milepost.features.programmes.models import Programme
from milepost.platform.organisations.actors import Actor


def programmes_visible_to(actor: Actor) -> QuerySet[Programme]:
    """The programmes in which the actor holds a role, by organisation and code."""
    visible = Q(pk__in=[])
    for organisation_id in actor.memberships:
        opened = actor.programmes_of(organisation_id)
        here = Q(organisation_id=organisation_id)
        visible |= here if opened is None else here & Q(pk__in=opened)
    return Programme.objects.filter(visible).select_related("organisation").order_by("organisation__name", "code")
