"""`milepost status`, `milepost sequence`, `milepost phase`: where the programme stands, and its guarded order."""

from typing import Annotated, Any

import typer

from milepost.catalogue.programme import warning
from milepost.doors.cli.options import As, AsJson, On, ProgrammeCode, date_of, enter_programme
from milepost.doors.cli.output import REFUSED, CommandError, emit
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.sequence import judge_sequence
from milepost.engines.rules.warnings import raise_warnings
from milepost.features.gates.facts import gather, gather_facts
from milepost.features.gates.kept import rule_values
from milepost.features.gates.selectors import get_standings
from milepost.features.gates.steps import open_phase
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import present_phase
from milepost.platform.ui.results import result_facts
from milepost.platform.ui.texts import speak

phase_app = typer.Typer(no_args_is_help=True, help="Open the next phase.")


def add_to(root: typer.Typer) -> None:
    """Add this topic to the command line."""
    root.command("status")(status)
    root.command("sequence")(sequence)
    root.add_typer(phase_app, name="phase")


def status(programme: ProgrammeCode, on: On = "", as_: As = "", as_json: AsJson = False) -> None:
    """Where the programme stands: phase, gates, warnings."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    day = date_of(on, found)
    gathered = gather(found, on=day)
    standings = get_standings(found, on=day, gathered=gathered)
    gates = [
        {
            "gate": standing.verdict.gate.value,
            "passed": standing.verdict.passed,
            "decided": standing.decision.decision.outcome if standing.decision else None,
            "signed": standing.decision.stands if standing.decision else False,
            "holding": standing.holding,
            "criteria": len(standing.verdict.criteria),
            "holds_from": standing.verdict.holds_from,
            "slipped": [slip.criterion for slip in standing.slips],
        }
        for standing in standings
    ]
    warnings = [
        {
            "id": raised.id,
            "sign": speak(warning(raised.id).sign),
            "name": speak(warning(raised.id).name),
            "results": [result_facts(result) for result in raised.results],
        }
        for raised in raise_warnings(gathered.facts, on=day)
    ]
    phase = present_phase(found, on=day)
    answer: dict[str, Any] = {"programme": found.code, "phase": phase, "on": day, "gates": gates, "warnings": warnings}

    def people() -> None:
        typer.echo(f"{found.name} ({found.code}), {phase}, on {day}")
        for gate in gates:
            typer.echo(
                f"  {gate['gate']:15} {gate['holding']} of {gate['criteria']} hold, decided: {gate['decided'] or '–'}"
            )
        for raised in warnings:
            typer.echo(f"  warning {raised['id']}: {raised['name']}. {raised['sign']}")

    emit("status", answer, as_json=as_json, people=people)


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
