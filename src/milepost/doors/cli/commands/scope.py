"""`milepost scope`: show the statement, approve it."""

from typing import Annotated, Any

import typer

from milepost.doors.cli.options import (
    As,
    AsJson,
    On,
    ProgrammeCode,
    date_of,
    enter_programme,
)
from milepost.doors.cli.output import emit
from milepost.doors.cli.signing import SignStdin, read_signing, signing_actor
from milepost.features.programmes.policies import APPROVE_SCOPE, READ_PROGRAMME
from milepost.features.programmes.scope.approval import approve_scope
from milepost.features.programmes.scope.outward import scope_as_object, version_as_object
from milepost.features.programmes.scope.statement import Statement, statement_of

topic = typer.Typer(help="The scope statement: show it, approve it.", no_args_is_help=True)


@topic.command("show")
def show(*, programme: ProgrammeCode, on: On = "", as_email: As = "", as_json: AsJson = False) -> None:
    """The statement as it stands: sentence, elements, the version in force, what the rules say."""
    _, found = enter_programme(programme, as_email, READ_PROGRAMME)
    statement = statement_of(found, on=date_of(on, found))
    facts = scope_as_object(statement)
    emit("scope", facts, as_json=as_json, people=lambda: _print(statement, facts))


@topic.command("approve")
def approve(
    *,
    programme: ProgrammeCode,
    password_stdin: SignStdin = False,
    expected: Annotated[
        str, typer.Option("--hash", metavar="SHA256", help="Sign only if the content is this (scope show says it).")
    ] = "",
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Sign the statement as it stands, as the sponsor."""
    actor, found = enter_programme(programme, as_email, APPROVE_SCOPE)
    signer = signing_actor(actor, has_password=password_stdin)
    version = approve_scope(actor=signer, programme=found, signing=read_signing(signer), expected_hash=expected)
    facts = {"programme": found.code, **version_as_object(version)}
    emit("scope-version", facts, as_json=as_json, people=lambda: typer.echo(f"Version {version.number} is approved."))


def _print(statement: Statement, facts: dict[str, Any]) -> None:
    typer.echo(statement.sentence["en"])
    version = statement.in_force
    typer.echo(f"In force: version {version.number} of {version.approved_on}" if version else "Nothing is approved.")
    if statement.drifted:
        typer.echo("The scope changed since.")
    for element in facts["elements"]:
        typer.echo(f"  {element['kind']:<9} {element['code']:<24} {element['state']:<10} {element['justification']}")
    for result in facts["results"]:
        typer.echo(f"  - {result['text']} {result['fix']}")


def add_to(root: typer.Typer) -> None:
    """Add the topic."""
    root.add_typer(topic, name="scope")
