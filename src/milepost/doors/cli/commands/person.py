"""`milepost person`: answer somebody about the data that are kept about them."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from milepost.doors.cli.options import AsJson, find_actor
from milepost.doors.cli.output import CommandError, emit
from milepost.platform.ledger.authors import Author, Channel, system
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import Hidden
from milepost.platform.privacy.erasing import erase_former_member, erase_person
from milepost.platform.privacy.exporting import counts_of, data_for_administrator, data_for_installation
from milepost.platform.privacy.services import note_copy

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The address they sign in with.")]
Output = Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="Where to write it.")]
ByAs = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="EMAIL",
        help="An administrator, who acts for their own organisation alone; left out, whoever runs the machine acts.",
    ),
]


def add_to(root: typer.Typer) -> None:
    """Add this topic to the command line."""
    topic = typer.Typer(no_args_is_help=True, help="What is kept about a person.")
    topic.command("export")(export)
    topic.command("erase")(erase)
    root.add_typer(topic, name="person")


def export(*, email: Email, output: Output, as_email: ByAs = "", as_json: AsJson = False) -> None:
    """Write a copy of what is kept about somebody: rows, roles, sessions, signatures, their entries in the ledger."""
    person = find_person(email)
    author: Author = system(Channel.CLI)
    if as_email:
        author = actor = find_actor(as_email)
        try:
            data = data_for_administrator(actor, person)
        except Hidden:
            raise unknown_person(email) from None
    else:
        data = data_for_installation(person)
    _write(output, data)
    note_copy(author=author, person=person, codes=[place["code"] for place in data["organisations"]])
    counts = counts_of(data)
    facts = {
        "email": person.email,
        "file": str(output),
        "organisations": [place["code"] for place in data["organisations"]],
        "rows": {table: count for table, count in counts.items() if count},
    }
    said = f"{sum(counts.values())} rows and entries about {person.email} in {output}."
    emit("person-export", facts, as_json=as_json, people=lambda: typer.echo(said))


def erase(
    *,
    email: Email,
    reason: Annotated[str, typer.Option("--reason", metavar="T", help="Why; it is kept, so name nobody in it.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go and what would stay.")] = False,
    as_email: ByAs = "",
    as_json: AsJson = False,
) -> None:
    """Erase somebody who works nowhere here any more. It cannot be undone; what they signed stays signed."""
    person = find_person(email)
    if as_email:
        actor = find_actor(as_email)
        try:
            done = erase_former_member(actor=actor, person=person, reason=reason, dry_run=dry_run)
        except Hidden:
            raise unknown_person(email) from None
    else:
        done = erase_person(author=system(Channel.CLI), person=person, reason=reason, dry_run=dry_run)
    facts = {
        "person": str(person.pk),
        "called": done.label,
        "dry_run": dry_run,
        "organisations": done.organisations,
        "goes": done.goes,
        "stays": done.stays,
    }

    def tell() -> None:
        # Without the address: what a command prints may be kept under an idempotency key.
        typer.echo(f"{'Would be' if dry_run else 'Is'} {done.label} from now on.")
        typer.echo("  goes: " + ", ".join(f"{count} {kind}" for kind, count in done.goes.items()))
        typer.echo("  stays: " + ", ".join(f"{count} {kind}" for kind, count in done.stays.items()))
        typer.echo(
            "Records of your tools: milepost records erase P --person ID --reason T, by the tool's name for them."
        )

    emit("person-erasure", facts, as_json=as_json, people=tell)


def find_person(email: str) -> Person:
    """The person with this address. Raises CommandError."""
    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is None:
        raise unknown_person(email)
    return person


def unknown_person(email: str) -> CommandError:
    """The error for an address that nobody has here, or nobody of the organisation that asks."""
    return CommandError(
        f"nobody here has the address {email}",
        "milepost member list shows who there is",
        "unknown-person",
        {"field": "EMAIL"},
    )


def _write(file: Path, data: dict[str, Any]) -> None:
    try:
        file.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        file.chmod(0o600)
    except OSError as error:
        raise CommandError(
            f"{file} cannot be written: {error.strerror}", "name another place", "no-file", {"file": str(file)}
        ) from None
