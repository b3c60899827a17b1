"""What is drafted from the registers, what is asked for it, a draft to read, and drafts as files."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from milepost.catalogue.documents.roles import roles
from milepost.catalogue.documents.templates import LANGUAGES, template_keys
from milepost.catalogue.loader import UnknownEntry
from milepost.doors.cli.commands.documents.finding import ClauseWanted, KindWanted, PracticeWanted
from milepost.doors.cli.options import As, AsJson, On, ProgrammeCode, check_practice, date_of, enter_programme
from milepost.doors.cli.output import CommandError, emit
from milepost.engines.rendering import BadDocument
from milepost.features.documents.policies import WRITE_DOCUMENTS
from milepost.features.documents.printing import Format
from milepost.features.drafting.outward import asked_values, draft_values, sheet_values, taken_values
from milepost.features.drafting.reading.book import reading_of
from milepost.features.drafting.sheets.entered import get_sheet, sheets_of
from milepost.features.drafting.sheets.things import NotOneDocument
from milepost.features.drafting.writing.completeness import completeness_in
from milepost.features.drafting.writing.controlling import standings
from milepost.features.drafting.writing.controlling import take_up as put_under_control
from milepost.features.drafting.writing.coverage import Coverage, coverage_of
from milepost.features.drafting.writing.drafts import Drafted, write, write_all, write_some
from milepost.features.drafting.writing.listing import (
    CONTROL,
    STATES,
    Lines,
    Wanted,
    coverage_values,
    lines_of,
    narrowed,
)
from milepost.features.drafting.writing.printing import printed
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.platform.ledger.clock import now
from milepost.platform.organisations.policies import Hidden

Lang = Annotated[str, typer.Option("--lang", "--language", metavar="en|id", help="The language of the documents.")]


def coverage(
    *,
    programme: ProgrammeCode,
    state: Annotated[str, typer.Option("--state", help=f"One of {', '.join(STATES)}; all unless given.")] = "",
    control: Annotated[str, typer.Option("--control", metavar="yes|no", help="Whether under control.")] = "",
    kind: KindWanted = None,
    practice: PracticeWanted = "",
    clause: ClauseWanted = "",
    owner: Annotated[str, typer.Option("--owner", metavar="ROLE", help="Those that this role owns.")] = "",
    words: Annotated[str, typer.Option("--words", help="Words in title, kind or key.")] = "",
    lang: Lang = "en",
    on: On = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """How much of the required documented information is drafted; filters choose which documents are listed."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    wanted = Wanted(state, control, kind.value if kind else "", practice, clause, owner, words)
    _check(wanted)
    covered = coverage_of(write_all(found, _language(lang), on=date_of(on, found)))
    listed = narrowed(lines_of(covered, standings(found, covered.documents)), wanted)
    facts = {"programme": found.code, "language": lang, **coverage_values(covered, listed)}
    emit("documents-coverage", facts, as_json=as_json, people=lambda: _tell(covered, listed))


def _check(wanted: Wanted) -> None:
    """Refuse a value that no document has. Raises CommandError naming the option."""
    known_roles = [role.key for role in roles()]
    for name, given, known in (
        ("state", wanted.state, STATES),
        ("control", wanted.control, CONTROL),
        ("owner", wanted.owner, known_roles),
    ):
        if given and given not in known:
            raise CommandError(f"there is no {name} {given}", ", ".join(known), "bad-value", {"field": f"--{name}"})
    if wanted.practice:
        check_practice(wanted.practice)


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


def draft(
    *,
    programme: ProgrammeCode,
    key: Annotated[str, typer.Argument(metavar="KEY", help="The document, like DOC-INC-01 or DOC-SLA-01:RETAIL.")],
    lang: Lang = "en",
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write the text there.")] = None,
    on: On = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """One document as it would be written today, as Markdown, with what it lacks."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    try:
        written = write(found, key, _language(lang), on=date_of(on, found))
    except UnknownEntry as unknown:
        raise _unwritten(unknown) from None
    except NotOneDocument as several:
        hint = f"name one of {', '.join(several.addresses)}" if several.addresses else "there is none in scope"
        raise CommandError(str(several), hint, where={"field": "KEY"}) from None
    if output is not None:
        output.write_text(written.draft.body, encoding="utf-8")
    facts = {"programme": found.code, **draft_values(found, written)}
    emit("documents-draft", facts, as_json=as_json, people=lambda: _tell_draft(found, written))


def _tell_draft(programme: Any, written: Drafted) -> None:
    """The text; how complete it is goes beside it, so that the text alone can be piped on."""
    typer.echo(written.draft.body)
    complete = completeness_in(programme, written)
    typer.echo(f"{complete.words} {complete.url}", err=True)


def render(
    *,
    programme: ProgrammeCode,
    keys: Annotated[list[str] | None, typer.Argument(metavar="[KEY…]", help="Which documents; all without.")] = None,
    form: Annotated[Format, typer.Option("--format", help="What they are printed as.")] = Format.PDF,
    lang: Annotated[
        str, typer.Option("--lang", "--language", metavar="en|id|all", help="The language of the documents.")
    ] = "all",
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="The folder to write them in.")
    ] = Path(),
    on: On = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Documents as they would be written today, as files in a folder."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    languages = LANGUAGES if lang == "all" else (_language(lang),)
    wanted = list(keys) if keys else list(template_keys())
    output.mkdir(parents=True, exist_ok=True)
    files = []
    for language in languages:
        for written in _write_some(found, wanted, language, on):
            path = output / f"{written.file_name}.{language}.{form.value}"
            path.write_bytes(_printed(found, written, form))
            files.append(str(path))
    facts = {"programme": found.code, "format": form.value, "files": files}
    emit("documents-render", facts, as_json=as_json, people=lambda: typer.echo("\n".join(files)))


def take_up(
    *,
    programme: ProgrammeCode,
    keys: Annotated[list[str] | None, typer.Argument(metavar="[KEY…]", help="Which documents; all without.")] = None,
    lang: Lang = "en",
    on: On = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Put drafts into the next versions of their controlled documents, keeping what people wrote by hand."""
    actor, found = enter_programme(programme, as_, WRITE_DOCUMENTS)
    wanted = list(keys) if keys else list(template_keys())
    try:
        taken = put_under_control(
            actor=actor, programme=found, keys=wanted, language=_language(lang), on=date_of(on, found)
        )
    except UnknownEntry as unknown:
        raise _unwritten(unknown) from None
    rows = [taken_values(each) for each in taken]

    def tell() -> None:
        for row in rows:
            clashes = f", {len(row['clashes'])} to decide" if row["clashes"] else ""
            typer.echo(f"{row['key']:<24} {row['did']}{clashes} {row['reason']}")

    emit("documents-taken-up", {"programme": found.code, "documents": rows}, as_json=as_json, people=tell)


def facts(
    *,
    programme: ProgrammeCode,
    code: Annotated[str, typer.Argument(metavar="CODE", help="One sheet, like roles or agreement:RETAIL.")] = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """The fact sheets that documents are written from; with a code that sheet, its shape and what was entered."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    said = reading_of(found, on=date_of("", found)).said
    try:
        rows = [sheet_values(each, said) for each in ([get_sheet(found, code)] if code else sheets_of(found))]
    except Hidden:
        raise CommandError(
            f"there is no fact sheet {code}", "`milepost documents facts P` names them all", where={"field": "CODE"}
        ) from None

    def tell() -> None:
        for row in rows:
            state = "entered" if row["revision"] else "known in part" if row["known"] else "–"
            typer.echo(f"{row['code']:<40} {row['kept_in']:<28} {state}")
            for known in row["known"] if code else ():
                typer.echo(f"  {known['path']}: {known['value']} ({known['origin']})")

    emit("documents-facts", {"programme": found.code, "facts": rows}, as_json=as_json, people=tell)


def _language(lang: str) -> str:
    if lang not in LANGUAGES:
        raise CommandError(f"“{lang}” is no language of documents", "use en or id", where={"field": "--lang"})
    return lang


def _write_some(programme: Any, keys: list[str], language: str, on: str) -> tuple[Drafted, ...]:
    try:
        return write_some(programme, keys, language, on=date_of(on, programme)).documents
    except UnknownEntry as unknown:
        raise _unwritten(unknown) from None


def _unwritten(unknown: UnknownEntry) -> CommandError:
    hint = "`milepost documents coverage P` lists the documents that are written"
    return CommandError(str(unknown), hint, where={"field": "KEY"})


def _printed(programme: Any, written: Drafted, form: Format) -> bytes:
    try:
        return printed(programme, written, form, at=now())
    except BadDocument as bad:
        where = {"file": written.address, "row": bad.line}
        raise CommandError(f"{written.address}: {bad.reason}", str(bad.fix), where=where) from None


def _tell(covered: Coverage, listed: tuple[Lines, ...]) -> None:
    done, wanted = len(covered.drafted), len(covered.required)
    holding = len(covered.in_force)
    typer.echo(
        f"{done} of {wanted} required items are drafted or in force ({holding} in force), "
        f"{len(covered.asked)} things are asked."
    )
    for line in (line for of in listed for line in of.lines):
        own = f"  ({line.own.in_force or line.own.number}, your own)" if line.own else ""
        typer.echo(f"  {line.written.address:<24} {line.done:>3} of {line.wanted:<3} {line.written.title}{own}")
    for idle in (of for of in listed if not of.total):
        typer.echo(f"  {idle.kind.key:<24} {'not required' if idle.is_needless else 'none'}: {idle.why_none}")


COMMANDS: dict[str, Callable[..., Any]] = {
    "coverage": coverage,
    "questions": questions,
    "draft": draft,
    "render": render,
    "take-up": take_up,
    "facts": facts,
}
