"""Changing what is kept about people."""

from collections.abc import Sequence

from django.db import transaction

from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Author
from milepost.platform.organisations.models import Member, Person
from milepost.platform.walls.visible import as_installation


@transaction.atomic
def note_copy(*, author: Author, person: Person, codes: Sequence[str]) -> None:
    """Say in each organisation that somebody else made a copy of a person's data there; one's own copy is no event."""
    with as_installation("a copy holds the data of every organisation that it names"):
        there = Member.objects.filter(person=person, organisation__code__in=list(codes)).select_related("person")
        latest = {member.organisation_id: member for member in there.order_by("pk")}
        for key in sorted(latest):
            entries.append(actor=author, organisation_id=key, kind="person.copied", subject=latest[key])
