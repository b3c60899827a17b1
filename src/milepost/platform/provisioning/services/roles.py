"""What groups give: an administrator says which role, and memberships decide who has it.

Roles that a group gave are grants of their own, beside those that people gave: what a group gives and takes never
touches a role given by hand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Author
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Grant, Member, Organisation, Person
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services.members import check_role, refuse_without_administrator
from milepost.platform.provisioning.models import GroupRole, ScimGroup, ScimMembership
from milepost.platform.provisioning.policies import PROVISION

GIVEN, TAKEN = "member.granted", "member.role-taken"


@dataclass(frozen=True, slots=True)
class Settled:
    """Grants made and grants that went, with the groups they came from by the key of the rule."""

    given: tuple[Grant, ...]
    taken: tuple[Grant, ...]
    groups: dict[UUID, str]


@transaction.atomic
def map_group(*, actor: Actor, group: ScimGroup, role: Role, programme_id: UUID | None = None) -> GroupRole:
    """Say that a group gives a role, in one programme or in all. Whoever is in it has the role from now on."""
    require(actor, PROVISION, organisation_id=group.organisation_id)
    check_role(role, programme_id)
    if role == Role.EXTERNAL_AUDITOR:
        raise Refused(
            _("A group gives no external auditor's role, which ends on a day."),
            field="role",
            hint=_("Invite the auditor, with the last day."),
        )
    take_turns(group.organisation)
    if GroupRole.objects.filter(group=group, role=role, programme_id=programme_id).exists():
        raise Refused(_("The group gives this role already."), field="role")
    rule = GroupRole.objects.create(organisation=group.organisation, group=group, role=role, programme_id=programme_id)
    settle(actor, group.organisation, group=group)
    entries.append(
        actor=actor,
        organisation_id=group.organisation_id,
        kind="scim.group-mapped",
        subject=group,
        change={"role": role, "programme": programme_id},
        touched=[rule],
    )
    return rule


@transaction.atomic
def unmap_group(*, actor: Actor, rule: GroupRole) -> None:
    """Say that a group gives a role no longer: whoever has it from there alone loses it now."""
    require(actor, PROVISION, organisation_id=rule.organisation_id)
    take_turns(rule.organisation)
    take_all(actor, rule.organisation, [rule])
    entries.append(
        actor=actor,
        organisation_id=rule.organisation_id,
        kind="scim.group-unmapped",
        subject=rule.group,
        change={"role": rule.role, "programme": rule.programme_id},
        removed=[rule],
    )
    rule.delete()


def settle(
    author: Author, organisation: Organisation, *, person: Person | None = None, group: ScimGroup | None = None
) -> None:
    """Bring the roles that groups give into line with who is in them, for one person or for one group.

    Within the caller's transaction; one entry for each role given or taken. Raises `Refused` where nobody would be left
    as administrator.
    """
    rules, inside = GroupRole.objects.filter(organisation=organisation), _inside(organisation)
    present = _given_by_groups(organisation)
    if group is not None:
        rules, inside = rules.filter(group=group), inside.filter(group=group)
        present = present.filter(given_by__in=rules.values("pk"))
    if person is not None:
        inside, present = inside.filter(user__person=person), present.filter(member__person=person)
    by_group: dict[UUID, list[GroupRole]] = {}
    for rule in rules.select_related("group"):
        by_group.setdefault(rule.group_id, []).append(rule)
    if not by_group:
        return
    inside = inside.filter(group__in=list(by_group))
    wanted = {
        (member, rule.pk): rule
        for place, member in inside.values_list("group_id", "user__person__memberships__pk")
        for rule in by_group[place]
    }
    held = {(grant.member_id, grant.given_by): grant for grant in present}
    names = {rule.pk: rule.group.display_name for found in by_group.values() for rule in found}
    given = [
        _grant(organisation, member, rule) for (member, _), rule in wanted.items() if (member, rule.pk) not in held
    ]
    taken = [grant for key, grant in held.items() if key not in wanted]
    _apply(author, organisation, Settled(tuple(given), tuple(taken), names))


def take_all(author: Author, organisation: Organisation, rules: Iterable[GroupRole]) -> None:
    """Take every role that these rules gave, within the caller's transaction, which removes them."""
    names = {rule.pk: rule.group.display_name for rule in rules}
    taken = _given_by_groups(organisation).filter(given_by__in=list(names))
    _apply(author, organisation, Settled((), tuple(taken), names))


def _inside(organisation: Organisation) -> QuerySet[ScimMembership]:
    """Who is in which group, of those who are members of the organisation."""
    return ScimMembership.objects.filter(
        organisation=organisation,
        user__is_active=True,
        user__person__memberships__organisation=organisation,
        user__person__memberships__removed_at=None,
    )


def _given_by_groups(organisation: Organisation) -> QuerySet[Grant]:
    rows = Grant.objects.filter(organisation=organisation, given_by__isnull=False, member__removed_at=None)
    return rows.select_related("member__person")


def _grant(organisation: Organisation, member_id: UUID, rule: GroupRole) -> Grant:
    return Grant(
        organisation=organisation, member_id=member_id, role=rule.role, programme_id=rule.programme_id, given_by=rule.pk
    )


def _apply(author: Author, organisation: Organisation, settled: Settled) -> None:
    Grant.objects.bulk_create(settled.given, batch_size=500)
    members = Member.objects.select_related("person").in_bulk([grant.member_id for grant in settled.given])
    for grant in settled.given:
        grant.member = members[grant.member_id]
        _tell(author, GIVEN, grant, settled)
    for grant in settled.taken:
        _tell(author, TAKEN, grant, settled)
    Grant.objects.filter(pk__in=[grant.pk for grant in settled.taken]).delete()
    if any(grant.role == Role.ADMINISTRATOR for grant in settled.taken):
        refuse_without_administrator(organisation.pk)


def _tell(author: Author, kind: str, grant: Grant, settled: Settled) -> None:
    entries.append(
        actor=author,
        organisation_id=grant.organisation_id,
        kind=kind,
        subject=grant.member,
        change={
            "email": grant.member.person.email,
            "role": grant.role,
            "programme": grant.programme_id,
            "group": settled.groups.get(grant.given_by) if grant.given_by else None,
        },
        touched=[grant] if kind == GIVEN else (),
        removed=[grant] if kind == TAKEN else (),
    )


def take_turns(organisation: Organisation) -> None:
    """Providers send many requests at once: those of one organisation are taken one after the other."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
