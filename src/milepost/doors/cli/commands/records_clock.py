"""`milepost records clock`: how long each practice has operated without a gap, and what does not count."""

from typing import Annotated, Any

import typer

from milepost.doors.cli.commands.records import records
from milepost.doors.cli.options import As, AsJson, On, ProgrammeCode, check_practice, date_of, enter_programme
from milepost.doors.cli.output import REFUSED, emit
from milepost.features.evidence.clocks.reading import read_clocks
from milepost.features.evidence.clocks.values import clocks_values
from milepost.features.programmes.policies import READ_PROGRAMME


def add_to(_root: typer.Typer) -> None:
    """Add the command to the topic `records`."""
    records.command("clock")(clock)


def clock(
    programme: ProgrammeCode,
    practice: Annotated[str, typer.Option("--practice", metavar="X", help="Only this practice.")] = "",
    on: On = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """The operation clocks: runs, gaps, horizon, and the records that do not count."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    if practice:
        check_practice(practice)
    day = date_of(on, found)
    clocks = [each for each in read_clocks(found, on=day) if practice in {"", each.key}]
    answer = clocks_values(found, clocks, day)
    emit("clock", answer, as_json=as_json, people=lambda: _tell(answer["clocks"]))
    if not answer["passed"]:
        raise SystemExit(REFUSED)


def _tell(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        until = f"complete on {row['complete_on']}" if row["complete_on"] else "no run"
        typer.echo(
            f"{row['practice']:22} {row['rhythm']:10} {row['state']:13} {until:24}"
            f" counted {row['counted']}, not counted {sum(row['discounted'].values())}"
        )
