"""`milepost records`: bring records of operation in, show them, hand them out, erase a person from them."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from milepost.doors.cli.options import As, AsJson, ProgrammeCode, check_practice, enter_programme, parse_date
from milepost.doors.cli.output import WRONG, CommandError, emit
from milepost.engines.bulk import OnReject
from milepost.engines.bulk.mapping.model import DateOrder
from milepost.features.evidence.imports.mappings import find_mapping
from milepost.features.evidence.imports.reading import export_records, list_records
from milepost.features.evidence.imports.running import ImportRequest, forget_work, import_records, instant_of
from milepost.features.programmes.models import Programme
from milepost.platform.batches.policies import IMPORT_RECORDS, READ_BATCHES
from milepost.platform.batches.services import erase_person
from milepost.platform.jobs.runs import folder_of
from milepost.platform.ledger.keys import new_key
from milepost.platform.organisations.actors import Actor

records = typer.Typer(no_args_is_help=True, help="Records of operation: what the clocks read.")
File = Annotated[Path, typer.Argument(metavar="FILE", help="CSV, XLSX or JSON, also in a ZIP or gzip.")]
MappingName = Annotated[str, typer.Option("--mapping", metavar="NAME|FILE", help="A ready mapping, or a file.")]
Zone = Annotated[str, typer.Option("--timezone", metavar="Z", help="Of times without one: Asia/Jakarta.")]
Order = Annotated[DateOrder | None, typer.Option("--date-order", help="Of dates such as 03/04/2026.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Judge every row; change nothing.")]
Reject = Annotated[OnReject, typer.Option("--on-reject", help="What a refused row does.")]
Since = Annotated[str, typer.Option("--complete-from", metavar="T", help="The file has all since.")]
Until = Annotated[str, typer.Option("--complete-to", metavar="T", help="The file has all until.")]
Said = Annotated[str, typer.Option("--attest", metavar="TEXT", help="What you say about the file.")]
ResultFile = Annotated[Path | None, typer.Option("--result", metavar="FILE", help="A verdict per row, as CSV.")]
Practice = Annotated[str, typer.Argument(metavar="PRACTICE", help="A practice, such as incident.")]


@records.command("import")
def import_(
    *,
    programme: ProgrammeCode,
    practice: Practice,
    file: File,
    mapping: MappingName,
    timezone: Zone = "",
    date_order: Order = None,
    dry_run: DryRun = False,
    on_reject: Reject = OnReject.STOP,
    complete_from: Since = "",
    complete_to: Until = "",
    attest: Said = "",
    result: ResultFile = None,
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Import a file of records: create and update by id, seal what is new."""
    actor, found = enter_programme(programme, as_email, IMPORT_RECORDS)
    if not file.is_file():
        raise CommandError(f"there is no file {file}", "name a file", "no-file", {"file": str(file)})
    name, parsed = find_mapping(mapping, found.organisation)
    request = ImportRequest(
        practice=practice,
        mapping=parsed,
        mapping_name=name,
        timezone=timezone,
        date_order=date_order or "",
        dry_run=dry_run,
        on_reject=on_reject,
        complete_from=instant_of(complete_from, found, ends=False, field="--complete-from"),
        complete_to=instant_of(complete_to, found, ends=True, field="--complete-to"),
        attest=attest,
    )
    facts = _imported(actor, found, file, request, result)
    emit("import", facts, as_json=as_json, people=lambda: _print(facts))
    if facts["stopped"]:
        raise typer.Exit(WRONG)


def _imported(
    actor: Actor, programme: Programme, file: Path, request: ImportRequest, result: Path | None
) -> dict[str, Any]:
    folder = folder_of(new_key())
    try:
        return import_records(
            actor=actor,
            programme=programme,
            file=file,
            file_name=file.name,
            request=request,
            folder=folder,
            result_file=result.absolute() if result else None,
        ).facts
    finally:
        forget_work(folder)


@records.command("list")
def list_(
    *,
    programme: ProgrammeCode,
    practice: Practice,
    since: Annotated[str, typer.Option("--from", metavar="DATE", help="Opened on or after this day (UTC).")] = "",
    until: Annotated[str, typer.Option("--to", metavar="DATE", help="Opened on or before this day (UTC).")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many at most.")] = 100,
    offset: Annotated[int, typer.Option("--offset", min=0, help="How many to pass over.")] = 0,
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """List records, the newest first."""
    _, found = enter_programme(programme, as_email, READ_BATCHES)
    first, last = _days(practice, since, until)
    rows = list_records(found, practice, first=first, last=last, limit=limit, offset=offset)

    def people() -> None:
        for row in rows:
            typer.echo(f"{row['opened_at']}  {row['source_id']:20}  {row['state'] or '':10}  {row['service'] or ''}")

    emit("record-list", {"practice": practice, "records": rows}, as_json=as_json, people=people)


@records.command("export")
def export(
    *,
    programme: ProgrammeCode,
    practice: Practice,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="Where to, as CSV.")],
    since: Annotated[str, typer.Option("--from", metavar="DATE", help="Opened on or after this day (UTC).")] = "",
    until: Annotated[str, typer.Option("--to", metavar="DATE", help="Opened on or before this day (UTC).")] = "",
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Write records as CSV in the neutral columns. No cell can be taken for a formula."""
    actor, found = enter_programme(programme, as_email, READ_BATCHES)
    first, last = _days(practice, since, until)
    try:
        rows = export_records(actor, found, practice, output.absolute(), first=first, last=last)
    except OSError as error:
        raise CommandError(
            f"{output} cannot be written: {error.strerror}", "name another place", "no-file", {"file": str(output)}
        ) from None
    facts = {"practice": practice, "rows": rows, "file": str(output)}
    emit("record-export", facts, as_json=as_json, people=lambda: typer.echo(f"{rows} records in {output}."))


@records.command("erase")
def erase(
    *,
    programme: ProgrammeCode,
    person: Annotated[str, typer.Option("--person", metavar="ID", help="The name or id that the source uses.")],
    reason: Annotated[str, typer.Option("--reason", metavar="T", help="Why; kept in the ledger, the name is not.")],
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Erase a person from raw rows and received files; facts and hashes stay."""
    actor, found = enter_programme(programme, as_email, READ_BATCHES)
    erased = erase_person(actor=actor, organisation=found.organisation, person=person, reason=reason)
    facts = {
        "unlinked": erased.unlinked,
        "batches": [str(batch.pk) for batch in erased.batches],
        "parts": erased.parts,
        "files": erased.files,
        "finished": erased.finished,
    }

    def people() -> None:
        if erased.finished:
            typer.echo(f"{erased.finished} erasures that had been cut off were finished first.")
        typer.echo(f"{erased.parts} parts and {erased.files} received files rewritten.")

    emit("erasure", facts, as_json=as_json, people=people)


def _days(practice: str, since: str, until: str) -> tuple[date | None, date | None]:
    """The first and last day asked for, once the practice is one."""
    check_practice(practice, "PRACTICE")
    return parse_date(since, "--from") if since else None, parse_date(until, "--to") if until else None


def _print(facts: dict[str, Any]) -> None:
    counted = ", ".join(f"{facts[did]} {did}" for did in ("created", "updated", "unchanged", "deleted", "rejected"))
    typer.echo(f"{facts['records']} records: {counted}.")
    if facts["batch"]:
        typer.echo(f"Sealed as batch {facts['batch']}.")
    elif facts["stopped"]:
        typer.echo("Nothing was imported. Correct these rows, or add --on-reject skip.")
    else:
        typer.echo("Nothing was changed." if facts["dry_run"] else "Nothing was new.")
    for rejection in facts["rejections"][:20]:
        typer.echo(f"  row {rejection['row']}: {rejection['reason']} {rejection['fix']}")
    for change in facts["changed_times"][:20]:
        typer.echo(f"  {change['key']}: {change['field']} was {change['before']}, is {change['after']}")


def add_to(root: typer.Typer) -> None:
    """Add the commands."""
    root.add_typer(records, name="records")
