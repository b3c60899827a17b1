"""Reading what an identity provider brought, and whose a SCIM token is."""

from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from milepost.platform.ledger.clock import today
from milepost.platform.organisations.bearers import token_shown
from milepost.platform.organisations.models import Member, Organisation
from milepost.platform.organisations.policies import Hidden
from milepost.platform.provisioning.models import GroupRole, ScimGroup, ScimMembership, ScimToken, ScimUser
from milepost.platform.provisioning.paths import Comparison, Value
from milepost.platform.provisioning.reading import key_of, truth_of, user_key
from milepost.platform.provisioning.refusals import ScimRefused
from milepost.platform.walls.visible import as_installation

SCIM_PREFIX = "mpscim_"
type Lookup = Callable[[Value], Q]


# -- tokens -----------------------------------------------------------------------------------------------------------


def token_behind(shown: str) -> ScimToken | None:
    """The token that a bearer shows, if it is neither ended nor revoked; its use is noted once a minute."""
    with as_installation("a bearer is looked up before anybody knows whose it is"):
        return token_shown(ScimToken.objects.select_related("organisation"), SCIM_PREFIX, shown)


def scim_tokens_of(organisation: Organisation) -> QuerySet[ScimToken]:
    """Every token there was, the newest first."""
    return ScimToken.objects.filter(organisation=organisation).select_related("made_by").order_by("-pk")


def live_tokens_of(organisation: Organisation) -> QuerySet[ScimToken]:
    """The tokens that open something today."""
    return scim_tokens_of(organisation).filter(revoked_at=None, expires_on__gte=today(organisation.timezone))


def get_scim_token(organisation: Organisation, key: UUID) -> ScimToken:
    """One token. Raises `Hidden` where there is none."""
    return scim_tokens_of(organisation).filter(pk=key).first() or _hidden()


# -- users and groups, as a provider asks for them --------------------------------------------------------------------


def scim_users_of(organisation: Organisation, comparisons: Sequence[Comparison] = ()) -> QuerySet[ScimUser]:
    """The users that match, in an order that stays. Two queries, with their groups."""
    memberships = ScimMembership.objects.select_related("group").order_by("group_id")
    rows = ScimUser.objects.filter(_all_of(comparisons, USER_LOOKUPS), organisation=organisation)
    return rows.prefetch_related(Prefetch("memberships", memberships)).order_by("pk")


def scim_groups_of(organisation: Organisation, comparisons: Sequence[Comparison] = ()) -> QuerySet[ScimGroup]:
    """The groups that match, in an order that stays."""
    return ScimGroup.objects.filter(_all_of(comparisons, GROUP_LOOKUPS), organisation=organisation).order_by("pk")


def with_members(groups: QuerySet[ScimGroup]) -> QuerySet[ScimGroup]:
    """The same, with their members read along."""
    return groups.prefetch_related(
        Prefetch("memberships", ScimMembership.objects.select_related("user").order_by("pk"))
    )


def _all_of(comparisons: Sequence[Comparison], lookups: Mapping[str, Lookup]) -> Q:
    whole = Q()
    for comparison in comparisons:
        lookup = lookups.get(comparison.name)
        if lookup is None or (comparison.path.where is not None and comparison.name != "emails.value"):
            known = ", ".join(sorted(lookups))
            raise ScimRefused(400, "invalidFilter", f"Nothing is found by {comparison.name[:60]}; by these: {known}.")
        whole &= lookup(comparison.value)
    return whole


def _by_key(value: Value) -> Q:
    return Q(pk=user_key(value)) if user_key(value) else Q(pk__in=[])


def _by_member(value: Value) -> Q:
    return Q(memberships__user_id=user_key(value)) if user_key(value) else Q(pk__in=[])


USER_LOOKUPS: Mapping[str, Lookup] = {
    "id": _by_key,
    "username": lambda value: Q(user_key=key_of(str(value))),
    "externalid": lambda value: Q(external_id=str(value)),
    "emails": lambda value: Q(email=str(value).strip().lower()),
    "emails.value": lambda value: Q(email=str(value).strip().lower()),
    "active": lambda value: Q(is_active=truth_of(value, "active")),
}
GROUP_LOOKUPS: Mapping[str, Lookup] = {
    "id": _by_key,
    "displayname": lambda value: Q(display_key=key_of(str(value))),
    "externalid": lambda value: Q(external_id=str(value)),
    "members": _by_member,
    "members.value": _by_member,
}


# -- as an administrator sees it --------------------------------------------------------------------------------------


def groups_with_roles(organisation: Organisation) -> list[ScimGroup]:
    """The groups by name, each with `size` and with its roles read along. Two queries."""
    roles = GroupRole.objects.order_by("role", "programme_id")
    rows = ScimGroup.objects.filter(organisation=organisation).annotate(size=Count("memberships"))
    return list(rows.prefetch_related(Prefetch("roles", roles)).order_by("display_name", "pk"))


def get_scim_group(organisation: Organisation, key: UUID) -> ScimGroup:
    """One group. Raises `Hidden` where there is none."""
    return scim_groups_of(organisation).filter(pk=key).first() or _hidden()


def get_group_role(organisation: Organisation, key: UUID) -> GroupRole:
    """One role that a group gives. Raises `Hidden` where there is none."""
    rows = GroupRole.objects.select_related("group").filter(organisation=organisation, pk=key)
    return rows.first() or _hidden()


def waiting_users(organisation: Organisation) -> QuerySet[ScimUser]:
    """Users whom the provider wants in and who are not members: by name."""
    present = Member.objects.filter(organisation=organisation, removed_at=None).values("person_id")
    rows = ScimUser.objects.filter(organisation=organisation, is_active=True)
    return rows.exclude(person_id__in=present, person__isnull=False).order_by("user_name")


def count_users(organisation: Organisation) -> int:
    """How many users the provider brought."""
    return ScimUser.objects.filter(organisation=organisation).count()


def _hidden() -> NoReturn:
    raise Hidden
