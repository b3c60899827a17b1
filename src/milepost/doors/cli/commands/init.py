"""`milepost init`: folder, tables, the first organisation and its administrator."""

from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from milepost.doors.cli.options import AsJson, PasswordStdin, read_password
from milepost.doors.cli.output import CommandError, emit, show_once
from milepost.doors.cli.people import invitation_path
from milepost.platform.ledger import installation
from milepost.platform.ledger.authors import Channel, system
from milepost.platform.ledger.models import Installation
from milepost.platform.organisations.actors import actor_for
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import invite, make_organisation, make_person
from milepost.platform.walls.visible import as_installation


def add_to(root: typer.Typer) -> None:
    """Add this topic to the command line."""
    root.command("init")(init)


def init(
    *,
    organisation: Annotated[str, typer.Option("--organisation", metavar="NAME", help="The organisation's name.")],
    email: Annotated[str, typer.Option("--email", metavar="E", help="The address of its administrator.")],
    name: Annotated[str, typer.Option("--name", metavar="N", help="The administrator's name.")] = "",
    password_stdin: PasswordStdin = False,
    simulated_clock: Annotated[
        bool, typer.Option("--simulated-clock", help="Take the time from MILEPOST_NOW, for demonstrations and tests.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make an installation with its first organisation. Without a password, its administrator gets a link."""
    home = Path(settings.MILEPOST_HOME)
    installation.prepare(home)
    with as_installation("the first organisation is made where there is none"):
        _refuse_to_begin_again(home)
        password = read_password(password_stdin)
        with transaction.atomic():
            installation.install(simulated_clock=simulated_clock)
            made, link = _first_organisation(organisation, email, name, password if password_stdin else None)
    facts = {
        "organisation": {"code": made.code, "name": made.name},
        "administrator": email.strip().lower(),
        "invitation": link,
        "home": str(home),
        "simulated_clock": simulated_clock,
    }
    emit("init", facts, as_json=as_json, people=lambda: _tell(made, home, link))


def _refuse_to_begin_again(home: Path) -> None:
    if Installation.objects.exists() or Organisation.objects.exists():
        raise CommandError(
            f"{home} is initialised already",
            "milepost organisation create --code ORG --name N adds an organisation",
            "already-initialised",
        )


def _first_organisation(name: str, email: str, person: str, password: str | None) -> tuple[Organisation, str | None]:
    administrator = make_person(email=email, name=person, password=password)
    code = slugify(name)[:40].strip("-") or "organisation"
    made = make_organisation(author=system(Channel.CLI), code=code, name=name, administrator=administrator)
    if password is not None:
        return made, None
    _, secret = invite(
        actor=actor_for(administrator, Channel.CLI),
        organisation=made,
        email=administrator.email,
        name=person,
        role=Role.ADMINISTRATOR,
    )
    return made, invitation_path(show_once(secret))


def _tell(made: Organisation, home: Path, link: str | None) -> None:
    typer.echo(f"{made.name} ({made.code}) is ready in {home}.")
    if link:
        typer.echo(f"Its administrator chooses a password at {link} within 14 days; the link works once.")
    typer.echo("Start it with: milepost serve")
