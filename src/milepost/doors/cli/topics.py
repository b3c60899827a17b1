"""Which modules make up the command line: every module in this package's `commands/` folder with `add_to(root)`."""

import importlib
import pkgutil

import typer

from milepost.doors.cli import commands


def gather() -> typer.Typer:
    """The root application with every topic added, in the order of their names."""
    root = typer.Typer(
        name="milepost",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    root.callback()(_milepost)
    for module in sorted(pkgutil.iter_modules(commands.__path__), key=lambda found: found.name):
        importlib.import_module(f"{commands.__name__}.{module.name}").add_to(root)
    return root


def _milepost() -> None:
    """Runs an ISO/IEC 20000-1 programme: gaps, gates, operation clocks, signed decisions."""
