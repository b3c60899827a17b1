"""`milepost gap import` and `export`."""

from pathlib import Path
from typing import Annotated

import typer

from milepost.doors.cli.commands.gap.chosen import Assessed, check_place, chosen, write_file
from milepost.doors.cli.options import As, AsJson, ProgrammeCode, about_file, enter_programme
from milepost.doors.cli.output import REFUSED, WRONG, CommandError, emit
from milepost.features.gaps.columns import COLUMNS, export_lines
from milepost.features.gaps.intake import Intake, result_file, take_in
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.platform.ui.tables_export import KINDS, ExportTooLarge, write_csv, write_xlsx


def import_(
    programme: ProgrammeCode,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX as `gap export` writes it; TOML or JSON.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; change nothing.")] = False,
    result: Annotated[Path | None, typer.Option("--result", metavar="FILE", help="Write a verdict per row.")] = None,
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Take ratings in: all rows, or none where one is refused."""
    actor, found = enter_programme(programme, as_, READ_PROGRAMME)
    if result is not None:
        check_place(result, "--result")
    try:
        data = file.read_bytes()
    except OSError as error:
        raise CommandError(
            f"{file} cannot be read: {error.strerror}", "name a file", "no-file", {"file": str(file)}
        ) from None
    with about_file(file):
        intake = take_in(actor, found, file.name, data, dry_run=dry_run)
    if result is not None:
        write_file(result, result_file(intake.rows), "--result")
    report = intake.report
    facts = {name: report[name] for name in ("created", "updated", "unchanged", "refused", "written")}
    emit(
        "gap-import",
        {"programme": found.code, **facts, "rows": len(intake.rows), "dry_run": dry_run},
        as_json=as_json,
        people=lambda: _print_intake(intake, dry_run=dry_run),
    )
    if report["refused"]:
        raise typer.Exit(REFUSED if report["by_rule"] else WRONG)


def export(
    programme: ProgrammeCode,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="Ends in .csv or .xlsx.")],
    assessment: Assessed = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Write every rating to a file that `gap import` takes back without loss."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    kind = output.suffix.removeprefix(".").lower()
    if kind not in KINDS:
        raise CommandError(
            f"{output.name} does not say what to write", "end it in .csv or .xlsx", "bad-ending", {"field": "-o"}
        )
    lines = export_lines(chosen(found, assessment))
    try:
        with output.open("wb") as file:
            (write_csv if kind == "csv" else write_xlsx)(file, lines, COLUMNS)
    except OSError as error:
        raise CommandError(
            f"{output} cannot be written: {error.strerror}", "name another file", "no-file", {"file": str(output)}
        ) from None
    except ExportTooLarge as error:
        raise CommandError(str(error), "write CSV instead", "too-large", {"file": str(output)}) from None
    rated = sum(line.rating.is_rated for line in lines)
    facts = {"programme": found.code, "file": str(output), "rows": len(lines), "rated": rated}
    emit("gap-export", facts, as_json=as_json, people=lambda: typer.echo(f"{len(lines)} rows written to {output}"))


def _print_intake(intake: Intake, *, dry_run: bool) -> None:
    report = intake.report
    counted = ", ".join(f"{report[did]} {did}" for did in ("created", "updated", "unchanged"))
    if report["refused"]:
        typer.echo(f"{len(report['refused'])} refused; nothing was changed. Otherwise: {counted}.")
    else:
        typer.echo(f"Would be: {counted}. Nothing was changed." if dry_run else f"{counted}.")
    for row in intake.rows:
        if row.verdict == "refused":
            typer.echo(f"  row {row.row} {row.statement} {row.field}: {row.reason} {row.fix}")
