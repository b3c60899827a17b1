"""Which batches and sources an actor may see: those of the organisation."""

from uuid import UUID

from django.db.models import QuerySet

from milepost.platform.batches.models import Batch, Source
from milepost.platform.batches.policies import READ_BATCHES
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import allows


def batches_visible_to(actor: Actor) -> QuerySet[Batch]:
    """The visible batches, the newest first."""
    return (
        Batch.objects.filter(organisation_id__in=_readable(actor))
        .select_related("source", "sealed_by", "organisation")
        .order_by("-generation", "-pk")
    )


def sources_visible_to(actor: Actor) -> QuerySet[Source]:
    """The visible sources, by code."""
    return Source.objects.filter(organisation_id__in=_readable(actor)).select_related("organisation").order_by("code")


def _readable(actor: Actor) -> list[UUID]:
    return [key for key in actor.memberships if allows(actor, READ_BATCHES, organisation_id=key)]
