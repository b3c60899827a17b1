"""`milepost backup FILE` and `milepost restore FILE`."""

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from milepost.doors.cli.options import AsJson
from milepost.doors.cli.output import CommandError, emit
from milepost.platform.backups.restoring import restore as restore_backup
from milepost.platform.backups.services import make_backup
from milepost.platform.ledger.installation import is_prepared

STEPS = {
    "check": "Checking every member …",
    "load": "Filling a database beside the present one …",
    "verify": "Verifying its ledger …",
    "replace": "Replacing …",
}


def add_to(root: typer.Typer) -> None:
    """Add this topic to the command line."""
    root.command("backup")(backup)
    root.command("restore")(restore)


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The archive to write; one of that name is replaced.")],
    with_secrets: Annotated[
        bool, typer.Option("--with-secrets", help="Put the installation's own keys in as well: lock such a file away.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Back up the whole installation, database, evidence and files, while people work.

    The archive holds personal data: keep it as safe as the installation itself.
    """
    if not is_prepared():
        raise CommandError("there is no Milepost here yet", "milepost init makes one", "not-initialised")
    started = time.monotonic()
    written = make_backup(file, with_secrets=with_secrets)
    facts = {
        "file": str(file),
        "bytes": written.size,
        "sha256": written.sha256,
        "rows": written.rows,
        "files": written.files,
        "missing": written.missing,
        "secrets": with_secrets,
        "seconds": round(time.monotonic() - started, 1),
    }

    def people() -> None:
        typer.echo(f"{file}: {written.rows} rows, {written.files} files, {written.size // 2**20} MiB")
        typer.echo(f"SHA-256 {written.sha256}")
        for name in written.missing:
            typer.echo(f"  missing already, not in it: {name}")

    emit("backup", facts, as_json=as_json, people=people)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An archive that `milepost backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace the installation that is here.")] = False,
    allow_altered: Annotated[
        bool, typer.Option("--allow-altered", help="Load rows that disagree with their ledger; it goes on saying so.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Put a backup in the place of what is here, whole or not at all. Stop the service first."""
    started = time.monotonic()

    def told(step: str) -> None:
        if not as_json:
            sys.stderr.write(f"{STEPS[step]}\n")

    restored = restore_backup(file, replace=replace, allow_altered=allow_altered, told=told)
    manifest = restored.backup.manifest
    facts = {
        "file": str(file),
        "made_at": manifest.made_at,
        "milepost": manifest.milepost,
        "rows": restored.rows,
        "files": restored.files,
        "missing": manifest.missing,
        "secrets": manifest.secrets,
        "ledger_passed": restored.ledger_passed,
        "seconds": round(time.monotonic() - started, 1),
    }

    def people() -> None:
        typer.echo(f"Restored to {manifest.made_at}: {restored.rows} rows, {restored.files} files.")
        typer.echo(
            "The ledger agrees." if restored.ledger_passed else "The ledger does NOT agree: milepost ledger verify"
        )
        if not manifest.secrets:
            typer.echo("The backup holds no secrets: those of this home stay, and people sign in again.")

    emit("restore", facts, as_json=as_json, people=people)
