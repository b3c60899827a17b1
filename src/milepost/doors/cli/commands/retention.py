"""`milepost retention`: what is past its time, and its removal."""

from typing import Annotated

import typer

from milepost.doors.cli.options import AsJson
from milepost.doors.cli.output import emit
from milepost.platform.ledger.authors import Channel, system
from milepost.platform.privacy.retention import keep_retention
from milepost.platform.ui.texts import speak


def add_to(root: typer.Typer) -> None:
    """Add this topic to the command line."""
    root.command("retention")(retention)


def retention(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what is due.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove sessions, invitations, jobs, files and the like that are past their time; the worker does so every day."""
    lines = keep_retention(author=system(Channel.CLI), dry_run=dry_run)
    kinds = [
        {
            "kind": line.period.key,
            "name": speak(line.period.name),
            "rule": speak(line.period.rule),
            "days": line.period.length.days,
            "due": line.count,
            "bytes": line.size,
        }
        for line in lines
    ]

    def tell() -> None:
        for kind in kinds:
            size = f", {kind['bytes']} bytes" if kind["bytes"] else ""
            typer.echo(f"{kind['due']} {'due' if dry_run else 'removed'}{size}: {kind['name']} ({kind['rule']})")

    emit("retention", {"dry_run": dry_run, "kinds": kinds}, as_json=as_json, people=tell)
