"""`milepost sequence`, `milepost phase`: the guarded order of a programme."""

from typing import Annotated

import typer

from milepost.doors.cli.options import As, AsJson, On, ProgrammeCode, date_of, enter_programme
from milepost.doors.cli.output import REFUSED, CommandError, emit
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.sequence import judge_sequence
from milepost.features.gates.facts import gather_facts
from milepost.features.gates.kept import rule_values
from milepost.features.gates.steps import open_phase
from milepost.features.programmes.policies import READ_PROGRAMME

phase_app = typer.Typer(no_args_is_help=True, help="Open the next phase.")


def add_to(root: typer.Typer) -> None:
    """Add this topic to the command line."""
    root.command("sequence")(sequence)
    root.add_typer(phase_app, name="phase")


def sequence(programme: ProgrammeCode, on: On = "", as_: As = "", as_json: AsJson = False) -> None:
    """Judge the twenty sequencing rules; exit 1 while one does not hold."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    day = date_of(on, found)
    verdict = judge_sequence(gather_facts(found, on=day), on=day)
    rules = [rule_values(rule) for rule in verdict.rules]
    answer = {"programme": found.code, "on": day, "passed": verdict.passed, "rules": rules}

    def people() -> None:
        for rule in rules:
            typer.echo(f"{'holds ' if rule['passed'] else 'refuses'} {rule['id']}  {rule['summary']}")

    emit("sequence", answer, as_json=as_json, people=people)
    if not verdict.passed:
        raise typer.Exit(REFUSED)


@phase_app.command("open")
def phase_open(
    programme: ProgrammeCode,
    phase: Annotated[str, typer.Argument(metavar="PHASE", help="A phase, such as design.")],
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Open a phase today, on the go of the gate before it (S-01); Design on a signed commitment too (S-17)."""
    actor, found = enter_programme(programme, as_, READ_PROGRAMME)
    try:
        chosen = Phase(phase)
    except ValueError:
        raise CommandError(
            f"there is no phase {phase}",
            "foundation, design, implementation or certification",
            "unknown-phase",
            {"field": "PHASE"},
        ) from None
    row = open_phase(actor=actor, programme=found, phase=chosen)
    emit(
        "phase",
        {"programme": found.code, "phase": row.key, "opened_on": row.opened_on},
        as_json=as_json,
        people=lambda: typer.echo(f"{row.key} is open since {row.opened_on}"),
    )
