"""Who holds the roles of documents: what registers say, else what was answered when the programme was made."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from milepost.catalogue.documents.roles import DocumentRole
from milepost.catalogue.documents.roles import roles as document_roles
from milepost.features.drafting.reading.given import Given, Origin
from milepost.features.governance.models import RoleHolder
from milepost.features.governance.querysets import holders_of
from milepost.features.practices.models import Practice
from milepost.features.practices.querysets import practices_by_key
from milepost.features.programmes.answered import address_in, answers_of
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Grant, Member, Person

ANSWERED = {"sponsor": "sponsor", "coordinator": "coordinator"}
"""The answers that name somebody, by the role of the programme that they name."""


class Holder(NamedTuple):
    """Who holds a role, where that is said, and the account where they have one."""

    name: str
    origin: Origin
    person: Person | None = None


def held_roles(
    programme: Programme, practices: Mapping[str, Practice], holders: Sequence[RoleHolder], *, on: date
) -> Iterator[Given]:
    """Holder and deputy of each role that somebody is known to hold, as facts of `roles`. One query.

    `holders` are those of all times: whoever was answered is outdated once the charter named anybody for the role.
    """
    for role, holder in _held(programme, practices, holders, on):
        yield Given(f"roles.{role.key}.holder", holder.name, holder.origin)
    for role in document_roles():
        practice = practices.get(role.practice)
        if practice and practice.deputy:
            yield Given(f"roles.{role.key}.deputy", practice.deputy.name, Origin.PRACTICES)


def members_in_roles(programme: Programme, *, on: date) -> Mapping[str, Person]:
    """The member of the organisation who holds a role, by the role's key. Four queries."""
    members = Member.objects.filter(organisation_id=programme.organisation_id, removed_at=None)
    here = set(members.values_list("person_id", flat=True))
    held = _held(programme, practices_by_key(programme), list(holders_of(programme)), on)
    return {role.key: holder.person for role, holder in held if holder.person and holder.person.pk in here}


def _held(
    programme: Programme, practices: Mapping[str, Practice], holders: Sequence[RoleHolder], on: date
) -> Iterator[tuple[DocumentRole, Holder]]:
    serving = {
        holder.role: Holder(holder.called, Origin.PEOPLE, holder.person) for holder in holders if holder.in_office(on)
    }
    sources = (serving, _only_members(programme, on), _answered(programme, {holder.role for holder in holders}))
    for role in document_roles():
        practice = practices.get(role.practice)
        if practice and practice.owner:
            yield role, Holder(practice.owner.name, Origin.PRACTICES, practice.owner)
        elif known := [source[role.programme_role] for source in sources if role.programme_role in source]:
            yield role, known[0]


def _only_members(programme: Programme, on: date) -> dict[str, Holder]:
    """The member who alone is sponsor or coordinator in the programme, by role; of two nobody knows who is meant.

    An address among the answers makes them that. To be one of the auditors, or of the committee, is not to lead them.
    """
    grants = Grant.objects.filter(
        Q(until=None) | Q(until__gte=on),
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        member__removed_at=None,
        role__in=list(ANSWERED.values()),
    )
    people: dict[str, set[Person]] = {}
    for grant in grants.select_related("member__person"):
        people.setdefault(grant.role, set()).add(grant.member.person)
    alone = {role: next(iter(those)) for role, those in people.items() if len(those) == 1}
    return {role: Holder(person.name, Origin.MEMBERS, person) for role, person in alone.items()}


def _answered(programme: Programme, charted: set[str]) -> dict[str, Holder]:
    """The names that were answered, without office and address, for roles that the charter never named anybody for."""
    said = answers_of(programme)
    names = {
        role: address_in(str(said.get(question, "")))[0].partition(",")[0].strip()
        for question, role in ANSWERED.items()
        if role not in charted
    }
    return {role: Holder(name, Origin.NAMED) for role, name in names.items() if name}
