"""`milepost plan whatif`: what a change would do to the forecast, and making it the plan."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import typer

from milepost.doors.cli.commands.plan import topic
from milepost.doors.cli.options import As, AsJson, On, ProgrammeCode, date_of, enter_programme, parse_date
from milepost.doors.cli.output import CommandError, emit
from milepost.features.plans.whatif.adopting import adopt_scenario
from milepost.features.plans.whatif.comparing import compare
from milepost.features.plans.whatif.stating import Said
from milepost.features.plans.whatif.values import comparison_values
from milepost.features.programmes.policies import READ_PROGRAMME

MOST_RATE = Decimal(10) ** 13

Many = list[str]


@topic.command("whatif")
def whatif(
    *,
    programme: ProgrammeCode,
    slip: Annotated[
        Many, typer.Option("--slip", metavar="[CODE=]WEEKS", help="An activity begins later; all, without a code.")
    ] = [],  # noqa: B006 - read, never written
    away: Annotated[Many, typer.Option("--away", metavar="ROLE=WEEKS", help="Nobody does its work for a while.")] = [],  # noqa: B006
    share: Annotated[
        Many, typer.Option("--share", metavar="ROLE=PERCENT", help="Its part of a full-time person.")
    ] = [],  # noqa: B006
    helper: Annotated[
        Many, typer.Option("--helper", metavar="ROLE=PERCENT", help="A consultant gives it so much on top.")
    ] = [],  # noqa: B006
    services: Annotated[int | None, typer.Option("--services", metavar="N", help="So many services in scope.")] = None,
    stage2: Annotated[str, typer.Option("--stage-2", metavar="DATE", help="Stage 2 is booked for this day.")] = "",
    rate: Annotated[str, typer.Option("--rate", metavar="MONEY", help="What a consultant's day costs.")] = "",
    adopt: Annotated[bool, typer.Option("--adopt", help="Make the scenario the plan.")] = False,
    reason: Annotated[str, typer.Option("--reason", metavar="T", help="Why, with --adopt.")] = "",
    on: On = "",
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Compare a scenario with the plan as it is: each change by itself, and all together."""
    actor, found = enter_programme(programme, as_email, READ_PROGRAMME)
    said = Said(slip, away, share, helper, services, _day(stage2))
    if not adopt:
        facts = comparison_values(compare(found, said, rate=_money(rate), on=date_of(on, found)))
        emit("whatif", facts, as_json=as_json, people=lambda: _print(facts))
        return
    done = adopt_scenario(actor=actor, programme=found, said=said, reason=reason)
    facts = {
        **comparison_values(done.comparison),
        "adopted": True,
        "activities": list(done.activities),
        "actions": [action.number for action in done.actions],
    }
    emit("whatif", facts, as_json=as_json, people=lambda: _print_adopted(facts))


def _day(words: str) -> date | None:
    return parse_date(words, "--stage-2") if words else None


def _money(words: str) -> Decimal | None:
    if not words:
        return None
    try:
        rate = Decimal(words)
    except InvalidOperation:
        rate = Decimal("NaN")
    if not rate.is_finite() or not 0 <= rate < MOST_RATE:
        raise CommandError(
            f"--rate is {words!r}, which is no amount", "write it like 1500.00", "bad-number", {"field": "--rate"}
        )
    return rate


def _print(facts: dict[str, Any]) -> None:
    for each in facts["scenarios"]:
        typer.echo("; ".join(each["changes"]) or "the plan as it is")
        later, certificate = each["days_later"], each["certificate"]
        moved = f", {abs(later)} days {'later' if later > 0 else 'earlier'}" if later else ""
        typer.echo(f"  certificate  P50 {certificate['p50']}  P80 {certificate['p80']}{moved}")
        typer.echo("  " + "  ".join(f"{gate} {days['p80']}" for gate, days in each["gates"].items()))
        cost = "" if each["cost"] is None else f", cost {each['cost']:,.2f}"
        typer.echo(f"  {each['internal_days']:g} internal and {each['external_days']:g} consultant's days ahead{cost}")
        for broken in each["breaks"]:
            typer.echo(f"  breaks: {broken['text']}")


def _print_adopted(facts: dict[str, Any]) -> None:
    _print(facts)
    typer.echo(f"Adopted: {len(facts['activities'])} activities changed, {len(facts['actions'])} actions are owed.")


def add_to(_root: typer.Typer) -> None:
    """The commands stand in the topic `plan`, which is added by its own module."""
