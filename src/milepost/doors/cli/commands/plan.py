"""`milepost plan`: when the certificate will be there, and why then, and who has how much to do."""

from typing import Annotated, Any

import typer

from milepost.doors.cli.options import As, AsJson, On, ProgrammeCode, date_of, enter_programme
from milepost.doors.cli.output import emit
from milepost.features.plans.forecasting.asking import ask_forecast
from milepost.features.plans.forecasting.computing import LEAST_RUNS, MOST_RUNS, RUNS, SEED
from milepost.features.plans.forecasting.values import forecast_values
from milepost.features.plans.load.asking import Basis, ask_load
from milepost.features.plans.load.values import load_values
from milepost.features.programmes.policies import READ_PROGRAMME

topic = typer.Typer(help="The plan: when the certificate will be there, and why then.", no_args_is_help=True)

Runs = Annotated[
    int, typer.Option("--runs", metavar="N", help=f"How often the plan is played, {LEAST_RUNS} to {MOST_RUNS}.")
]
Seed = Annotated[int, typer.Option("--seed", metavar="S", help="The same seed gives the same answer.")]


@topic.command("forecast")
def forecast(
    *,
    programme: ProgrammeCode,
    runs: Runs = RUNS,
    seed: Seed = SEED,
    on: On = "",
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Compute when each gate and the certificate are reached, from the plan as it stands; nothing is stored."""
    _, found = enter_programme(programme, as_email, READ_PROGRAMME)
    facts = forecast_values(ask_forecast(found, on=date_of(on, found), runs=runs, seed=seed))
    emit("forecast", facts, as_json=as_json, people=lambda: _print(facts))


@topic.command("load")
def load(
    *,
    programme: ProgrammeCode,
    basis: Annotated[
        Basis, typer.Option("--basis", help="Whose days count: as planned, or as the forecast lays the work out.")
    ] = Basis.PLANNED,
    on: On = "",
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Say how much each role has to do in each week, beside what it can do."""
    _, found = enter_programme(programme, as_email, READ_PROGRAMME)
    facts = load_values(ask_load(found, basis, on=date_of(on, found)))
    emit("load", facts, as_json=as_json, people=lambda: _print_load(facts))


def _print_load(facts: dict[str, Any]) -> None:
    for role in facts["roles"]:
        typer.echo(f"{role['name']}: {role['days']:g} days of work ahead")
        for week in role["weeks"]:
            if week["days"]:
                said = "  TOO MUCH" if week["overloaded"] else ""
                typer.echo(
                    f"  {week['first']} to {week['last']}  {week['days']:>6g} of {week['capacity']:g} days{said}"
                )
    if not facts["roles"]:
        typer.echo("No role has work ahead.")


def _print(facts: dict[str, Any]) -> None:
    for name, days in (*facts["gates"].items(), ("certificate", facts["certificate"])):
        if days["state"] == "ahead":
            typer.echo(f"{name:<12} P10 {days['p10']}  P50 {days['p50']}  P80 {days['p80']}  P90 {days['p90']}")
        else:
            typer.echo(f"{name:<12} {days['state']} {days['likely']}")
    if facts["wanted_on"]:
        after = facts["days_after_wanted"]
        typer.echo(
            f"wanted       {facts['wanted_on']}: P80 is {abs(after)} days {'after' if after > 0 else 'before'} it"
        )
    for placed in facts["critical"]:
        typer.echo(f"  {placed['starts_on']} to {placed['finishes_on']}  {placed['name']}: {placed['reason']}")
    for late in facts["late"]:
        typer.echo(
            f"late by {late['working_days_late']} working days: {late['name']}, "
            f"likely {late['likely']}, deadline {late['deadline']}"
        )
        for placed in late["chain"]:
            typer.echo(f"  {placed['starts_on']} to {placed['finishes_on']}  {placed['name']}: {placed['reason']}")
    for mover in facts["movers"]:
        typer.echo(f"  moves it by {mover['working_days']:>5} working days: {mover['name']}")
    for role, count in facts["people_at_once"].items():
        typer.echo(f"{count} people work side by side as {role}")
    if facts["assumed_full_time"]:
        typer.echo(f"one full-time person is assumed for {', '.join(facts['assumed_full_time'])}")
    typer.echo(f"{facts['runs']} runs, seed {facts['seed']}")


def add_to(root: typer.Typer) -> None:
    """Add the topic."""
    root.add_typer(topic, name="plan")
