"""`milepost organisation style`: how the organisation's documents look."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from milepost.doors.cli.commands.documents.finding import take_file
from milepost.doors.cli.options import As, AsJson, enter_organisation
from milepost.doors.cli.output import emit
from milepost.features.documents.policies import STYLE_DOCUMENTS
from milepost.features.documents.services import put_house_style
from milepost.features.documents.style import FILES, LOGO, PARTS, REFERENCE, style_of, style_values
from milepost.platform.organisations.policies import READ_ORGANISATION


def add_to(_root: typer.Typer) -> None:
    """`organisation` adds it to its own topic."""


def style(
    *,
    org: Annotated[str, typer.Argument(metavar="ORG", help="The organisation's code.")],
    logo: Annotated[
        Path | None, typer.Option("--logo", metavar="FILE", help="PNG, JPEG or plain SVG, up to 1 MB.")
    ] = None,
    colour: Annotated[
        str, typer.Option("--colour", metavar="#RRGGBB", help="Of headings, rules and links; readable on white.")
    ] = "",
    reference: Annotated[
        Path | None, typer.Option("--reference", metavar="FILE", help="A DOCX whose styles, page and header are taken.")
    ] = None,
    clear: Annotated[
        list[str] | None, typer.Option("--clear", metavar="WHAT", help="logo, colour or reference; may be repeated.")
    ] = None,
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Set the logo, colour and reference file that documents are printed with, or show them."""
    if not (logo or colour or reference or clear):
        _, organisation = enter_organisation(org, as_email, READ_ORGANISATION)
        row = style_of(organisation)
    else:
        actor, organisation = enter_organisation(org, as_email, STYLE_DOCUMENTS)
        with ExitStack() as stack:
            paths = {LOGO: logo, REFERENCE: reference}
            opened = {part: stack.enter_context(take_file(path, f"--{part}")) for part, path in paths.items()}
            files = {part: file for part, file in opened.items() if file is not None}
            row = put_house_style(actor=actor, organisation=organisation, colour=colour, files=files, clear=clear or ())
    facts = {"organisation": organisation.code, **style_values(row)}
    emit("document-style", facts, as_json=as_json, people=lambda: _tell(facts))


def _tell(facts: dict[str, Any]) -> None:
    for part in PARTS:
        value = facts[part]
        typer.echo(f"{part + ':':<11}{(value['name'] if part in FILES else value) if value else '–'}")
