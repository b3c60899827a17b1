"""The application pack: what is in and what lacks, and the file."""

from pathlib import Path
from typing import Annotated, Any

import typer

from milepost.doors.cli.options import As, AsJson, ProgrammeCode, enter_programme
from milepost.doors.cli.output import CommandError, emit
from milepost.features.gates.pack.gathering import LANGUAGES, language_of, pack_of
from milepost.features.gates.pack.making import make_pack_file
from milepost.features.gates.pack.values import pack_values
from milepost.features.gates.policies import MAKE_PACK
from milepost.features.programmes.policies import READ_PROGRAMME


def pack(
    *,
    programme: ProgrammeCode,
    language: Annotated[
        str, typer.Option("--language", "--lang", metavar="en|id", help="Of the documents; the organisation's without.")
    ] = "",
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="The ZIP to write; without it nothing is made."),
    ] = None,
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """What the certification body is given with the application (S-10), as one ZIP; and what it still lacks.

    Ends with 0 also where something lacks, which the pack says on its first page: `whole` tells.
    """
    actor, found = enter_programme(programme, as_, READ_PROGRAMME if output is None else MAKE_PACK)
    chosen = language_of(found, language)
    if chosen not in LANGUAGES:
        raise CommandError(f"documents are not written in {language}", "en or id", where={"field": "--language"})
    if output is None:
        facts = {**pack_values(pack_of(found, chosen)), "file": None}
    else:
        _check_place(output)
        made = make_pack_file(actor=actor, programme=found, language=chosen, target=output)
        facts = {**pack_values(made.pack), "file": str(output), "sha256": made.sha256, "size": made.size}
    emit("application-pack", facts, as_json=as_json, people=lambda: _tell(facts))


def _check_place(output: Path) -> None:
    if output.is_dir() or not output.parent.is_dir():
        raise CommandError(
            f"{output} is a folder" if output.is_dir() else f"{output.parent} is no folder",
            "name a file in a folder that exists",
            "no-folder",
            {"file": str(output), "field": "-o"},
        )


def _tell(facts: dict[str, Any]) -> None:
    for part in facts["parts"]:
        typer.echo(part["name"])
        for each in part["files"]:
            typer.echo(f"  {each['file']}  {each['title']}")
        for each in part["lacking"]:
            typer.echo(f"  lacks: {each['text']} {each['fix']}")
    lacking = sum(len(part["lacking"]) for part in facts["parts"])
    whole = "whole" if facts["whole"] else f"{lacking} lacking"
    typer.echo(f"{facts['file']}: {whole}, SHA-256 {facts['sha256']}" if facts["file"] else f"{whole}; no file made")


COMMANDS: dict[str, Any] = {"pack": pack}
