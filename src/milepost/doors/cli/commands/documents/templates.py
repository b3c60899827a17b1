"""`milepost documents template`: the template behind a document, read, copied, changed, checked, given back."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from milepost.catalogue.documents.templates import LANGUAGES, template_keys
from milepost.doors.cli.commands.documents.finding import read_body
from milepost.doors.cli.options import As, AsJson, On, ProgrammeCode, date_of, enter_programme
from milepost.doors.cli.output import REFUSED, CommandError, emit
from milepost.engines.rules.texts import Text
from milepost.engines.templating.front import read_template
from milepost.engines.templating.language import BadTemplate
from milepost.features.documents.policies import WRITE_DOCUMENTS
from milepost.features.drafting.own.checking import Checked, FaultyTemplate, as_kept, check_own
from milepost.features.drafting.own.copying import reset_template, save_template
from milepost.features.drafting.own.values import (
    checked_values,
    fault_values,
    merged_values,
    template_detail,
    template_line,
)
from milepost.features.drafting.writing.own_templates import Standing, digest_of, standing_of, standings_of, version_of
from milepost.features.programmes.models import Programme
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.platform.organisations.policies import Hidden
from milepost.platform.ui.texts import speak

template_app = typer.Typer(
    no_args_is_help=True, help="The templates that documents are written from, and your own versions of them."
)
Key = Annotated[str, typer.Argument(metavar="KEY", help="The kind of document, like DOC-INC-01.")]
Language = Annotated[str, typer.Option("--language", "--lang", metavar="en|id", help="The language of the template.")]
Output = Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write the file there.")]
Reason = Annotated[str, typer.Option("--reason", metavar="T", help="What was changed, and why.")]
Merged = Annotated[bool, typer.Option("--merged", help="The file holds the newer edition: it rests on that from now.")]


def list_templates(
    *, programme: ProgrammeCode, language: Language = "en", as_: As = "", as_json: AsJson = False
) -> None:
    """Every template: the shipped one or your own version, and where a newer edition is here."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    rows = [template_line(standing) for standing in standings_of(found, _language(language))]

    def tell() -> None:
        for row in rows:
            typer.echo(f"{row['key']:<12} {_edition(row):<28} {row['title']}{_newer(row)}")

    emit("documents-templates", {"programme": found.code, "templates": rows}, as_json=as_json, people=tell)


def show(
    *,
    programme: ProgrammeCode,
    key: Key,
    language: Language = "en",
    version: Annotated[int, typer.Option("--version", min=0, help="An own version; the one in use unless given.")] = 0,
    shipped: Annotated[bool, typer.Option("--shipped", help="The text that came with Milepost.")] = False,
    output: Output = None,
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """A template's file as it is used, its versions, and what a newer edition changed."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    standing = _standing(found, key, language)
    text = standing.shipped_text if shipped else _text(standing, version)
    if output is not None:
        output.write_text(text, encoding="utf-8")
    facts = {"programme": found.code, **template_detail(standing), "text": text}
    emit("documents-template", facts, as_json=as_json, people=lambda: typer.echo(text, nl=False))


def copy(
    *,
    programme: ProgrammeCode,
    key: Key,
    language: Language = "en",
    reason: Reason = "Copied to be changed.",
    output: Output = None,
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Make the shipped template the first version of your own, as it is; -o writes it to a file to be changed."""
    actor, found = enter_programme(programme, as_, WRITE_DOCUMENTS)
    standing = _standing(found, key, language)
    if standing.in_use is not None:
        raise CommandError(
            f"{key} is written from own version {standing.in_use.number} already",
            f"milepost documents template show {found.code} {key} -o FILE writes it to a file",
            "copied-already", {"field": "KEY"},
        )  # fmt: skip
    save_template(
        actor=actor,
        programme=found,
        key=key,
        language=language,
        text=standing.shipped_text,
        reason=reason,
        rests_on=digest_of(standing.shipped_text),
    )
    if output is not None:
        output.write_text(standing.shipped_text, encoding="utf-8")
    _print(found, key, language, as_json)


def check(
    *,
    programme: ProgrammeCode,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A template; its front matter says which.")],
    merged: Merged = False,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write the draft that it writes there.")] = None,
    on: On = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """What is wrong with a template's file, line by line; nothing is kept. Ends with 1 where something is."""
    _, found = enter_programme(programme, as_, WRITE_DOCUMENTS)
    text = read_body(file, "FILE")
    try:
        given = read_template(as_kept(text))
    except BadTemplate as bad:
        raise _at_line(file, bad.line, bad.reason) from None
    standing = _standing(found, given.key, given.language, "FILE")
    checked = check_own(found, standing, text, on=date_of(on, found), rests_on=_rests_on(standing, merged))
    if output is not None and checked.drafted is not None:
        output.write_text(checked.drafted.draft.body, encoding="utf-8")
    facts = {"programme": found.code, "key": given.key, "language": given.language, **checked_values(found, checked)}
    emit("documents-template-check", facts, as_json=as_json, people=lambda: _tell(file, checked))
    if checked.faults:
        raise typer.Exit(REFUSED)


def put(
    *,
    programme: ProgrammeCode,
    key: Key,
    file: Annotated[Path, typer.Option("--file", metavar="FILE", help="The changed template.")],
    reason: Reason,
    language: Language = "en",
    merged: Merged = False,
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Save a file as the next version of your own template: documents are written from it from now on."""
    actor, found = enter_programme(programme, as_, WRITE_DOCUMENTS)
    standing, text = _standing(found, key, language), read_body(file, "--file")
    try:
        save_template(
            actor=actor,
            programme=found,
            key=key,
            language=language,
            text=text,
            reason=reason,
            rests_on=_rests_on(standing, merged),
        )
    except FaultyTemplate as faulty:
        raise _faulty(file, faulty) from None
    _print(found, key, language, as_json)


def merge(
    *,
    programme: ProgrammeCode,
    key: Key,
    language: Language = "en",
    output: Output = None,
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """The newer edition brought into your own version, with the places to decide; `put --merged` saves it."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    standing = _standing(found, key, language)
    merging = standing.merged()
    if output is not None:
        output.write_text(merging.body, encoding="utf-8")

    def tell() -> None:
        if output is None:
            typer.echo(merging.body, nl=False)
        for clash in merging.clashes:
            typer.echo(f"decide under “{clash.heading or '–'}”: the newer edition has\n{clash.theirs}", err=True)

    facts = {"programme": found.code, "outdated": standing.is_outdated, **merged_values(standing, merging)}
    emit("documents-template-merge", facts, as_json=as_json, people=tell)


def reset(
    *,
    programme: ProgrammeCode,
    key: Key,
    reason: Reason,
    language: Language = "en",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Use the shipped template again; your own versions stay in the history."""
    actor, found = enter_programme(programme, as_, WRITE_DOCUMENTS)
    _standing(found, key, language)
    reset_template(actor=actor, programme=found, key=key, language=language, reason=reason)
    _print(found, key, language, as_json)


def _language(language: str) -> str:
    if language not in LANGUAGES:
        where = {"field": "--language"}
        raise CommandError(f"“{language}” is no language of templates", "use en or id", where=where)
    return language


def _standing(programme: Programme, key: str, language: str, field: str = "KEY") -> Standing:
    if key not in template_keys():
        hint = "`milepost documents template list P` names them all"
        raise CommandError(f"there is no template {key}", hint, "unknown-template", {"field": field})
    return standing_of(programme, key, _language(language))


def _text(standing: Standing, number: int) -> str:
    if not number:
        return standing.text
    try:
        return version_of(standing, number).text
    except Hidden:
        hint = "`milepost documents template show P KEY --json` lists them"
        raise CommandError(f"there is no own version {number}", hint, "not-found", {"field": "--version"}) from None


def _rests_on(standing: Standing, merged: bool) -> str:
    return digest_of(standing.shipped_text) if merged else ""


def _at_line(file: Path, line: int, reason: Text | str) -> CommandError:
    where = {"file": str(file), "row": line}
    return CommandError(f"{file.name}, line {line}: {speak(reason)}", "mend it", "faulty-template", where)


def _faulty(file: Path, faulty: FaultyTemplate) -> CommandError:
    faults = [fault_values(fault) for fault in faulty.faults]
    first, *others = ({"id": f"line {fault['line']}", "text": fault["reason"]} for fault in faults)
    error = _at_line(file, faulty.faults[0].line, faulty.faults[0].reason)
    error.hint, error.results = faulty.hint, [first, *others][:200]
    error.where = {**error.where, "field": "--file"}
    return error


def _tell(file: Path, checked: Checked) -> None:
    for fault in checked.faults:
        typer.echo(f"{file.name}, line {fault.line}: {speak(fault.reason)}")
    if checked.drafted is not None:
        done, wanted = checked.drafted.draft.complete
        typer.echo(f"{file.name}: nothing is wrong; it writes {done} of {wanted} headings today")


def _edition(row: dict[str, Any]) -> str:
    own = f", own version {row['own_version']}" if row["own_version"] else ""
    return f"edition {row['edition']}{own}"


def _newer(row: dict[str, Any]) -> str:
    return f"  (edition {row['shipped_edition']} is here)" if row["outdated"] else ""


def _print(programme: Programme, key: str, language: str, as_json: bool) -> None:
    """What a write answers with: how the template stands now."""
    row = template_detail(standing_of(programme, key, language))

    def tell() -> None:
        typer.echo(f"{row['key']}: {_edition(row)}")

    emit("documents-template", {"programme": programme.code, **row}, as_json=as_json, people=tell)


COMMANDS: dict[str, Callable[..., Any]] = {
    "list": list_templates,
    "show": show,
    "copy": copy,
    "check": check,
    "put": put,
    "merge": merge,
    "reset": reset,
}
for _name, _command in COMMANDS.items():
    template_app.command(_name)(_command)
