"""`milepost token`: create, list, revoke keys for the API."""

from typing import Annotated

import typer

from milepost.doors.cli.options import (
    As,
    AsJson,
    enter_organisation,
    find_actor,
    find_organisation,
    only_organisation,
    parse_date,
)
from milepost.doors.cli.output import CommandError, emit, show_once
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.bearers import state_of
from milepost.platform.organisations.models import Organisation, Person, Token
from milepost.platform.organisations.policies import MANAGE_TOKENS
from milepost.platform.organisations.selectors import tokens_of
from milepost.platform.organisations.services import make_token, revoke_token
from milepost.platform.walls.visible import as_installation


def add_to(root: typer.Typer) -> None:
    """Add this topic to the command line."""
    topic = typer.Typer(no_args_is_help=True, help="Keys for the API. They act as a member and never sign.")
    topic.command("create")(create)
    topic.command("list")(list_all)
    topic.command("revoke")(revoke)
    root.add_typer(topic, name="token")


def create(
    *,
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="The member it acts as.")],
    scope: Annotated[str, typer.Option("--scope", metavar="read|write|calendar", help="What it may do.")],
    expires: Annotated[str, typer.Option("--expires", metavar="DATE", help="Its last day (YYYY-MM-DD).")],
    organisation: Annotated[
        str, typer.Option("--organisation", metavar="ORG", help="Where; may be left out with one.")
    ] = "",
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Make a token. Its secret is printed now and never again."""
    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is None:
        raise CommandError(f"nobody here has the address {email}", "milepost member list ORG shows who there is",
                           "unknown-person", {"field": "EMAIL"})  # fmt: skip
    where = find_organisation(organisation) if organisation else only_organisation(person)
    token, secret = make_token(
        actor=find_actor(as_email, where),
        organisation=where,
        person=person,
        scope=scope,
        expires_on=parse_date(expires, "--expires"),
    )
    shown = show_once(secret)
    facts = {"token": shown, **_facts(token, where)}
    emit("token", facts, as_json=as_json, people=lambda: typer.echo(shown))


def list_all(
    *,
    org: Annotated[str, typer.Argument(metavar="ORG", help="The organisation's code.")],
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """List an organisation's tokens, ended ones too."""
    _, organisation = enter_organisation(org, as_email, MANAGE_TOKENS)
    tokens = [_facts(token, organisation) for token in tokens_of(organisation)]

    def tell() -> None:
        for token in tokens:
            typer.echo(f"{token['prefix']}  {token['email']}  {token['scope']}  {token['expires']}  {token['state']}")

    emit("tokens", {"tokens": tokens}, as_json=as_json, people=tell)


def revoke(
    *,
    prefix: Annotated[str, typer.Argument(metavar="PREFIX", help="How it begins, as `token list` shows it.")],
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """End a token now."""
    with as_installation("a token's prefix does not tell whose it is"):
        token = Token.objects.select_related("organisation", "person").filter(prefix=prefix).first()
    if token is None:
        raise CommandError(f"there is no token {prefix}", "milepost token list ORG shows them", "unknown-token",
                           {"field": "PREFIX"})  # fmt: skip
    revoke_token(actor=find_actor(as_email, token.organisation), token=token)
    emit(
        "token", _facts(token, token.organisation), as_json=as_json, people=lambda: typer.echo(f"{prefix} is revoked.")
    )


def _facts(token: Token, organisation: Organisation) -> dict[str, object]:
    return {
        "prefix": token.prefix,
        "organisation": organisation.code,
        "email": token.person.email,
        "scope": token.scope,
        "expires": token.expires_on,
        "state": state_of(token, on=today(organisation.timezone)),
    }
