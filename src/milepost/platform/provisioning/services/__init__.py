"""Changing what an identity provider brings, and what it brings about.

`tokens` (its bearer) · `users` · `groups` · `joining` (who a user is here, and when they become a member) · `roles`
(what groups give).
"""

from milepost.platform.provisioning.services.groups import add_group, change_group, remove_group
from milepost.platform.provisioning.services.joining import is_awaited, let_in, settle_signed_in
from milepost.platform.provisioning.services.roles import map_group, unmap_group
from milepost.platform.provisioning.services.tokens import make_scim_token, revoke_scim_token, turn_off
from milepost.platform.provisioning.services.users import add_user, change_user, remove_user

__all__ = [
    "add_group",
    "add_user",
    "change_group",
    "change_user",
    "is_awaited",
    "let_in",
    "make_scim_token",
    "map_group",
    "remove_group",
    "remove_user",
    "revoke_scim_token",
    "settle_signed_in",
    "turn_off",
    "unmap_group",
]
