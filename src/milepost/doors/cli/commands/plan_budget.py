"""`milepost plan budget` and `budget-line`: the programme's money, planned and spent."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import typer

from milepost.doors.cli.commands.plan import topic
from milepost.doors.cli.options import As, AsJson, ProgrammeCode, enter_programme
from milepost.doors.cli.output import CommandError, emit
from milepost.features.plans.budget.reading import budget_of, get_budget_line
from milepost.features.plans.budget.services import put_budget_line, remove_budget_line
from milepost.features.plans.budget.values import budget_values, line_values
from milepost.features.plans.models import BudgetCategory
from milepost.features.programmes.models import PhaseKey
from milepost.features.programmes.policies import READ_PROGRAMME

CATEGORIES = ", ".join(BudgetCategory.values)
PHASES = ", ".join(PhaseKey.values)


@topic.command("budget")
def budget(*, programme: ProgrammeCode, as_email: As = "", as_json: AsJson = False) -> None:
    """Say what is planned and spent, line by line, beside the programme's budget."""
    _, found = enter_programme(programme, as_email, READ_PROGRAMME)
    values = budget_values(budget_of(found))
    emit("budget", values, as_json=as_json, people=lambda: _print(values))


@topic.command("budget-line")
def budget_line(
    *,
    programme: ProgrammeCode,
    line: Annotated[str, typer.Argument(metavar="[LINE]", help="Its code, like B-3; a new line gets one.")] = "",
    name: Annotated[str | None, typer.Option("--name", metavar="T", help="What the money is for.")] = None,
    category: Annotated[str | None, typer.Option("--category", metavar="C", help=f"One of {CATEGORIES}.")] = None,
    phase: Annotated[
        str | None, typer.Option("--phase", metavar="PHASE", help=f"One of {PHASES}; empty for the whole programme.")
    ] = None,
    planned: Annotated[str, typer.Option("--planned", metavar="MONEY", help="What it is planned to cost.")] = "",
    actual: Annotated[str, typer.Option("--actual", metavar="MONEY", help="What was spent so far.")] = "",
    note: Annotated[str | None, typer.Option("--note", metavar="T", help="What else is to be known.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take the line out; the ledger keeps what it said.")] = False,
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Create a budget line, change it, or take it out; what is left out stays."""
    actor, found = enter_programme(programme, as_email, READ_PROGRAMME)
    if remove:
        row = get_budget_line(found, line)
        values = {**line_values(row), "removed": True}
        remove_budget_line(actor=actor, line=row)
        emit("budget-line", values, as_json=as_json, people=lambda: typer.echo(f"taken out: {row.code}"))
        return
    fields: dict[str, Any] = {"code": line, "name": name, "category": category, "phase": phase, "note": note}
    fields |= {"planned": _money(planned, "--planned"), "actual": _money(actual, "--actual")}
    row = put_budget_line(actor=actor, programme=found, fields=fields).row
    values = line_values(row)
    emit("budget-line", values, as_json=as_json, people=lambda: _print_line(values))


def _money(words: str, field: str) -> Decimal | None:
    if not words:
        return None
    try:
        amount = Decimal(words)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise CommandError(
            f"{field} is {words!r}, which is no amount", "write it like 1500.00", "bad-number", {"field": field}
        )
    return amount


def _print(values: dict[str, Any]) -> None:
    currency = values["currency"]
    for line in values["lines"]:
        _print_line(line)
    typer.echo(f"planned {values['planned']:,.2f}, spent {values['actual']:,.2f} {currency}")
    if values["budget"] is None:
        typer.echo("the programme has no budget yet")
    else:
        typer.echo(
            f"budget {values['budget']:,.2f}: {values['unplanned']:,.2f} not planned, "
            f"{values['remaining']:,.2f} not spent"
        )


def _print_line(line: dict[str, Any]) -> None:
    typer.echo(
        f"{line['code']:<8} {line['planned']:>18,.2f} {line['actual']:>18,.2f}  {line['name']} ({line['category']}"
        f"{', ' + line['phase'] if line['phase'] else ''})"
    )


def add_to(_root: typer.Typer) -> None:
    """The commands stand in the topic `plan`, which is added by its own module."""
