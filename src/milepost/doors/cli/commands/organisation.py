"""`milepost organisation`: create, change, sign-in, identity-provider, style, list."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from milepost.doors.cli.commands.organisation_style import style
from milepost.doors.cli.options import As, AsJson, enter_organisation, find_actor, open_file
from milepost.doors.cli.output import CommandError, emit
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.policies import EDIT_ORGANISATION, READ_ORGANISATION
from milepost.platform.organisations.selectors import sign_in_rules_of
from milepost.platform.organisations.services import change_organisation, change_sign_in_rules, make_organisation
from milepost.platform.signin.saml import MOST as MOST_METADATA
from milepost.platform.signin.saml import fingerprints
from milepost.platform.signin.selectors import provider_of, saml_of
from milepost.platform.signin.services import remove_provider, set_provider, set_saml_provider
from milepost.platform.walls.visible import as_installation

Zone = Annotated[str, typer.Option("--timezone", metavar="Z", help="Like Asia/Jakarta.")]
Language = Annotated[
    str, typer.Option("--language", "--lang", metavar="en|id", help="The language its people start with.")
]


class SecondFactor(StrEnum):
    """Whether an organisation opens with a second factor only."""

    REQUIRED = "required"
    OPTIONAL = "optional"


def add_to(root: typer.Typer) -> None:
    """Add this topic to the command line."""
    topic = typer.Typer(no_args_is_help=True, help="Organisations: walls between which nothing is seen.")
    topic.command("create")(create)
    topic.command("change")(change)
    topic.command("sign-in")(sign_in)
    topic.command("identity-provider")(identity_provider)
    topic.command("style")(style)
    topic.command("list")(list_all)
    root.add_typer(topic, name="organisation")


def create(
    *,
    code: Annotated[str, typer.Option("--code", metavar="ORG", help="Lower-case letters, digits and hyphens.")],
    name: Annotated[str, typer.Option("--name", metavar="N", help="Its name.")],
    timezone: Zone = "Asia/Jakarta",
    language: Language = "en",
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Make an organisation; whoever acts becomes its administrator."""
    actor = find_actor(as_email)
    with as_installation("nobody is a member of an organisation that is not there yet"):
        made = make_organisation(
            author=actor, code=code, name=name, administrator=actor.known_person, timezone=timezone, language=language
        )
    _emit(made, as_json=as_json)


def change(
    *,
    org: Annotated[str, typer.Argument(metavar="ORG", help="The organisation's code.")],
    name: Annotated[str | None, typer.Option("--name", metavar="N", help="Its name.")] = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", metavar="Z", help="Where its days begin and end.")
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", "--lang", metavar="en|id", help="For whoever chose none.")
    ] = None,
    country: Annotated[str | None, typer.Option("--country", metavar="CC", help="Two capital letters.")] = None,
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Change an organisation's name, time zone, language or country."""
    actor, organisation = enter_organisation(org, as_email, EDIT_ORGANISATION)
    given = {"name": name, "timezone": timezone, "language": language, "country": country}
    fields = {field: value for field, value in given.items() if value is not None}
    if not fields:
        raise CommandError("nothing to change", "add --name, --timezone, --language or --country")
    _emit(change_organisation(actor=actor, organisation=organisation, seen=None, **fields), as_json=as_json)


def sign_in(
    *,
    org: Annotated[str, typer.Argument(metavar="ORG", help="The organisation's code.")],
    second_factor: Annotated[
        SecondFactor | None, typer.Option("--second-factor", help="Whether everybody needs one; told unless given.")
    ] = None,
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Say what the organisation asks of whoever signs in, or show it."""
    if second_factor is None:
        _, organisation = enter_organisation(org, as_email, READ_ORGANISATION)
        rules = sign_in_rules_of(organisation)
    else:
        actor, organisation = enter_organisation(org, as_email, EDIT_ORGANISATION)
        rules = change_sign_in_rules(
            actor=actor, organisation=organisation, second_factor=second_factor is SecondFactor.REQUIRED
        )
    word = SecondFactor.REQUIRED if rules.second_factor else SecondFactor.OPTIONAL
    facts = {"organisation": organisation.code, "second_factor": word.value}
    emit("sign-in-rules", facts, as_json=as_json, people=lambda: typer.echo(f"second factor: {word.value}"))


def identity_provider(
    *,
    org: Annotated[str, typer.Argument(metavar="ORG", help="The organisation's code.")],
    issuer: Annotated[str, typer.Option("--issuer", metavar="URL", help="As the provider writes it.")] = "",
    client_id: Annotated[str, typer.Option("--client-id", metavar="ID", help="What it knows Milepost by.")] = "",
    secret_variable: Annotated[
        str, typer.Option("--secret-variable", metavar="NAME", help="The environment's variable with the secret.")
    ] = "",
    asks_second_factor: Annotated[
        bool, typer.Option("--asks-second-factor", help="It asks everybody for a second factor.")
    ] = False,
    saml_metadata: Annotated[
        Path | None, typer.Option("--saml-metadata", metavar="FILE", help="What a SAML provider says of itself (XML).")
    ] = None,
    makes_accounts: Annotated[
        bool, typer.Option("--makes-accounts", help="Let everybody in, as a reader, whom it vouches for.")
    ] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Sign in by password again.")] = False,
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Name the place where an organisation's people sign in, show it, or remove it."""
    if issuer and saml_metadata:
        raise CommandError(
            "a provider is set by its issuer or by its SAML metadata", "leave one of the two options out"
        )
    wanted = EDIT_ORGANISATION if issuer or saml_metadata or remove else READ_ORGANISATION
    actor, organisation = enter_organisation(org, as_email, wanted)
    if remove:
        remove_provider(actor=actor, organisation=organisation)
    elif saml_metadata:
        with open_file(saml_metadata, "--saml-metadata") as file:
            metadata = file.read(MOST_METADATA + 1)
        set_saml_provider(
            actor=actor, organisation=organisation, metadata=metadata,
            asks_second_factor=asks_second_factor, makes_accounts=makes_accounts,
        )  # fmt: skip
    elif issuer:
        set_provider(
            actor=actor, organisation=organisation, issuer=issuer, client_id=client_id,
            secret_variable=secret_variable, asks_second_factor=asks_second_factor, makes_accounts=makes_accounts,
        )  # fmt: skip
    found = provider_of(organisation)
    names = ("issuer", "client_id", "secret_variable", "asks_second_factor", "makes_accounts")
    provider = {name: getattr(found, name) for name in names} if found else None
    if provider is not None and (saml := saml_of(found)):
        provider |= {"sign_in_at": saml.sign_in_at, "certificates": fingerprints(saml.certificates)}
    facts = {"organisation": organisation.code, "provider": provider}
    said = f"{organisation.code} signs in at {found.issuer}" if found else f"{organisation.code} signs in by password"
    emit("identity-provider", facts, as_json=as_json, people=lambda: typer.echo(said))


def list_all(*, as_json: AsJson = False) -> None:
    """List the organisations of this installation."""
    with as_installation("whoever has the folder may see which organisations it holds"):
        codes = list(Organisation.objects.order_by("code").values_list("code", "name"))
    found = [{"code": code, "name": name} for code, name in codes]

    def tell() -> None:
        for organisation in found:
            typer.echo(f"{organisation['code']}  {organisation['name']}")

    emit("organisations", {"organisations": found}, as_json=as_json, people=tell)


def _emit(organisation: Organisation, *, as_json: bool) -> None:
    facts = {name: getattr(organisation, name) for name in ("code", "name", "timezone", "language", "country")}
    emit("organisation", facts, as_json=as_json, people=lambda: typer.echo(f"{organisation.code}  {organisation.name}"))
