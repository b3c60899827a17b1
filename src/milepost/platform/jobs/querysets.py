"""Which jobs an actor may see: those of the organisation, and those of the programmes in which they hold a role."""

from django.db.models import Q, QuerySet

from milepost.platform.jobs.models import Job
from milepost.platform.jobs.policies import READ_JOBS
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import allows


def jobs_visible_to(actor: Actor) -> QuerySet[Job]:
    """The visible jobs, the newest first."""
    visible = Q(pk__in=[])
    for organisation_id in actor.memberships:
        if not allows(actor, READ_JOBS, organisation_id=organisation_id):
            continue
        opened = actor.programmes_of(organisation_id)
        here = Q(organisation_id=organisation_id)
        visible |= here if opened is None else here & (Q(programme_id=None) | Q(programme_id__in=opened))
    return Job.objects.filter(visible).select_related("made_by", "organisation").order_by("-pk")
