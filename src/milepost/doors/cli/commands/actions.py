"""`milepost actions`: what somebody owes, in every programme of an organisation that they see."""

from typing import Annotated

import typer

from milepost.doors.cli.options import As, AsJson, enter_organisation, find_actor, only_organisation
from milepost.doors.cli.output import CommandError, emit
from milepost.features.inbox.owed.gathering import Inbox, Wanted, inbox_of
from milepost.features.inbox.owed.items import Source
from milepost.features.inbox.selectors import programme_named, programmes_in
from milepost.features.inbox.values import inbox_values
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.policies import READ_ORGANISATION, Hidden


def add_to(root: typer.Typer) -> None:
    """Add this topic to the command line."""
    topic = typer.Typer(no_args_is_help=True, help="What people owe. `apply --kind actions` takes whole lists.")
    topic.callback()(lambda: None)  # a topic with one command would become that command
    topic.command("inbox")(inbox)
    root.add_typer(topic, name="actions")


def inbox(
    *,
    organisation: Annotated[
        str, typer.Option("--organisation", metavar="ORG", help="Where; may be left out with one.")
    ] = "",
    programme: Annotated[str, typer.Option("--programme", metavar="P", help="Of this programme only.")] = "",
    source: Annotated[
        Source | None, typer.Option("--source", help="What comes from there only.", case_sensitive=False)
    ] = None,
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """What whoever acts owes, the overdue first, and what others are late with of which they were told."""
    person = find_actor(as_email).known_person
    code = organisation or only_organisation(person).code
    actor, where = enter_organisation(code, person.email, READ_ORGANISATION)
    programmes = programmes_in(actor, where)
    wanted = Wanted(_one_of(programmes, programme).pk if programme else None, source)
    found = inbox_of(person, programmes, on=today(where.timezone), wanted=wanted)
    emit(
        "inbox", {"organisation": where.code, **inbox_values(found)}, as_json=as_json, people=lambda: _tell(found)
    )  # fmt: skip


def _one_of(programmes: list[Programme], code: str) -> Programme:
    try:
        return programme_named(programmes, code)
    except Hidden:
        raise CommandError(
            f"there is no programme {code}",
            "milepost programme list shows them",
            "unknown-programme",
            {"field": "--programme"},
        ) from None


def _tell(found: Inbox) -> None:
    for item in found.items:
        late = "!" if item.is_late(found.on) else " "
        typer.echo(f"{late} {item.due_on or 'no day':10}  {item.programme.code}  {item.reference}  {item.title}")
    for item in found.passed_on:
        owner = item.action.owner.name if item.action and item.action.owner else "nobody"
        typer.echo(f"! {item.due_on}  {item.programme.code}  {item.reference}  {item.title} (late: {owner})")
    if not found.items and not found.passed_on:
        typer.echo("Nothing is owed.")
