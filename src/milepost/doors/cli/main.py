"""The `milepost` command: settings are read, then one command runs, then the process ends with 0, 1 or 2.

Each topic is a module in `commands/`. A command that meets a refusal lets it rise; `run` turns it into `error:` and
`hint:` lines, or into the one object of `--json`.
"""

import os
import sys

import click
import django
import typer

from milepost.doors.cli.output import WRONG, CommandError, fail

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.doors.config.settings")


def build() -> typer.Typer:
    """The whole command tree. Django is set up first, because the topics import its models."""
    django.setup()
    from milepost.doors.cli.topics import gather  # noqa: PLC0415 - models cannot be imported before the setup above

    return gather()


def run() -> None:
    """Entry point of `milepost`."""
    as_json = "--json" in sys.argv
    try:
        command = typer.main.get_command(build())
        status = command.main(args=sys.argv[1:], prog_name="milepost", standalone_mode=False)
        if isinstance(status, int) and status:  # what a command raised as typer.Exit comes back as a number
            raise SystemExit(status)
    except click.exceptions.Exit as ended:
        raise SystemExit(ended.exit_code) from None
    except click.Abort:
        fail(CommandError("stopped", code="stopped"), as_json=as_json)
    except click.ClickException as error:
        fail(CommandError(error.format_message(), "see milepost --help", "wrong-use", status=WRONG), as_json=as_json)
    except Exception as error:
        from milepost.doors.cli.refusals import as_command_error  # noqa: PLC0415 - as above

        known = as_command_error(error)
        if known is None:
            raise
        fail(known, as_json=as_json)
