"""`milepost batch`: what was sealed, and whether it still is what it was."""

from typing import Annotated

import typer

from milepost.doors.cli.options import As, AsJson, find_actor
from milepost.doors.cli.output import REFUSED, emit
from milepost.platform.batches.querysets import batches_visible_to
from milepost.platform.batches.selectors import facts_of, get_batch
from milepost.platform.batches.verifying import Verified, verify_batches

LISTED = 500

batches = typer.Typer(no_args_is_help=True, help="Sealed imports.")
BatchId = Annotated[str, typer.Argument(metavar="BATCH", help="The batch's id.")]


@batches.command("list")
def list_(*, as_email: As = "", as_json: AsJson = False) -> None:
    """List the newest batches."""
    rows = list(batches_visible_to(find_actor(as_email))[:LISTED])

    def people() -> None:
        for batch in rows:
            typer.echo(f"{batch.pk}  {batch.sealed_at:%Y-%m-%d %H:%M}  {batch.source.code:20}  {batch.file_name}")

    emit("batch-list", {"batches": [facts_of(batch) for batch in rows]}, as_json=as_json, people=people)


@batches.command("show")
def show(*, batch: BatchId, as_email: As = "", as_json: AsJson = False) -> None:
    """Show one batch with its parts."""
    found = get_batch(find_actor(as_email), batch)
    parts = [
        {"name": part.name, "content": part.content, "month": part.month, "rows": part.rows, "sha256": part.sha256}
        for part in found.parts.all()
    ]
    facts = {**facts_of(found), "parts": parts}

    def people() -> None:
        for name, value in facts_of(found).items():
            typer.echo(f"{name}: {value}")
        for part in parts:
            typer.echo(f"  {part['name']}  {part['rows']} rows  {part['sha256']}")

    emit("batch", facts, as_json=as_json, people=people)


@batches.command("verify")
def verify(
    *,
    batch: Annotated[
        str, typer.Argument(metavar="BATCH", help="One batch; all, and the current view, if left out.")
    ] = "",
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Re-hash batches, their received files, and hold the current view against them."""
    actor = find_actor(as_email)
    if batch:
        found = get_batch(actor, batch)
        answers = [verify_batches(found.organisation, [found], whole=False)]
    else:
        rows = list(batches_visible_to(actor))
        organisations = {row.organisation_id: row.organisation for row in rows}
        answers = [
            verify_batches(organisation, [row for row in rows if row.organisation_id == key], whole=True)
            for key, organisation in organisations.items()
        ]
    passed = all(answer.passed for answer in answers)
    facts = {
        "passed": passed,
        "batches": sum(answer.batches for answer in answers),
        "files": sum(answer.files for answer in answers),
        "faults": [fault for answer in answers for fault in answer.faults],
        "told": [line for answer in answers for line in answer.told],
    }
    emit("batch-verification", facts, as_json=as_json, people=lambda: _print(answers))
    if not passed:
        raise typer.Exit(REFUSED)


def _print(answers: list[Verified]) -> None:
    for answer in answers:
        typer.echo(f"{answer.batches} batches, {answer.files} files.")
        for line in (*answer.faults, *answer.told):
            if "hint" in line:
                typer.echo(f"  {line['fault']}: {line['reason']}\n  hint: {line['hint']}")
            else:
                typer.echo(f"  {line['fault']}: {line['file']} of {line['batch']}")
    if all(answer.passed for answer in answers):
        typer.echo("All is as it was sealed.")


def add_to(root: typer.Typer) -> None:
    """Add the commands."""
    root.add_typer(batches, name="batch")
