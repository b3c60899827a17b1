"""`milepost ledger`: verify it, and erase what an entry says."""

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from milepost.doors.cli.checkpoints import read_checkpoints
from milepost.doors.cli.options import As, AsJson, ProgrammeCode, enter_programme, find_programme
from milepost.doors.cli.output import REFUSED, CommandError, emit
from milepost.platform.checkpoints.documents import CHECK_STAMP, stamp_facts
from milepost.platform.checkpoints.keys import public_key
from milepost.platform.checkpoints.proving import Held
from milepost.platform.ledger.breaches import Breach
from milepost.platform.ledger.erasing import NothingToErase, erase_detail
from milepost.platform.ledger.verification import Verification, verify_ledger
from milepost.platform.organisations.policies import ERASE_DETAIL
from milepost.platform.walls.visible import as_installation

SHOWN = 1_000
LONGEST_REASON = 300

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
    kept: Annotated[
        Path | None, typer.Option("--checkpoint", metavar="FILE", help="Still what this checkpoint signed?")
    ] = None,
    processes: Annotated[
        int, typer.Option("--processes", metavar="N", min=1, max=64, help="For long streams; as many as cores.")
    ] = os.cpu_count() or 1,
    as_json: AsJson = False,
) -> None:
    """Verify chain, payloads and rows; exit 1 when something does not agree. Keep a checkpoint elsewhere."""
    held = Held(read_checkpoints(kept) if kept else [])
    if programme:
        found = find_programme(programme)
        answer = verify_ledger(
            organisation_id=found.organisation_id, programme_id=found.pk, watch=held.watch, processes=processes
        )
        answer.breaches += _against(held, kept, only=held.walked)
    else:
        with as_installation("without a programme the whole installation is verified"):
            answer = verify_ledger(watch=held.watch, processes=processes)
        answer.breaches += held.breaches()
    facts = _facts(answer)
    told = _told(held, kept) if kept else None
    if told:
        facts["checkpoint"] = told

    def people() -> None:
        typer.echo(
            f"{answer.entries} entries and {answer.rows} rows: {'all agree' if answer.passed else 'NOT in order'}"
        )
        if answer.erased or answer.unnamed:
            typer.echo(f"  erased by its door: what {answer.erased} entries say, {answer.unnamed} names")
        for breach in answer.breaches[:SHOWN]:
            typer.echo(f"  {breach.what}: {breach.where}: {breach.detail}")
        for taken in told["taken"] if told else ():
            if taken["stamp"] == "unchecked":
                typer.echo(f"  time stamp of {taken['stamped_at']}: signature not checked here. {CHECK_STAMP}")
        for stream, seq, digest in answer.heads:
            typer.echo(f"  head of {stream} is {seq} {digest}")

    emit("ledger", facts, as_json=as_json, people=people)
    if not answer.passed:
        raise typer.Exit(REFUSED)


def _facts(answer: Verification) -> dict[str, Any]:
    return {
        "passed": answer.passed,
        "entries": answer.entries,
        "rows": answer.rows,
        "erased": answer.erased,
        "names_erased": answer.unnamed,
        "heads": [{"stream": stream, "seq": seq, "hash": digest} for stream, seq, digest in answer.heads],
        "breaches": [asdict(breach) for breach in answer.breaches[:SHOWN]],
        "breaches_total": len(answer.breaches),
    }


def _against(held: Held, kept: Path | None, *, only: set[str]) -> list[Breach]:
    """What the checkpoint says of one programme; one that does not speak of it proves nothing."""
    if kept and not any(only & set(signed.streams) for signed in held.checkpoints):
        raise CommandError(
            f"{kept} does not speak of this programme", "name a checkpoint of its organisation", "no-proof",
            {"file": str(kept), "field": "--checkpoint"},
        )  # fmt: skip
    return list(held.breaches(only=only))


def _told(held: Held, kept: Path) -> dict[str, Any]:
    own = public_key()
    return {
        "file": str(kept),
        "taken": [
            {
                "at": signed.at,
                "organisation": signed.organisation_id,
                "streams": len(signed.streams),
                "signed": signed.is_signed,
                "own_key": signed.key == own,
                **stamp_facts(signed),
            }
            for signed in held.checkpoints
        ],
    }


@ledger_app.command("erase")
def erase(
    programme: ProgrammeCode,
    seq: Annotated[int, typer.Argument(metavar="SEQ", help="The number of the entry in the programme's stream.")],
    reason: Annotated[str, typer.Option("--reason", metavar="T", help="Why; it is kept, so name nobody in it.")],
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Erase what an entry says in detail, with its salt. The entry stays, the chain holds; this cannot be undone."""
    actor, found = enter_programme(programme, as_email, ERASE_DETAIL)
    why = reason.strip()
    if not 0 < len(why) <= LONGEST_REASON:
        raise CommandError(
            f"a reason has 1 to {LONGEST_REASON} characters", "say why", "wrong-use", {"field": "--reason"}
        )
    try:
        erase_detail(author=actor, organisation_id=found.organisation_id, programme_id=found.pk, seq=seq, reason=why)
    except NothingToErase as error:
        raise CommandError(
            str(error), "the history of the programme shows its entries", "nothing-to-erase", {"field": "SEQ"}
        ) from None
    facts = {"programme": found.code, "seq": seq, "reason": why}
    emit("ledger-erasure", facts, as_json=as_json, people=lambda: typer.echo(f"What entry {seq} said is gone."))
