"""Who is there today: who sees a programme, and in which programmes somebody holds a role."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.models import Grant, Person
from milepost.platform.organisations.roles import Role


def people_in(programme: Programme) -> dict[str, Person]:
    """Who sees a programme today, by key: what they owe there can reach them."""
    grants = _grants_on(today(programme.organisation.timezone)).filter(
        Q(programme_id=None) | Q(programme_id=programme.pk), organisation_id=programme.organisation_id
    )
    return {str(grant.member.person_id): grant.member.person for grant in grants.select_related("member__person")}


def held_by(person: Person, programmes: Collection[Programme], *roles: Role) -> list[Programme]:
    """The programmes, of one organisation, in which somebody holds one of these roles today."""
    if not programmes:
        return []
    first = next(iter(programmes))
    found: set[UUID | None] = set(
        _grants_on(today(first.organisation.timezone))
        .filter(organisation_id=first.organisation_id, member__person=person, role__in=[role.value for role in roles])
        .values_list("programme_id", flat=True)
    )
    return [programme for programme in programmes if {None, programme.pk} & found]


def _grants_on(day: date) -> QuerySet[Grant]:
    return Grant.objects.filter(
        Q(until=None) | Q(until__gte=day), member__removed_at=None, member__person__is_active=True
    ).order_by("pk")
