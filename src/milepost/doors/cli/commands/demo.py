"""`milepost demo`: make the demonstration organisation once, say who can sign in, and serve it."""

import contextlib
import io
import sys
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings

from milepost.doors.cli.commands.serve import migrate, run_server
from milepost.doors.cli.options import AsJson, parse_date
from milepost.doors.cli.output import CommandError, emit
from milepost.doors.cli.refusals import as_command_error
from milepost.doors.demo.playing import StoryStopped, play
from milepost.doors.demo.script import PASSWORD, Story, write_story
from milepost.platform.ledger import clock
from milepost.platform.organisations.models import Organisation
from milepost.platform.walls.visible import as_installation, seeing

MARK = "demo.txt"
Seed = Annotated[int, typer.Option("--seed", min=0, help="Another seed tells of another organisation.")]
Today = Annotated[
    str, typer.Option("--today", metavar="DATE", help="The day on which the story is told; today unless given.")
]


def add_to(root: typer.Typer) -> None:
    """Add this topic to the command line."""
    root.command("demo")(demo)


def demo(
    context: typer.Context,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Where to listen.")] = 8000,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve it once it is made.")] = True,
    seed: Seed = 0,
    today: Today = "",
    as_json: AsJson = False,
) -> None:
    """Make the demonstration, unless it is here already, and serve it."""
    day = parse_date(today, "--today") if today else datetime.now(UTC).date()
    story = write_story(today=day, seed=seed)
    made = _make(context.find_root().command, story, day, seed)
    facts = {
        "organisation": story.code,
        "programme": "sms",
        "made": made,
        "url": f"http://127.0.0.1:{port}/",
        "password": PASSWORD,
        "people": [{"email": person.email, "name": person.name, "role": person.role} for person in story.people],
    }
    emit("demo", facts, as_json=as_json, people=lambda: _print(story, port))
    if serve:
        run_server(host="127.0.0.1", port=port, processes=1, worker=True)


def _make(root: Any, story: Story, today: date, seed: int) -> bool:
    """Play the story into an empty home; answers whether it had to. Somebody's own installation is left alone."""
    mark = Path(settings.MILEPOST_HOME) / MARK
    told = f"{story.code} {today} {seed}\n"
    if mark.is_file():
        migrate()
        return False
    migrate()
    with as_installation("an installation with any organisation is not overwritten"):
        is_taken = Organisation.objects.exists()
    if is_taken:
        raise CommandError(
            "this home holds an installation of your own",
            "set MILEPOST_HOME to another folder",
            "not-empty",
            {"field": "MILEPOST_HOME"},
        )
    try:
        play(story, partial(_execute, root), told=_progress)
    except StoryStopped as stopped:
        raise CommandError(
            str(stopped), "remove the folder and try again; if it stays, report it", "story-stopped"
        ) from None
    clock.forget()
    mark.write_text(told, encoding="utf-8")
    return True


def _execute(root: Any, args: tuple[str, ...], stdin: str) -> tuple[int, str]:
    """One command in this process: its exit code and what it said."""
    out, before = io.StringIO(), sys.stdin
    sys.stdin = io.StringIO(stdin)
    try:
        with contextlib.redirect_stdout(out), seeing([]):
            ended = root.main(args=list(args), prog_name="milepost", standalone_mode=False)
        return (ended if isinstance(ended, int) else 0), out.getvalue()
    except typer.Exit as ended_early:
        return ended_early.exit_code, out.getvalue()
    except Exception as error:
        known = as_command_error(error)
        if known is None:
            raise
        found = "; ".join(f"{result.get('text')} {result.get('fix')}" for result in known.results[:5])
        return 2, f"{known.error} {known.hint} {found}"
    finally:
        sys.stdin = before


def _progress(number: int, total: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\rMaking the demonstration: {number} of {total}" + ("\n" if number == total else ""))
        sys.stderr.flush()


def _print(story: Story, port: int) -> None:
    typer.echo(f"{story.organisation}: http://127.0.0.1:{port}/")
    typer.echo(f"Everybody's password is {PASSWORD}")
    for person in story.people:
        typer.echo(f"  {person.email:32} {person.name:18} {person.role}")
