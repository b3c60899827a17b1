"""`milepost gap`: rate statements, take ratings in and out, see the heat map, open and close assessments."""

from collections.abc import Callable
from typing import Any

import typer

from milepost.doors.cli.commands.gap.assessing import close, heatmap, list_, open_
from milepost.doors.cli.commands.gap.files import export, import_
from milepost.doors.cli.commands.gap.rating import plan, rate, reopen, show

COMMANDS: dict[str, Callable[..., Any]] = {
    "rate": rate,
    "import": import_,
    "export": export,
    "heatmap": heatmap,
    "show": show,
    "plan": plan,
    "reopen": reopen,
    "list": list_,
    "open": open_,
    "close": close,
}


def add_to(root: typer.Typer) -> None:
    """Add this topic to the command line."""
    group = typer.Typer(no_args_is_help=True, help="The gap assessment: rate, import, export, heat map.")
    for name, command in COMMANDS.items():
        group.command(name)(command)
    root.add_typer(group, name="gap")
