"""`milepost reports`: the papers of steering meetings, as they would be, as they were issued, and as files."""

from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import override

from milepost.doors.cli.options import As, AsJson, ProgrammeCode, enter_programme
from milepost.doors.cli.output import CommandError, emit
from milepost.features.documents.printing import Format
from milepost.features.governance.selectors import find_meeting, get_meeting
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.reports.models import MeetingPaper
from milepost.features.reports.papers.gathering import gather_paper
from milepost.features.reports.papers.issuing import issue_paper
from milepost.features.reports.papers.pieces import Piece
from milepost.features.reports.papers.printing import printed_paper
from milepost.features.reports.papers.reading import get_paper, papers_of, pieces_in
from milepost.features.reports.papers.values import draft_values, paper_values
from milepost.features.reports.papers.writing import written
from milepost.platform.ledger.clock import today
from milepost.platform.packing.whole import appearing_whole

topic = typer.Typer(help="Papers for the steering committee, written by themselves.", no_args_is_help=True)
LANGUAGES = ("en", "id")
Meeting = Annotated[str, typer.Argument(metavar="MEETING", help="The meeting's number, like SC-2026-03.")]
Language = Annotated[str, typer.Option("--lang", "--language", metavar="en|id", help="In which language.")]


def add_to(root: typer.Typer) -> None:
    """Add the topic."""
    root.add_typer(topic, name="reports")


@topic.command("draft")
def draft(
    programme: ProgrammeCode, meeting: Meeting, lang: Language = "en", as_: As = "", as_json: AsJson = False
) -> None:
    """Print what the paper of a meeting would say today; nothing is kept."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    find_meeting(found, meeting)
    _check_language(lang)
    taken = gather_paper(found, get_meeting(found, meeting), on=today(found.organisation.timezone))
    with override(lang):
        pieces = written(taken)
    values = {"programme": found.code, **draft_values(taken, pieces)}
    emit("paper", values, as_json=as_json, people=lambda: _print(pieces))


@topic.command("issue")
def issue(
    programme: ProgrammeCode,
    meeting: Meeting,
    ask: Annotated[
        list[str] | None, typer.Option("--ask", metavar="T", help="A decision asked; may be given several times.")
    ] = None,
    seen: Annotated[
        int | None, typer.Option("--seen", min=0, help="The number of the meeting's last issue, 0 for none.")
    ] = None,
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Issue the paper of a meeting that is ahead: what the committee sees from now on stays."""
    actor, found = enter_programme(programme, as_, READ_PROGRAMME)
    find_meeting(found, meeting)
    row = issue_paper(actor=actor, meeting=get_meeting(found, meeting), asks=ask or [], seen=seen)
    values = {"programme": found.code, **paper_values(row)}
    emit("paper", values, as_json=as_json, people=lambda: typer.echo(f"{row.reference} is issued for {meeting}"))


@topic.command("papers")
def papers(programme: ProgrammeCode, as_: As = "", as_json: AsJson = False) -> None:
    """List the papers that were issued, oldest first."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    listed = [paper_values(row) for row in papers_of(found)]

    def people() -> None:
        for values in listed:
            typer.echo(f"{values['paper']}  {values['meeting']}  issued {values['issued_on']} by {values['issued_by']}")

    emit("papers", {"programme": found.code, "papers": listed}, as_json=as_json, people=people)


@topic.command("paper")
def paper(
    programme: ProgrammeCode,
    reference: Annotated[str, typer.Argument(metavar="PAPER", help="Its number, like SP-2026-01 or SP-1.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write it as .pdf, .docx or .html.")
    ] = None,
    lang: Language = "en",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Print a paper as it was issued, or write it as a file."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    _check_language(lang)
    row = get_paper(found, reference)
    values = {"programme": found.code, **paper_values(row)}
    if output is not None:
        _write(row, output, lang)
        values["file"] = str(output)
        emit("paper", values, as_json=as_json, people=lambda: typer.echo(f"{row.reference} is in {output}"))
        return
    pieces = pieces_in(row, lang)
    emit("paper", {**values, "text": pieces}, as_json=as_json, people=lambda: _print(pieces))


def _write(row: MeetingPaper, output: Path, lang: str) -> None:
    form = output.suffix.lstrip(".").lower()
    if form not in list(Format):
        raise CommandError(
            f"a paper cannot be written as {output.suffix or output.name}",
            "name a file that ends in .pdf, .docx or .html",
            "bad-value",
            {"field": "-o"},
        )
    content = printed_paper(row, Format(form), lang)
    try:
        with appearing_whole(output) as file:
            file.write(content)
    except OSError as error:
        raise CommandError(
            f"{output} cannot be written: {error.strerror}", "name a folder that exists", "no-file", {"field": "-o"}
        ) from None


def _check_language(lang: str) -> None:
    if lang not in LANGUAGES:
        raise CommandError(f"papers are not written in {lang}", "en or id", "bad-value", {"field": "--lang"})


def _print(pieces: list[Piece]) -> None:
    for piece in pieces:
        _print_one(dict(piece))


def _print_one(piece: dict[str, Any]) -> None:
    if "heading" in piece:
        typer.echo(f"\n{piece['heading']}\n")
    elif "paragraph" in piece:
        typer.echo(piece["paragraph"])
    elif "list" in piece:
        for number, item in enumerate(piece["list"], 1):
            typer.echo(f"  {number}. {item}")
    else:
        typer.echo("  " + " | ".join(piece["columns"]))
        for row in piece["rows"]:
            typer.echo("  " + " | ".join(row))
