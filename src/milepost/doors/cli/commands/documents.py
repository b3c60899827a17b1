"""`milepost documents`: what is drafted from the registers, what is asked for it, and a draft to read."""

from pathlib import Path
from typing import Annotated, Any

import typer

from milepost.catalogue.loader import UnknownEntry
from milepost.doors.cli.options import As, AsJson, On, ProgrammeCode, date_of, enter_programme
from milepost.doors.cli.output import CommandError, emit
from milepost.features.drafting.drafts import (
    LANGUAGES,
    Coverage,
    Drafted,
    coverage_of,
    coverage_values,
    write,
    write_all,
)
from milepost.features.drafting.outward import asked_values, draft_values, sheet_values
from milepost.features.drafting.selectors import sheets_of
from milepost.features.drafting.sheets import UnknownSheet, sheet
from milepost.features.programmes.policies import READ_PROGRAMME

topic = typer.Typer(help="Documents written from the registers: coverage, questions, drafts.", no_args_is_help=True)

Lang = Annotated[str, typer.Option("--lang", metavar="en|id", help="The language of the documents.")]


@topic.command("coverage")
def coverage(
    *, programme: ProgrammeCode, lang: Lang = "en", on: On = "", as_: As = "", as_json: AsJson = False
) -> None:
    """How much of the required documented information is drafted from what the registers hold."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    covered = coverage_of(write_all(found, _language(lang), on=date_of(on, found)))
    facts = {"programme": found.code, "language": lang, **coverage_values(covered)}
    emit("documents-coverage", facts, as_json=as_json, people=lambda: _tell(covered))


@topic.command("questions")
def questions(
    *, programme: ProgrammeCode, lang: Lang = "en", on: On = "", as_: As = "", as_json: AsJson = False
) -> None:
    """What the documents still lack: questions for people, and facts to enter, each once."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    asked = coverage_of(write_all(found, _language(lang), on=date_of(on, found))).asked
    facts = {"programme": found.code, "questions": [asked_values(each) for each in asked]}

    def tell() -> None:
        for each in asked:
            typer.echo(f"{each.code:<44} {each.text}  ({', '.join(each.documents)})")

    emit("documents-questions", facts, as_json=as_json, people=tell)


@topic.command("draft")
def draft(
    *,
    programme: ProgrammeCode,
    key: Annotated[str, typer.Argument(metavar="KEY", help="The kind of document, like DOC-INC-01.")],
    lang: Lang = "en",
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write the text there.")] = None,
    on: On = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """One document as it would be written today, as Markdown, with what it lacks."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    written = _write(found, key, _language(lang), on)
    if output is not None:
        output.write_text(written.draft.body, encoding="utf-8")
    facts = {"programme": found.code, **draft_values(written)}
    emit("documents-draft", facts, as_json=as_json, people=lambda: typer.echo(written.draft.body))


@topic.command("facts")
def facts(
    *,
    programme: ProgrammeCode,
    code: Annotated[str, typer.Argument(metavar="CODE", help="One sheet, like roles or practice-incident.")] = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """The fact sheets that documents are written from; with a code that sheet, its shape and what was entered."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    if code:
        try:
            sheet(code)
        except UnknownSheet:
            raise CommandError(
                f"there is no fact sheet {code}", "`milepost documents facts P` names them all", where={"field": "CODE"}
            ) from None
    rows = [sheet_values(each) for each in sheets_of(found) if code in {"", each.sheet.code}]

    def tell() -> None:
        for row in rows:
            typer.echo(f"{row['code']:<40} {row['kept_in']:<28} {'entered' if row['revision'] else '–'}")

    emit("documents-facts", {"programme": found.code, "facts": rows}, as_json=as_json, people=tell)


def _language(lang: str) -> str:
    if lang not in LANGUAGES:
        raise CommandError(f"“{lang}” is no language of documents", "use en or id", where={"field": "--lang"})
    return lang


def _write(programme: Any, key: str, language: str, on: str) -> Drafted:
    try:
        return write(programme, key, language, on=date_of(on, programme))
    except UnknownEntry as unknown:
        raise CommandError(
            str(unknown), "`milepost documents coverage P` lists the documents that are written", where={"field": "KEY"}
        ) from None


def _tell(covered: Coverage) -> None:
    done, wanted = len(covered.drafted), len(covered.required)
    typer.echo(f"{done} of {wanted} required items are drafted, {len(covered.asked)} things are asked.")
    for each in covered.documents:
        done, wanted = each.draft.complete
        typer.echo(f"  {each.kind.key:<12} {done:>3} of {wanted:<3} {each.title}")


def add_to(root: typer.Typer) -> None:
    """Add the topic."""
    root.add_typer(topic, name="documents")
