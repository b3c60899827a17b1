"""An actor: somebody at a door, with the roles they hold today."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef

from milepost.platform.ledger.authors import Author, Channel
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.models import Member, Person, SignInRules
from milepost.platform.organisations.roles import Role
from milepost.platform.walls.visible import as_installation


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role in an organisation, for one programme or for all."""

    organisation_id: UUID
    programme_id: UUID | None
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor(Author):
    """Somebody at a door. `may_write` is false behind a reading token; `may_sign` wherever no password can be asked.

    `withheld` are organisations that want a second factor before they open: of them the actor is no member yet.
    `bound_to` is the organisation whose identity provider opened the session, which opens nothing else; the person's
    account is not its to change.
    """

    memberships: frozenset[UUID] = frozenset()
    withheld: frozenset[UUID] = frozenset()
    held: tuple[HeldRole, ...] = ()
    may_write: bool = True
    may_sign: bool = True
    bound_to: UUID | None = None
    person: Person | None = field(default=None, compare=False, repr=False)

    @property
    def known_person(self) -> Person:
        """The person; raises ValueError for an anonymous visitor, whom no policy lets this far."""
        if self.person is None:
            raise ValueError("nobody is signed in")
        return self.person

    def belongs_to(self, organisation_id: UUID) -> bool:
        """Whether the actor is a member of the organisation."""
        return organisation_id in self.memberships

    def roles(self, organisation_id: UUID, programme_id: UUID | None = None) -> frozenset[Role]:
        """The roles held in an organisation and, where one is named, in its programme."""
        return frozenset(
            held.role
            for held in self.held
            if held.organisation_id == organisation_id and held.programme_id in {None, programme_id}
        )

    def roles_anywhere(self, organisation_id: UUID) -> frozenset[Role]:
        """The roles held in an organisation or in any of its programmes."""
        return frozenset(held.role for held in self.held if held.organisation_id == organisation_id)

    def within(self, organisation_id: UUID) -> "Actor":
        """The same actor seen from one organisation only."""
        return replace(
            self,
            memberships=self.memberships & {organisation_id},
            withheld=self.withheld & {organisation_id},
            held=tuple(held for held in self.held if held.organisation_id == organisation_id),
        )

    def bound(self, organisation_id: UUID) -> "Actor":
        """The same actor, for whom that organisation's identity provider alone has vouched."""
        return replace(self.within(organisation_id), bound_to=organisation_id)

    def programmes_of(self, organisation_id: UUID) -> frozenset[UUID] | None:
        """The programmes a role opens in an organisation; None means all of them."""
        here = [held for held in self.held if held.organisation_id == organisation_id]
        if any(held.programme_id is None for held in here):
            return None
        return frozenset(held.programme_id for held in here if held.programme_id)


def actor_for(
    person: Person, channel: Channel, *, has_factor: bool = True, may_write: bool = True, may_sign: bool = True
) -> Actor:
    """The actor that a person is today. One query.

    `has_factor` is false in a session opened by the password alone: what wants more stays shut.
    """
    with as_installation("where somebody is a member decides which organisations they see"):
        found = list(_memberships(person))
    wanting = {row.organisation_id for row in found if row.wants_factor and not has_factor}
    return Actor(
        person_id=person.pk,
        name=person.name,
        email=person.email,
        channel=channel,
        memberships=frozenset(row.organisation_id for row in found) - wanting,
        withheld=frozenset(wanting),
        held=tuple(_held(row for row in found if row.organisation_id not in wanting)),
        person=person,
        may_write=may_write,
        may_sign=may_sign,
    )


def nobody(channel: Channel = Channel.WEB) -> Actor:
    """An anonymous visitor."""
    return Actor(person_id=None, name="", email="", channel=channel, may_write=False, may_sign=False)


class _Row(NamedTuple):
    """A membership with one of its grants, or with none."""

    organisation_id: UUID
    organisation__timezone: str
    wants_factor: bool
    grants__role: str | None
    grants__programme_id: UUID | None
    grants__until: date | None


def _memberships(person: Person) -> Iterable[_Row]:
    wanted = SignInRules.objects.filter(organisation=OuterRef("organisation"), second_factor=True)
    found = Member.objects.filter(person=person, removed_at=None).annotate(wants_factor=Exists(wanted))
    return map(_Row._make, found.order_by("grants__pk").values_list(*_Row._fields))


def _held(rows: Iterable[_Row]) -> Iterable[HeldRole]:
    for row in rows:
        is_over = row.grants__until is not None and row.grants__until < today(row.organisation__timezone)
        if row.grants__role is not None and not is_over:
            yield HeldRole(row.organisation_id, row.grants__programme_id, Role(row.grants__role))
