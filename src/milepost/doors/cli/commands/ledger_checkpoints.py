"""`milepost ledger checkpoint|proof|consistency|key`: what the ledger held, to be kept elsewhere, and proofs."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from milepost.doors.cli.checkpoints import read_checkpoints
from milepost.doors.cli.commands.ledger import ledger_app
from milepost.doors.cli.options import AsJson, ProgrammeCode, find_programme
from milepost.doors.cli.output import REFUSED, CommandError, emit
from milepost.platform.checkpoints.documents import Signed, file_of
from milepost.platform.checkpoints.keys import public_key
from milepost.platform.checkpoints.models import Checkpoint, Reason
from milepost.platform.checkpoints.proving import NoProof, consistency_proofs, inclusion_proof
from milepost.platform.checkpoints.services import stamp_checkpoints, take_checkpoint
from milepost.platform.ledger.models import Stream
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.selectors import in_each_organisation
from milepost.platform.walls.visible import as_installation

Output = Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write it there.")]
KeptFile = Annotated[Path, typer.Argument(metavar="FILE", help="A checkpoint that was kept.")]


def add_to(_root: typer.Typer) -> None:
    """The commands are added to `milepost ledger` as this module is imported."""


@ledger_app.command("checkpoint")
def checkpoint(
    programme: Annotated[
        str, typer.Argument(metavar="[P]", help="Only the organisation of this programme; else all.")
    ] = "",
    output: Output = None,
    as_json: AsJson = False,
) -> None:
    """Sign what the ledger holds now. Keep the file where nobody of this installation can reach it."""
    taken = [_take(find_programme(programme).organisation)] if programme else in_each_organisation(_take)
    whole = file_of(taken)
    if output is not None:
        _write(output, whole)
    facts = {
        "file": str(output) if output else None,
        "key": public_key(),
        "checkpoints": whole["checkpoints"],
        "streams": sum(len(json.loads(one["signed"])["streams"]) for one in whole["checkpoints"]),
    }

    def people() -> None:
        typer.echo(f"{len(taken)} organisations, {facts['streams']} streams, signed with the key {facts['key']}")
        for one in taken:
            if one.stamp_error:
                typer.echo(f"  no time stamp yet: {one.stamp_error}. The worker goes on trying.")
        typer.echo(f"Keep {output} elsewhere." if output else "Add -o FILE to keep it.")

    emit("ledger-checkpoint", facts, as_json=as_json, people=people)


def _take(organisation: Organisation) -> Checkpoint:
    taken = take_checkpoint(organisation=organisation, reason=Reason.ASKED)
    stamp_checkpoints(organisation)
    taken.refresh_from_db()
    return taken


@ledger_app.command("proof")
def proof(
    programme: ProgrammeCode,
    seq: Annotated[
        int, typer.Argument(metavar="SEQ", min=1, help="The number of the entry in the programme's stream.")
    ],
    kept: Annotated[
        Path | None, typer.Option("--checkpoint", metavar="FILE", help="As this checkpoint signed it; as it is now.")
    ] = None,
    output: Output = None,
    as_json: AsJson = False,
) -> None:
    """Prove that an entry is in the ledger, by the few hashes that lead from it to the root of its tree."""
    found = find_programme(programme)
    stream = Stream.objects.get(programme_id=found.pk)
    signed = _of_stream(read_checkpoints(kept), str(stream.pk), kept) if kept else None
    try:
        facts = {"programme": found.code, **inclusion_proof(stream, seq, signed)}
    except NoProof as error:
        raise CommandError(
            str(error), "the history of the programme shows its entries", "no-proof", {"field": "SEQ"}
        ) from None
    if output is not None:
        _write(output, {"schema": "milepost/ledger-proof/1", **facts})
    word = "is" if facts["passed"] else "is NOT"
    said = f"Entry {seq} {word} one of the {facts['size']} under the root {facts['root']}."
    emit("ledger-proof", facts, as_json=as_json, people=lambda: typer.echo(said))
    if not facts["passed"]:
        raise typer.Exit(REFUSED)


@ledger_app.command("consistency")
def consistency(
    earlier: KeptFile,
    later: Annotated[Path, typer.Argument(metavar="LATER", help="One that was kept later.")],
    as_json: AsJson = False,
) -> None:
    """Prove from today's ledger that a later checkpoint only continues an earlier one."""
    proofs: list[dict[str, Any]] = []
    by_organisation = {signed.organisation_id: signed for signed in read_checkpoints(later)}
    with as_installation("the files say which organisations they are about"):
        for signed in read_checkpoints(earlier):
            other = by_organisation.get(signed.organisation_id)
            if other is None:
                raise CommandError(
                    "the checkpoints are of different organisations", "name two of the same", "no-proof",
                    {"file": str(later), "field": "LATER"},
                )  # fmt: skip
            proofs += _consistent(signed, other)
    passed = all(found["passed"] for found in proofs)
    said = "The later checkpoint continues the earlier one." if passed else "The checkpoints do NOT agree."
    emit("ledger-consistency", {"passed": passed, "streams": proofs}, as_json=as_json, people=lambda: typer.echo(said))
    if not passed:
        raise typer.Exit(REFUSED)


def _consistent(earlier: Signed, later: Signed) -> list[dict[str, Any]]:
    try:
        found = list(consistency_proofs(earlier, later))
    except NoProof as error:
        raise CommandError(str(error), "verify the ledger with each checkpoint", "no-proof") from None
    signed = earlier.is_signed and later.is_signed
    return [{**one, "passed": one["passed"] and signed} for one in found]


@ledger_app.command("key")
def key(as_json: AsJson = False) -> None:
    """Print the public key that checkpoints are signed with: give it to whoever keeps them."""
    found = public_key()
    emit("ledger-key", {"algorithm": "ed25519", "key": found}, as_json=as_json, people=lambda: typer.echo(found))


def _of_stream(checkpoints: list[Signed], stream: str, file: Path) -> Signed:
    for signed in checkpoints:
        if stream in signed.streams:
            return signed
    raise CommandError(
        f"{file} does not speak of this programme", "name a checkpoint of its organisation", "no-proof",
        {"file": str(file), "field": "--checkpoint"},
    )  # fmt: skip


def _write(file: Path, whole: dict[str, Any]) -> None:
    try:
        file.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(
            f"{file} cannot be written: {error.strerror}", "name a file in a folder that exists", "no-folder",
            {"file": str(file), "field": "-o"},
        ) from None  # fmt: skip
