"""`milepost ledger verify`: walk the ledger and compare every row it speaks of."""

from dataclasses import asdict
from typing import Annotated

import typer

from milepost.doors.cli.options import AsJson, find_programme
from milepost.doors.cli.output import REFUSED, emit
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.walls.visible import as_installation

SHOWN = 1_000

ledger_app = typer.Typer(no_args_is_help=True, help="The record of what happened.")


def add_to(root: typer.Typer) -> None:
    """Add this topic to the command line."""
    root.add_typer(ledger_app, name="ledger")


@ledger_app.callback()
def group() -> None:
    """The record of what happened: every change, decision and signature, each carrying the hash of the one before."""


@ledger_app.command("verify")
def verify(
    programme: Annotated[str, typer.Argument(metavar="[P]", help="Only this programme's stream.")] = "",
    as_json: AsJson = False,
) -> None:
    """Verify chain, payloads and rows; exit 1 when something does not agree. Keep the head hashes elsewhere."""
    if programme:
        found = find_programme(programme)
        answer = verify_ledger(organisation_id=found.organisation_id, programme_id=found.pk)
    else:
        with as_installation("without a programme the whole installation is verified"):
            answer = verify_ledger()
    facts = {
        "passed": answer.passed,
        "entries": answer.entries,
        "rows": answer.rows,
        "heads": [{"stream": stream, "seq": seq, "hash": digest} for stream, seq, digest in answer.heads],
        "breaches": [asdict(breach) for breach in answer.breaches[:SHOWN]],
        "breaches_total": len(answer.breaches),
    }

    def people() -> None:
        typer.echo(
            f"{answer.entries} entries and {answer.rows} rows: {'all agree' if answer.passed else 'NOT in order'}"
        )
        for breach in answer.breaches[:SHOWN]:
            typer.echo(f"  {breach.what}: {breach.where}: {breach.detail}")
        for stream, seq, digest in answer.heads:
            typer.echo(f"  head of {stream} is {seq} {digest}")

    emit("ledger", facts, as_json=as_json, people=people)
    if not answer.passed:
        raise typer.Exit(REFUSED)
