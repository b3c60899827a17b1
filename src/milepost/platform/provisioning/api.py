"""Operations on what an identity provider brings, for administrators; the provider itself speaks SCIM (`urls.py`)."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from milepost.platform.organisations.api import PROBLEMS, caller
from milepost.platform.organisations.programmes import find_programme_id
from milepost.platform.organisations.selectors import enter_organisation
from milepost.platform.provisioning.policies import PROVISION, SEE_PROVISIONING
from milepost.platform.provisioning.schemas import GroupRoleIn, GroupRoleOut, ProvisioningOut
from milepost.platform.provisioning.selectors import (
    count_users,
    get_group_role,
    get_scim_group,
    groups_with_roles,
    live_tokens_of,
    scim_tokens_of,
    waiting_users,
)
from milepost.platform.provisioning.services import map_group, turn_off, unmap_group

router = Router(tags=["organisations"])


@router.get(
    "/organisations/{org}/provisioning", response={200: ProvisioningOut, **PROBLEMS}, operation_id="get_provisioning"
)
def read_provisioning(request: HttpRequest, org: str) -> object:
    """Whether an identity provider brings people in by SCIM, its tokens, its groups and what they give."""
    organisation = enter_organisation(caller(request), org, SEE_PROVISIONING)
    return {
        "is_on": live_tokens_of(organisation).exists(),
        "users": count_users(organisation),
        "waiting": waiting_users(organisation).count(),
        "tokens": list(scim_tokens_of(organisation)),
        "groups": groups_with_roles(organisation),
    }


@router.delete(
    "/organisations/{org}/provisioning", response={204: None, **PROBLEMS}, operation_id="turn_off_provisioning"
)
def delete_provisioning(request: HttpRequest, org: str) -> object:
    """End every token of the identity provider; people, groups and roles stay."""
    actor = caller(request)
    turn_off(actor=actor, organisation=enter_organisation(actor, org, PROVISION))
    return Status(204, None)


@router.post(
    "/organisations/{org}/provisioning/groups/{scim_group_id}/roles",
    response={201: GroupRoleOut, **PROBLEMS},
    operation_id="map_group",
)
def post_group_role(request: HttpRequest, org: str, scim_group_id: UUID, given: GroupRoleIn) -> object:
    """Let a group give a role."""
    actor = caller(request)
    organisation = enter_organisation(actor, org, PROVISION)
    programme_id = find_programme_id(actor, organisation, given.programme) if given.programme else None
    group = get_scim_group(organisation, scim_group_id)
    return Status(201, map_group(actor=actor, group=group, role=given.role, programme_id=programme_id))


@router.delete(
    "/organisations/{org}/provisioning/roles/{group_role_id}",
    response={204: None, **PROBLEMS},
    operation_id="unmap_group",
)
def delete_group_role(request: HttpRequest, org: str, group_role_id: UUID) -> object:
    """Let a group give a role no longer."""
    actor = caller(request)
    organisation = enter_organisation(actor, org, PROVISION)
    unmap_group(actor=actor, rule=get_group_role(organisation, group_role_id))
    return Status(204, None)
