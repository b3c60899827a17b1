"""`milepost scim`: status, token, revoke, groups, map, off: an identity provider that brings people and groups."""

from typing import Annotated, Any

import typer
from django.urls import reverse

from milepost.doors.cli.options import As, AsJson, enter_organisation, find_actor, find_programme, parse_date
from milepost.doors.cli.output import CommandError, emit, show_once
from milepost.doors.cli.people import programme_codes
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.bearers import state_of
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.roles import Role
from milepost.platform.provisioning.models import GroupRole, ScimGroup, ScimToken
from milepost.platform.provisioning.policies import PROVISION, SEE_PROVISIONING
from milepost.platform.provisioning.reading import key_of
from milepost.platform.provisioning.selectors import (
    count_users,
    groups_with_roles,
    live_tokens_of,
    scim_tokens_of,
    waiting_users,
)
from milepost.platform.provisioning.services import (
    make_scim_token,
    map_group,
    revoke_scim_token,
    turn_off,
    unmap_group,
)
from milepost.platform.walls.visible import as_installation

Org = Annotated[str, typer.Argument(metavar="ORG", help="The organisation's code.")]


def add_to(root: typer.Typer) -> None:
    """Add this topic to the command line."""
    topic = typer.Typer(no_args_is_help=True, help="An identity provider that brings people and groups (SCIM 2.0).")
    topic.command("status")(status)
    topic.command("token")(token)
    topic.command("revoke")(revoke)
    topic.command("groups")(groups)
    topic.command("map")(map_)
    topic.command("off")(off)
    root.add_typer(topic, name="scim")


def status(*, org: Org, as_email: As = "", as_json: AsJson = False) -> None:
    """Say whether people are brought in, by which tokens, and who is not a member yet."""
    _, organisation = enter_organisation(org, as_email, SEE_PROVISIONING)
    facts: dict[str, Any] = {
        "organisation": organisation.code,
        "on": live_tokens_of(organisation).exists(),
        "path": reverse("provisioning:base", kwargs={"org": organisation.code}).rstrip("/"),
        "users": count_users(organisation),
        "waiting": [{"user_name": user.user_name, "email": user.email} for user in waiting_users(organisation)],
        "tokens": [_token_facts(found, organisation) for found in scim_tokens_of(organisation)],
    }

    def tell() -> None:
        typer.echo(f"{'on' if facts['on'] else 'off'}  {facts['path']}  users: {facts['users']}")
        for found in facts["tokens"]:
            typer.echo(f"{found['prefix']}  {found['made_by']}  {found['expires']}  {found['state']}")
        for user in facts["waiting"]:
            typer.echo(f"not a member yet: {user['user_name']} <{user['email']}>")

    emit("scim", facts, as_json=as_json, people=tell)


def token(
    *,
    org: Org,
    expires: Annotated[str, typer.Option("--expires", metavar="DATE", help="Its last day (YYYY-MM-DD).")],
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Make a token for the identity provider. Its secret is printed now and never again."""
    actor, organisation = enter_organisation(org, as_email, PROVISION)
    made, secret = make_scim_token(actor=actor, organisation=organisation, expires_on=parse_date(expires, "--expires"))
    shown = show_once(secret)
    facts = {"token": shown, **_token_facts(made, organisation)}
    emit("scim-token", facts, as_json=as_json, people=lambda: typer.echo(shown))


def revoke(
    *,
    prefix: Annotated[str, typer.Argument(metavar="PREFIX", help="The token, by its beginning.")],
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """End a token of an identity provider now."""
    with as_installation("a token's prefix does not tell whose it is"):
        found = ScimToken.objects.select_related("organisation", "made_by").filter(prefix=prefix).first()
    if found is None:
        raise CommandError(f"there is no token {prefix}", "milepost scim status ORG shows them", "unknown-token",
                           {"field": "PREFIX"})  # fmt: skip
    revoke_scim_token(actor=find_actor(as_email, found.organisation), token=found)
    facts = _token_facts(found, found.organisation)
    emit("scim-token", facts, as_json=as_json, people=lambda: typer.echo(f"{prefix} is revoked."))


def groups(*, org: Org, as_email: As = "", as_json: AsJson = False) -> None:
    """List the groups that the identity provider brought, and what they give."""
    _, organisation = enter_organisation(org, as_email, SEE_PROVISIONING)
    codes = programme_codes(organisation)
    found = [_group_facts(group, codes) for group in groups_with_roles(organisation)]

    def tell() -> None:
        for group in found:
            typer.echo(f"{group['group']}  users: {group['users']}  gives: {_said(group['gives'])}")

    emit("scim-groups", {"organisation": organisation.code, "groups": found}, as_json=as_json, people=tell)


def map_(
    *,
    org: Org,
    group: Annotated[str, typer.Argument(metavar="GROUP", help="Its name, as the identity provider writes it.")],
    role: Annotated[Role, typer.Option("--role", help="What whoever is in it is.")],
    programme: Annotated[str, typer.Option("--programme", metavar="P", help="In this programme only.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Give the role no longer.")] = False,
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Say which role a group gives. What people gave by hand stays either way."""
    actor, organisation = enter_organisation(org, as_email, PROVISION)
    found = _find_group(organisation, group)
    programme_id = find_programme(f"{organisation.code}/{programme.rpartition('/')[2]}").pk if programme else None
    if remove:
        unmap_group(actor=actor, rule=_find_rule(found, role, programme_id))
    else:
        map_group(actor=actor, group=found, role=role, programme_id=programme_id)
    shown = next(one for one in groups_with_roles(organisation) if one.pk == found.pk)
    facts = {"organisation": organisation.code, **_group_facts(shown, programme_codes(organisation))}
    emit("scim-group", facts, as_json=as_json,
         people=lambda: typer.echo(f"{facts['group']} gives: {_said(facts['gives'])}"))  # fmt: skip


def off(*, org: Org, as_email: As = "", as_json: AsJson = False) -> None:
    """End every token of the identity provider. People, groups and the roles they gave stay as they are."""
    actor, organisation = enter_organisation(org, as_email, PROVISION)
    ended = turn_off(actor=actor, organisation=organisation)
    facts = {"organisation": organisation.code, "on": False, "tokens_ended": ended}
    emit("scim", facts, as_json=as_json, people=lambda: typer.echo(f"off; tokens ended: {ended}"))


def _find_group(organisation: Organisation, name: str) -> ScimGroup:
    found = ScimGroup.objects.filter(organisation=organisation, display_key=key_of(name)).first()
    if found is None:
        raise CommandError(
            f"the identity provider brought no group {name}",
            f"milepost scim groups {organisation.code} shows them",
            "unknown-group",
            {"field": "GROUP"},
        )
    return found


def _find_rule(group: ScimGroup, role: Role, programme_id: Any) -> GroupRole:
    found = GroupRole.objects.select_related("group", "organisation")
    rule = found.filter(group=group, role=role, programme_id=programme_id).first()
    if rule is None:
        raise CommandError(f"{group} does not give this role", code="unknown-role", where={"field": "--role"})
    return rule


def _token_facts(found: ScimToken, organisation: Organisation) -> dict[str, Any]:
    return {
        "prefix": found.prefix,
        "organisation": organisation.code,
        "made_by": found.made_by.email,
        "expires": found.expires_on,
        "last_used": found.last_used_at,
        "state": state_of(found, on=today(organisation.timezone)),
    }


def _group_facts(group: ScimGroup, codes: dict[Any, str]) -> dict[str, Any]:
    return {
        "group": group.display_name,
        "users": group.size,  # type: ignore[attr-defined]
        "gives": [{"role": rule.role, "programme": codes.get(rule.programme_id)} for rule in group.roles.all()],
    }


def _said(gives: list[dict[str, Any]]) -> str:
    words = [f"{one['role']} in {one['programme']}" if one["programme"] else one["role"] for one in gives]
    return ", ".join(words) or "nothing"
