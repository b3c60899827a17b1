"""`milepost status`: where the programme stands. People ask it most, so it loads nothing that only changing takes."""

from typing import Any

import typer

from milepost.catalogue.programme import warning
from milepost.doors.cli.gates import echo_pending
from milepost.doors.cli.options import As, AsJson, On, ProgrammeCode, date_of, enter_programme
from milepost.doors.cli.output import emit
from milepost.engines.rules.warnings import raise_warnings
from milepost.features.gates.facts import gather
from milepost.features.gates.kept import pending_values
from milepost.features.gates.selectors import get_standings
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import present_phase
from milepost.platform.ui.results import result_facts
from milepost.platform.ui.texts import speak


def add_to(root: typer.Typer) -> None:
    """Add this command to the command line."""
    root.command("status")(status)


def status(programme: ProgrammeCode, on: On = "", as_: As = "", as_json: AsJson = False) -> None:
    """Where the programme stands: phase, gates, warnings."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    day = date_of(on, found)
    gathered = gather(found, on=day)
    standings = get_standings(found, on=day, gathered=gathered)
    gates: list[dict[str, Any]] = [
        {
            "gate": standing.verdict.gate.value,
            "passed": standing.verdict.passed,
            "decided": standing.decision.decision.outcome if standing.decision else None,
            "signed": standing.decision is not None,
            "pending": pending_values(standing.pending),
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
            echo_pending(gate["pending"], indent=18)
        for raised in warnings:
            typer.echo(f"  warning {raised['id']}: {raised['name']}. {raised['sign']}")

    emit("status", answer, as_json=as_json, people=people)
