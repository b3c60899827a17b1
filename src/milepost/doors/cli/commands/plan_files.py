"""`milepost plan export` and `import`: the plan to and from other planners' tools."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from milepost.doors.cli.commands.plan import topic
from milepost.doors.cli.options import As, AsJson, ProgrammeCode, about_file, enter_programme, open_file
from milepost.doors.cli.output import REFUSED, WRONG, CommandError, emit
from milepost.features.plans.exchange.answer import taken_values
from milepost.features.plans.exchange.files import export_plan
from milepost.features.plans.exchange.services import take_plan_in
from milepost.features.programmes.models import PhaseKey
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.platform.applying.files import LIMIT
from milepost.platform.packing.whole import appearing_whole


class Form(StrEnum):
    """What a plan goes out as."""

    MSPDI = "mspdi"
    CSV = "csv"
    ICS = "ics"


class FormIn(StrEnum):
    """What a plan comes in as."""

    MSPDI = "mspdi"
    CSV = "csv"


ENDINGS = {"xml": Form.MSPDI, "csv": Form.CSV, "ics": Form.ICS}


@topic.command("export")
def export(
    *,
    programme: ProgrammeCode,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="Where to write it.")],
    form: Annotated[
        Form | None, typer.Option("--format", help="MS Project XML, CSV or iCalendar; by the file's name unless said.")
    ] = None,
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Write the plan to a file that planners' tools read; MS Project XML and CSV can be taken in again."""
    _, found = enter_programme(programme, as_email, READ_PROGRAMME)
    form = form or ENDINGS.get(output.suffix.removeprefix(".").lower())
    if form is None:
        raise CommandError(
            f"{output.name} does not say what to write", "end it in .xml, .csv or .ics, or add --format",
            "bad-ending", {"field": "--format"},
        )  # fmt: skip
    file = export_plan(found, form.value)
    try:
        with appearing_whole(output) as opened:
            opened.write(file.content)
    except OSError as error:
        raise CommandError(
            f"{output} cannot be written: {error.strerror}", "name another file", "no-file", {"file": str(output)}
        ) from None
    facts = {"programme": found.code, "file": str(output), "format": form.value, "bytes": len(file.content)}
    emit("plan-export", facts, as_json=as_json, people=lambda: typer.echo(f"The plan was written to {output}."))


@topic.command("import")
def import_(
    *,
    programme: ProgrammeCode,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="MS Project XML (MSPDI), or CSV as an export writes it.")
    ],
    form: Annotated[
        FormIn | None, typer.Option("--format", help="What the file is, where its name does not say.")
    ] = None,
    phase: Annotated[PhaseKey | None, typer.Option("--phase", help="The phase of new tasks that name none.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change; change nothing.")] = False,
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Take a plan in from a planner's tool: every change, or none where a row is refused."""
    actor, found = enter_programme(programme, as_email, READ_PROGRAMME)
    with open_file(file, "FILE") as opened:
        data = opened.read(LIMIT + 1)
    with about_file(file):
        taken = take_plan_in(
            actor=actor, programme=found, name=file.name, data=data, wanted=form.value if form else "",
            phase=phase.value if phase else "", dry_run=dry_run,
        )  # fmt: skip
    facts = taken_values(found.code, taken, dry_run=dry_run)
    emit("plan-import", facts, as_json=as_json, people=lambda: _print(facts))
    if facts["refused"]:
        raise typer.Exit(REFUSED if taken.report["by_rule"] else WRONG)


def _print(facts: dict[str, Any]) -> None:
    counted = ", ".join(f"{facts[did]} {did}" for did in ("created", "updated", "unchanged"))
    if facts["refused"]:
        typer.echo(f"{len(facts['refused'])} refused; nothing was changed. Otherwise: {counted}.")
    else:
        typer.echo(f"Would be: {counted}. Nothing was changed." if facts["dry_run"] else f"{counted}.")
    for row in facts["refused"]:
        place = " ".join(str(part) for part in (row["row"], row["code"], row["field"]) if part)
        typer.echo(f"  refused {place}: {row['reason']} {row['fix']}")
    for change in facts["changes"]:
        if change["new"]:
            typer.echo(f"  new {change['activity']}: {change['name']}")
        for each in () if change["new"] else change["fields"]:
            typer.echo(f"  {change['activity']} {each['field']}: {each['before']} → {each['after']}")
    for note in facts["notes"]:
        place = f"{note['activity']}: " if note["activity"] else ""
        typer.echo(f"  note {place}{note['text']}")
    if facts["not_in_file"]:
        typer.echo(f"  not in the file, and left as they are: {', '.join(facts['not_in_file'])}")


def add_to(_root: typer.Typer) -> None:
    """The commands stand in the topic `plan`, which is added by its own module."""
