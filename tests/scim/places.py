"""What stands in the addresses about provisioning."""

from datetime import date
from typing import Any
from uuid import UUID

from milepost.platform.ledger.authors import Author, Channel
from milepost.platform.organisations.roles import Role
from milepost.platform.provisioning.models import ScimGroup
from milepost.platform.provisioning.reading import GroupWords
from milepost.platform.provisioning.refusals import Caller
from milepost.platform.provisioning.services import add_group, make_scim_token, map_group


def _token(world: Any) -> UUID:
    token, _ = make_scim_token(actor=world.actor("adi"), organisation=world.cakrawala, expires_on=date(2099, 1, 1))
    return token.pk


def _make_group(world: Any, name: str) -> ScimGroup:
    author = Author(person_id=None, name="SCIM", email="", channel=Channel.SCIM)
    return add_group(caller=Caller(world.cakrawala, author), words=GroupWords(name, "", ()))


def _group(world: Any) -> UUID:
    return _make_group(world, "Service Desk").pk


def _rule(world: Any) -> UUID:
    group = _make_group(world, "Readers")
    return map_group(actor=world.actor("adi"), group=group, role=Role.READER).pk


PLACES = {
    "signin:scim-revoke token_id": _token,
    "signin:scim-group group_id": _group,
    "signin:scim-role-remove rule_id": _rule,
    "scim_group_id": _group,
    "group_role_id": _rule,
    # Whoever shows no bearer is told nothing, whatever stands here.
    **{f"provisioning:{name} key": "User" for name in ("type", "schema", "user", "group")},
    "provisioning:nothing rest": "Bulk",
}
