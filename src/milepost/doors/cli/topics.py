"""Which modules make up the command line: every module in this package's `commands/` folder with `add_to(root)`."""

import importlib
import pkgutil

import typer

from milepost.doors.cli import commands

# Commands that stand in modules of other names. These alone are loaded: all of them take as long again as Django.
ELSEWHERE = {
    "catalogue": {"standard"},
    "commitment": {"governance"},
    "ledger": {"ledger", "ledger_checkpoints"},
    "job": {"worker"},
    "phase": {"road"},
    "plan": {"plan", "plan_baselines", "plan_budget", "plan_effort", "plan_files", "plan_whatif"},
    "programme": {"archive", "programme"},
    "records": {"records", "records_appeared", "records_clock"},
    "restore": {"backup"},
    "sequence": {"road"},
    "upgrade": {"serve"},
}
WHOLE = {"demo"}  # it plays other commands


def gather(first: str = "") -> typer.Typer:
    """The root application with every topic added, in the order of their names.

    `first`, the first word given, keeps it to where that command stands. A word that names none, such as `--help`,
    gathers them all.
    """
    root = typer.Typer(
        name="milepost",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    root.callback()(_milepost)
    names = sorted(module.name for module in pkgutil.iter_modules(commands.__path__))
    wanted = ELSEWHERE.get(first, {first} - WHOLE) & set(names)
    for name in sorted(wanted) or names:
        importlib.import_module(f"{commands.__name__}.{name}").add_to(root)
    return root


def _milepost() -> None:
    """Runs an ISO/IEC 20000-1 programme: gaps, gates, operation clocks, signed decisions.

    Any write takes --idempotency-key K: sent again, it prints the same and changes nothing.
    """
