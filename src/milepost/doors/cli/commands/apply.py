"""`milepost apply`: take a file of rows in."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from milepost.doors.cli.options import As, AsJson, ProgrammeCode, about_file, enter_programme
from milepost.doors.cli.output import REFUSED, WRONG, CommandError, emit
from milepost.features.programmes.applying import apply_rows, kinds
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.platform.applying.engine import Report
from milepost.platform.applying.files import read_rows


def apply(
    *,
    programme: ProgrammeCode,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="TOML, JSON, CSV or XLSX; - reads JSON from stdin.")],
    kind: Annotated[str, typer.Option("--kind", metavar="K", help="What a CSV or XLSX file holds.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; change nothing.")] = False,
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Take rows in, by code: create, update or leave unchanged. All of them, or none where one is refused."""
    actor, found = enter_programme(programme, as_email, READ_PROGRAMME)
    with about_file(file):
        given = read_rows(*_content(file), kinds=kinds(), kind=kind)
    report = apply_rows(actor, found, given, dry_run)
    facts = {name: report[name] for name in ("created", "updated", "unchanged", "refused", "written")}
    emit("apply", {**facts, "dry_run": dry_run}, as_json=as_json, people=lambda: _print(report, dry_run=dry_run))
    if report["refused"]:
        raise typer.Exit(REFUSED if report["by_rule"] else WRONG)


def _content(file: Path) -> tuple[str, bytes]:
    if str(file) == "-":
        return "stdin.json", sys.stdin.buffer.read()
    try:
        return file.name, file.read_bytes()
    except OSError as error:
        raise CommandError(
            f"{file} cannot be read: {error.strerror}", "name a file", "no-file", {"file": str(file)}
        ) from None


def _print(report: Report, *, dry_run: bool) -> None:
    counted = ", ".join(f"{report[did]} {did}" for did in ("created", "updated", "unchanged"))
    if report["written"]:
        typer.echo(f"{counted}.")
    elif dry_run and not report["refused"]:
        typer.echo(f"Would be: {counted}. Nothing was changed.")
    else:
        typer.echo(f"{len(report['refused'])} refused; nothing was changed. Otherwise: {counted}.")
    for row in report["refused"]:
        place = " ".join(str(part) for part in (row["kind"], row["code"] or row["row"], row["field"]) if part)
        typer.echo(f"  {place}: {row['reason']} {row['fix']}")


def add_to(root: typer.Typer) -> None:
    """Add the command."""
    root.command("apply")(apply)
