"""`milepost mapping`: how the columns and values of a tool become neutral records."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from milepost.catalogue.mappings import mapping_names
from milepost.doors.cli.options import AsJson
from milepost.doors.cli.output import CommandError, emit
from milepost.engines.bulk import DuckEngine, as_yaml, parse_mapping
from milepost.features.evidence.imports.mappings import find_mapping, ready_text

mappings = typer.Typer(no_args_is_help=True, help="Mapping files: from a tool's columns to neutral records.")
Source = Annotated[Path, typer.Argument(metavar="FILE", help="A file of records as the tool exports it.")]


@mappings.command("list")
def list_(*, as_json: AsJson = False) -> None:
    """List the mappings that come with Milepost."""
    rows = [
        {"name": name, "title": mapping.title, "system": mapping.source.system, "timing": str(mapping.source.timing)}
        for name in mapping_names()
        for mapping in [parse_mapping(ready_text(name), file=name)]
    ]

    def people() -> None:
        for row in rows:
            typer.echo(f"{row['name']:18} {row['title']}")

    emit("mapping-list", {"mappings": rows}, as_json=as_json, people=people)


@mappings.command("show")
def show(
    *, name: Annotated[str, typer.Argument(metavar="NAME", help="A ready mapping.")], as_json: AsJson = False
) -> None:
    """Print a mapping as YAML: a beginning for one of your own."""
    text = ready_text(name)
    facts = {"name": name, "yaml": text, "fields": sorted(parse_mapping(text, file=name).fields)}
    emit("mapping", facts, as_json=as_json, people=lambda: typer.echo(text))


@mappings.command("guess")
def guess(
    *,
    file: Source,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="MAPPING.yaml", help="Where to.")] = None,
    system: Annotated[str, typer.Option("--system", help="A name for the tool; the file's name if left out.")] = "",
    as_json: AsJson = False,
) -> None:
    """Propose a mapping for a file nobody has mapped yet; look it over before you import with it."""
    _wanted(file)
    with tempfile.TemporaryDirectory(prefix="milepost-") as place:
        folder = Path(place)
        preview = _engine(folder).preview(file.absolute(), folder, system=system or file.stem.lower())
    text = as_yaml(preview.guess)
    if output is not None:
        _write(output, text)
    facts = {
        "file": str(file),
        "format": preview.format,
        "encoding": preview.encoding,
        "encoding_certain": preview.encoding_certain,
        "delimiter": preview.delimiter,
        "columns": preview.columns,
        "mapped": {name: rule.columns[0] for name, rule in preview.guess.fields.items()},
        "missing": [name for name in ("source_id", "opened_at") if name not in preview.guess.fields],
        "output": str(output) if output else None,
        "yaml": text,
    }
    emit("mapping-guess", facts, as_json=as_json, people=lambda: typer.echo(str(output) if output else text))


@mappings.command("check")
def check(
    *,
    mapping: Annotated[str, typer.Argument(metavar="MAPPING", help="A mapping file, or the name of a ready one.")],
    file: Source,
    as_json: AsJson = False,
) -> None:
    """Say how a mapping fits a file: which columns it reads, which it leaves, which are about persons."""
    _wanted(file)
    _, parsed = find_mapping(mapping)
    with tempfile.TemporaryDirectory(prefix="milepost-") as place:
        folder = Path(place)
        fit = _engine(folder).fit(parsed, file.absolute(), folder)
    facts = {
        "passed": True,
        "columns": fit.columns,
        "absent": fit.absent,
        "practice": fit.practice or None,
        "personal": fit.personal,
        "unused": fit.unused,
    }

    def people() -> None:
        for field, column in fit.columns.items():
            typer.echo(f"{field:20} ← {column}")
        typer.echo(f"Left out, because about persons: {', '.join(fit.personal) or 'none'}")

    emit("mapping-check", facts, as_json=as_json, people=people)


def _engine(folder: Path) -> DuckEngine:
    return DuckEngine(store=folder, temporary=folder)


def _wanted(file: Path) -> None:
    if not file.is_file():
        raise CommandError(f"there is no file {file}", "name a file", "no-file", {"file": str(file)})


def _write(target: Path, text: str) -> None:
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(
            f"{target} cannot be written: {error.strerror}", "name another place", "no-file", {"file": str(target)}
        ) from None


def add_to(root: typer.Typer) -> None:
    """Add the commands."""
    root.add_typer(mappings, name="mapping")
