"""`milepost standard export` and `milepost catalogue …`: the standard, kinds of document, our own lists."""

import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from milepost.catalogue import programme as known
from milepost.catalogue.documents.kinds import Sort
from milepost.catalogue.documents.roles import roles
from milepost.catalogue.documents.templates import LANGUAGES, template_keys, template_source, template_values
from milepost.catalogue.exports import ExportFormat, export_standard
from milepost.catalogue.practices import practices
from milepost.doors.cli.options import AsJson, check_practice
from milepost.doors.cli.output import CommandError, emit
from milepost.features.standard.selectors import kind_values, kinds_wanted

standard_app = typer.Typer(no_args_is_help=True, help="ISO/IEC 20000-1:2018 as data, in our own words.")
catalogue_app = typer.Typer(
    no_args_is_help=True, help="Practices, criteria, rules, roles, kinds of document and their templates."
)


def add_to(root: typer.Typer) -> None:
    """Add this topic to the command line."""
    root.add_typer(standard_app, name="standard")
    root.add_typer(catalogue_app, name="catalogue")


@standard_app.callback()
def group() -> None:
    """ISO/IEC 20000-1:2018 with Amendment 1:2024 as data, in our own words."""


@standard_app.command("export")
def export(
    form: Annotated[ExportFormat, typer.Option("--format", help="What to write it as.")] = ExportFormat.JSON,
    lang: Annotated[str, typer.Option("--lang", "--language", metavar="en|id", help="In which language.")] = "en",
    output: Annotated[Path | None, typer.Option("-o", metavar="FILE", help="Standard output unless given.")] = None,
    as_json: AsJson = False,
) -> None:
    """Export the standard as JSON, YAML, CSV, XLSX, a CISO Assistant library, or an OSCAL catalog."""
    try:
        data = export_standard(form, lang)
    except ValueError as error:
        raise CommandError(str(error), "use en or id", "unknown-language", {"field": "--lang"}) from None
    if output is None and as_json and form is not ExportFormat.JSON:
        raise CommandError(
            f"--json prints one object, and {form.value} is none",
            "add -o FILE",
            "no-place",
            {"field": "-o"},
        )
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        raise CommandError(
            f"{output} cannot be written: {error.strerror}",
            "choose another place",
            "cannot-write",
            {"file": str(output), "field": "-o"},
        ) from None
    emit(
        "standard-export",
        {"file": str(output), "format": form.value, "language": lang, "bytes": len(data)},
        as_json=as_json,
        people=lambda: typer.echo(f"{output}: {len(data)} bytes"),
    )


def _list(name: str, find: Callable[[], Any], key: str) -> Callable[..., None]:
    def command(as_json: AsJson = False) -> None:
        rows = [asdict(row) for row in find()]

        def people() -> None:
            for row in rows:
                words = row.get("name") or row.get("rule")
                typer.echo(f"{row[key]:22} {words['en'] if words else ''}")

        emit(f"catalogue-{name}", {name: rows}, as_json=as_json, people=people)

    command.__doc__ = f"List the {name} of the catalogue."
    return command


def _rules() -> list[Any]:
    return [*known.sequencing_rules(), *known.warnings()]


catalogue_app.command("practices")(_list("practices", practices, "key"))
catalogue_app.command("criteria")(_list("criteria", known.criteria, "id"))
catalogue_app.command("rules")(_list("rules", _rules, "id"))
catalogue_app.command("roles")(_list("roles", known.roles, "key"))


@catalogue_app.command("documents")
def documents(
    kind: Annotated[Sort | None, typer.Option("--kind", help="Only those of this kind.")] = None,
    practice: Annotated[str, typer.Option("--practice", metavar="PRACTICE", help="Only those of a practice.")] = "",
    words: Annotated[str, typer.Option("--words", help="Words in key, clauses, title or purpose.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the kinds of document, with the roles that own and approve them."""
    if practice:
        check_practice(practice)
    found = kinds_wanted(sort=kind.value if kind else "", practice=practice, words=words)

    def people() -> None:
        for row in found:
            typer.echo(f"{row.key}  {row.sort:10} {row.title.en}")

    emit(
        "catalogue-documents",
        {"documents": [kind_values(row) for row in found], "roles": [asdict(role) for role in roles()]},
        as_json=as_json,
        people=people,
    )


@catalogue_app.command("templates")
def templates(
    key: Annotated[str, typer.Argument(metavar="[KEY]", help="One template, like DOC-INC-01.")] = "",
    lang: Annotated[
        str, typer.Option("--lang", "--language", metavar="en|id", help="The language of a template that -o writes.")
    ] = "en",
    output: Annotated[Path | None, typer.Option("-o", metavar="FILE", help="Write the template's file there.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the templates of documents; with a key that one, to be read or written to a file."""
    if key and key not in template_keys():
        hint = "`milepost catalogue templates` lists them"
        raise CommandError(f"there is no template {key}", hint, "unknown-template", {"field": "KEY"})
    if lang not in LANGUAGES:
        raise CommandError(f"there is no template in {lang}", "use en or id", "unknown-language", {"field": "--lang"})
    if output is not None and not key:
        raise CommandError("-o wants one template", "name its key", "no-key", {"field": "KEY"})
    if output is not None:
        output.write_text(template_source(key, lang), encoding="utf-8")
    rows = [template_values(each) for each in ([key] if key else template_keys())]

    def people() -> None:
        for row in rows:
            typer.echo(f"{row['key']}  {row['edition']:>2}  {row['title']['en']}")

    emit("catalogue-templates", {"templates": rows}, as_json=as_json, people=people)
