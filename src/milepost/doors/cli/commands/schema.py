"""`milepost schema`: what files may hold and what commands print, as JSON Schema."""

from difflib import get_close_matches
from typing import Annotated, Any

import typer

from milepost.doors.cli.options import AsJson
from milepost.doors.cli.output import CommandError, emit
from milepost.doors.cli.printed import PRINTED, schema_of
from milepost.features.programmes.applying import kinds


def schema(
    *,
    kind: Annotated[
        str, typer.Argument(metavar="[KIND]", help="A kind of rows, or a printed object; all, if none.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """JSON Schema of the kinds that `apply` takes, by row, and of the objects that commands print."""
    taken = {name: found.row.model_json_schema() for name, found in kinds().items()}
    printed = {name: schema_of(name) for name in PRINTED}
    if not kind:
        emit("schema", {"apply": taken, "printed": printed}, as_json=as_json, people=lambda: _print(taken, printed))
        return
    if kind not in taken and kind not in printed:
        near = get_close_matches(kind, [*taken, *printed], n=1)
        hint = f"write {near[0]}" if near else f"one of {', '.join(sorted({*taken, *printed}))}"
        raise CommandError(f"there is no kind {kind}", hint, "unknown-kind", {"field": "KIND"})
    emit("schema", {"kind": kind, "apply": taken.get(kind), "printed": printed.get(kind)}, as_json=as_json)


def _print(taken: dict[str, Any], printed: dict[str, Any]) -> None:
    typer.echo("apply takes:")
    for name, found in taken.items():
        typer.echo(f"  {name:<16} {', '.join(found['properties'])}")
    typer.echo(f"printed objects: {', '.join(printed)}")


def add_to(root: typer.Typer) -> None:
    """Add the command."""
    root.command("schema")(schema)
