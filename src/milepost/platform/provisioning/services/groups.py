"""Groups, as the identity provider makes, changes and removes them, and who is in them."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import reduce
from uuid import UUID

from django.db import transaction

from milepost.platform.ledger import entries
from milepost.platform.ledger.clock import now
from milepost.platform.organisations.tables import save_revised
from milepost.platform.provisioning.models import NAME_LENGTH, ScimGroup, ScimMembership, ScimUser
from milepost.platform.provisioning.patches import GroupChange
from milepost.platform.provisioning.reading import EXTERNAL_LENGTH, MOST_MEMBERS, GroupWords, key_of, text_of
from milepost.platform.provisioning.refusals import Caller, ScimRefused, missing, taken, wrong_value
from milepost.platform.provisioning.services.roles import settle, take_all, take_turns
from milepost.platform.provisioning.services.users import refuse_superseded


@transaction.atomic
def add_group(*, caller: Caller, words: GroupWords) -> ScimGroup:
    """Take a group in. It gives nothing until an administrator says what. Raises `ScimRefused`."""
    take_turns(caller.organisation)
    group = ScimGroup(organisation=caller.organisation, made_at=now(), changed_at=now())
    _write(group, words.display_name, words.external_id)
    group.save()
    made = _put_in(group, set(words.members))
    entries.append(
        actor=caller.author,
        organisation_id=caller.organisation.pk,
        kind="scim.group-added",
        subject=group,
        change={"members": len(made)},
        touched=[group, *made],
    )
    return group


@transaction.atomic
def change_group(*, caller: Caller, key: UUID | None, change: GroupChange, seen: int | None = None) -> ScimGroup:
    """Change a group's name or who is in it, and give and take what it gives. Nothing new, no entry."""
    take_turns(caller.organisation)
    group = _get(caller, key)
    refuse_superseded(group, seen)
    before = {"name": group.display_name, "external_id": group.external_id}
    name = group.display_name if change.display_name is None else change.display_name
    _write(group, name, group.external_id if change.external_id is None else change.external_id)
    made, gone = _change_members(group, change)
    said = entries.difference(before, {"name": group.display_name, "external_id": group.external_id})
    if not (said or made or gone):
        return group
    group.changed_at = now()
    save_revised(group)
    settle(caller.author, caller.organisation, group=group)
    entries.append(
        actor=caller.author,
        organisation_id=caller.organisation.pk,
        kind="scim.group-changed",
        subject=group,
        change={**said, "members_in": len(made), "members_out": len(gone)},
        touched=[group, *made],
        removed=gone,
    )
    return group


@transaction.atomic
def remove_group(*, caller: Caller, key: UUID | None, seen: int | None = None) -> None:
    """Forget a group, with what it gave."""
    take_turns(caller.organisation)
    group = _get(caller, key)
    refuse_superseded(group, seen)
    rules = list(group.roles.select_related("group"))
    take_all(caller.author, caller.organisation, rules)
    entries.append(
        actor=caller.author,
        organisation_id=caller.organisation.pk,
        kind="scim.group-removed",
        subject=group,
        removed=[group, *rules, *group.memberships.all()],
    )
    group.delete()


def _get(caller: Caller, key: UUID | None) -> ScimGroup:
    if key is None:
        raise missing()
    found = ScimGroup.objects.select_related("organisation").filter(organisation=caller.organisation, pk=key).first()
    if found is None:
        raise missing()
    return found


def _write(group: ScimGroup, display_name: str, external_id: str) -> None:
    words = {"displayName": display_name, "externalId": external_id}
    group.display_name = text_of(words, "displayName", NAME_LENGTH)
    group.external_id = text_of(words, "externalId", EXTERNAL_LENGTH)
    group.display_key = key_of(group.display_name)
    if not group.display_name:
        raise wrong_value("displayName is wanted.")
    others = ScimGroup.objects.filter(organisation=group.organisation, display_key=group.display_key)
    if others.exclude(pk=group.pk).exists():
        raise taken("There is a group of this displayName already.")


def _change_members(group: ScimGroup, change: GroupChange) -> tuple[list[ScimMembership], list[ScimMembership]]:
    if not change.steps:
        return [], []
    present = {membership.user_id: membership for membership in group.memberships.all()}
    before: AbstractSet[UUID] = set(present)
    wanted = reduce(lambda members, step: step.over(members), change.steps, before)
    if len(wanted) > MOST_MEMBERS:
        raise ScimRefused(413, "tooMany", f"A group has at most {MOST_MEMBERS} members.")
    gone = [membership for user, membership in present.items() if user not in wanted]
    made = _put_in(group, wanted - before)
    ScimMembership.objects.filter(pk__in=[membership.pk for membership in gone]).delete()
    return made, gone


def _put_in(group: ScimGroup, users: Iterable[UUID]) -> list[ScimMembership]:
    wanted = sorted(users)
    found = ScimUser.objects.filter(organisation=group.organisation, pk__in=wanted).in_bulk()
    for key in wanted:
        if key not in found:
            raise wrong_value(f"There is no user {key}.")
    rows = [ScimMembership(organisation=group.organisation, group=group, user=found[key]) for key in wanted]
    return ScimMembership.objects.bulk_create(rows, batch_size=500)
