"""Changing organisations and their people. Each function is one door: policy, rules, transaction, ledger.

`people` (who can sign in) · `organisations` · `members` (roles) · `invitations` · `tokens` · `visits` (sign-ins).
"""

from milepost.platform.organisations.services.invitations import (
    accept_invitation,
    invite,
    open_invitation,
    state_of_invitation,
    withdraw_invitation,
)
from milepost.platform.organisations.services.members import add_member, remove_member, take_role
from milepost.platform.organisations.services.organisations import (
    change_organisation,
    change_sign_in_rules,
    make_organisation,
)
from milepost.platform.organisations.services.people import (
    change_account,
    change_password,
    check_new_password,
    choose_digest_by_mail,
    choose_language,
    deactivate_person,
    end_sessions,
    make_person,
    reactivate_person,
    set_lost_password,
    set_password,
)
from milepost.platform.organisations.services.secrets import digest
from milepost.platform.organisations.services.tokens import TOKEN_PREFIX, make_token, revoke_token
from milepost.platform.organisations.services.visits import (
    end_own_sessions,
    end_session,
    record_lock_out,
    record_sign_in,
)

__all__ = [
    "TOKEN_PREFIX",
    "accept_invitation",
    "add_member",
    "change_account",
    "change_organisation",
    "change_password",
    "change_sign_in_rules",
    "check_new_password",
    "choose_digest_by_mail",
    "choose_language",
    "deactivate_person",
    "digest",
    "end_own_sessions",
    "end_session",
    "end_sessions",
    "invite",
    "make_organisation",
    "make_person",
    "make_token",
    "open_invitation",
    "reactivate_person",
    "record_lock_out",
    "record_sign_in",
    "remove_member",
    "revoke_token",
    "set_lost_password",
    "set_password",
    "state_of_invitation",
    "take_role",
    "withdraw_invitation",
]
