"""The `milepost` command: settings are read, then one command runs, then the process ends with 0, 1 or 2.

Each topic is a module in `commands/`. A command that meets a refusal lets it rise; `run` turns it into `error:` and
`hint:` lines, or into the one object of `--json`.
"""

import gc
import os
import sys
from functools import cache
from typing import Any, NoReturn

import django
import typer
from django.core.exceptions import ImproperlyConfigured

from milepost.doors.cli.output import WRONG, CommandError, fail
from milepost.platform.walls.visible import seeing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.doors.config.settings")
KEY = "--idempotency-key"


def build(first: str = "") -> typer.Typer:
    """The command tree, or the part that a first word needs. Django is set up first: the topics import its models."""
    gc.disable()  # what is loaded now stays to the end: to look through it for rubbish costs a tenth of the start
    try:
        django.setup()
        from milepost.doors.cli.topics import gather  # noqa: PLC0415 - models cannot be imported before the setup above

        return gather(first)
    finally:
        gc.freeze()
        gc.enable()


@cache
def command_of(first: str) -> Any:
    """The command that a first word belongs to, with its parameters read; a process runs one, a test many."""
    return typer.main.get_command(build(first))


def run() -> None:
    """Entry point of `milepost`."""
    as_json = "--json" in sys.argv
    try:
        raise SystemExit(_run(sys.argv[1:]))
    except typer.Abort:
        fail(CommandError("stopped", "start it again", code="stopped"), as_json=as_json)
    except typer.TyperException as error:
        _fail_with_usage(error, as_json=as_json)
    except CommandError as error:
        _fail(error, as_json=as_json)
    except ImproperlyConfigured as error:
        fail(CommandError(str(error), "mend the environment variable", "wrong-setting"), as_json=as_json)
    except Exception as error:
        from milepost.doors.cli.refusals import as_command_error  # noqa: PLC0415 - as above

        known = as_command_error(error)
        if known is None:
            raise
        _fail(known, as_json=as_json)


def _fail(error: CommandError, *, as_json: bool) -> NoReturn:
    """Say what was refused; where nobody said the way out, it is the help of the command."""
    error.hint = error.hint or f"`{_named(sys.argv[1:])} --help` says what it takes"
    fail(error, as_json=as_json)


def _named(args: list[str]) -> str:
    """The command that the arguments begin with, without its own arguments."""
    words = ["milepost"]
    place = command_of(args[0] if args else "")
    for word in args:
        place = getattr(place, "commands", {}).get(word)
        if place is None:
            break
        words.append(word)
    return " ".join(words)


def _fail_with_usage(error: typer.TyperException, *, as_json: bool) -> NoReturn:
    """Say how the command is used; without a command its help was printed already."""
    if not (said := error.format_message().strip()):
        raise SystemExit(WRONG)
    context = getattr(error, "ctx", None)
    hint = f"`{context.command_path if context else 'milepost'} --help` shows how it is used"
    said = said.replace("Value error, ", "")
    fail(CommandError(said, hint, where={"field": _field_of(error)}), as_json=as_json)


def _field_of(error: typer.TyperException) -> str | None:
    """The option or argument that is wrong, as the command's help names it."""
    if (param := getattr(error, "param", None)) is None:
        return getattr(error, "option_name", None)
    names = [*param.opts, *param.secondary_opts]
    options = [name for name in names if name.startswith("-")]
    return max(options, key=len) if options else str(param.metavar or param.name)


def _run(args: list[str]) -> int:
    args, key = take_key(args)
    command = command_of(args[0] if args else "")

    def act() -> int:
        try:
            with seeing([]):  # the command says itself whose organisation it works in
                ended = command.main(args=args, prog_name="milepost", standalone_mode=False)
        except typer.Exit as ended_early:
            return ended_early.exit_code
        return ended if isinstance(ended, int) else 0

    if key is None:
        return act()
    from milepost.doors.cli.once import run_once  # noqa: PLC0415 - as above

    return run_once(args, key, act)


def take_key(args: list[str]) -> tuple[list[str], str | None]:
    """The arguments without `--idempotency-key K`, which may stand anywhere, and K."""
    rest: list[str] = []
    key: str | None = None
    waiting = iter(args)
    for arg in waiting:
        if arg == KEY:
            key = next(waiting, "")
        elif arg.startswith(f"{KEY}="):
            key = arg.partition("=")[2]
        else:
            rest.append(arg)
    if key == "":
        raise CommandError(f"{KEY} wants a key", f"write {KEY} K", "wrong-use", {"field": KEY})
    return rest, key
