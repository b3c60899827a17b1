"""`milepost gap rate`, `show`, `plan` and `reopen`."""

from typing import Annotated, Any

import typer

from milepost.catalogue import standard
from milepost.doors.cli.commands.gap.chosen import (
    Assessed,
    Statement,
    chosen,
    day_of,
    days_of,
    level_of,
    owner_of,
)
from milepost.doors.cli.options import As, AsJson, ProgrammeCode, enter_programme, parse_date
from milepost.doors.cli.output import CommandError, emit
from milepost.features.gaps import services
from milepost.features.gaps.selectors import get_assessment, get_rating, parts_of, ratings_of
from milepost.features.gaps.services.book import read_parts
from milepost.features.gaps.statements import find_statement
from milepost.features.gaps.values import rating_values
from milepost.features.programmes.models import Programme
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.platform.organisations.actors import Actor


def rate(
    programme: ProgrammeCode,
    statement: Statement,
    current: Annotated[str | None, typer.Option("--current", metavar="0-5", help="The level found.")] = None,
    required: Annotated[str | None, typer.Option("--required", metavar="0-5", help="3, or raised to 4 or 5.")] = None,
    not_triggered: Annotated[bool, typer.Option("--not-triggered", help="Its condition has not arisen.")] = False,
    trigger: Annotated[str | None, typer.Option("--trigger", help="What would trigger it.")] = None,
    period_from: Annotated[str | None, typer.Option("--period-from", metavar="DATE", help="Searched from …")] = None,
    period_to: Annotated[str | None, typer.Option("--period-to", metavar="DATE", help="… to.")] = None,
    register: Annotated[str | None, typer.Option("--register", help="Where it was looked for.")] = None,
    note: Annotated[
        str | None, typer.Option("--note", help="The evidence, in words; at most 20,000 characters.")
    ] = None,
    link: Annotated[str | None, typer.Option("--link", metavar="URL", help="The evidence, by https.")] = None,
    finding: Annotated[str | None, typer.Option("--finding", help="What was found.")] = None,
    priority: Annotated[
        str | None, typer.Option("--priority", metavar="high|medium|low", help="How urgent the gap is.")
    ] = None,
    owner: Annotated[str | None, typer.Option("--owner", metavar="EMAIL", help="Who closes the gap.")] = None,
    days: Annotated[str | None, typer.Option("--days", help="The effort in days, like 2.5.")] = None,
    due: Annotated[str | None, typer.Option("--due", metavar="DATE", help="When it is to be closed.")] = None,
    remediation: Annotated[str | None, typer.Option("--remediation", help="What will be done.")] = None,
    part: Annotated[list[str] | None, typer.Option("--part", metavar="unit:CODE=0-5", help="One area; repeat.")] = None,
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Rate one statement; what is left out stays as it is."""
    actor, found = enter_programme(programme, as_, READ_PROGRAMME)
    wanted = find_statement(statement)
    given = {
        "current": (level_of, current), "required": (level_of, required), "trigger": (_word, trigger),
        "period_from": (day_of, period_from), "period_to": (day_of, period_to), "searched_in": (_word, register),
        "note": (_word, note), "link": (_word, link), "finding": (_word, finding), "priority": (_word, priority),
        "due_on": (day_of, due), "remediation": (_word, remediation),
    }  # fmt: skip
    changes: dict[str, Any] = {name: read(name, value) for name, (read, value) in given.items() if value is not None}
    if owner is not None:
        changes["owner"] = owner_of(found, owner)
    if days is not None:
        changes["days"] = days_of(days)
    _put(actor, found, wanted, changes | ({"not_triggered": True} if not_triggered else {}), part, as_json=as_json)


def _word(_name: str, value: str) -> str:
    return value


def _put(
    actor: Actor,
    programme: Programme,
    wanted: standard.Statement,
    changes: dict[str, Any],
    part: list[str] | None,
    *,
    as_json: bool,
) -> None:
    parts = read_parts(part) if part else None
    rating, did = services.rate_statement(
        actor=actor, programme=programme, statement=wanted.id, changes=changes, parts=parts
    )
    assessment = rating.assessment if rating else get_assessment(programme)
    facts = {
        "programme": programme.code,
        "assessment": assessment.reference if assessment else None,
        "did": did,
        **rating_values(wanted, rating, parts_of(assessment, [wanted.id]).get(wanted.id, [])),
    }
    emit("rating", facts, as_json=as_json, people=lambda: typer.echo(f"{wanted.id} in {assessment}: {did}"))


def show(
    programme: ProgrammeCode, statement: Statement, assessment: Assessed = "", as_: As = "", as_json: AsJson = False
) -> None:
    """How one statement stands."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    wanted, in_ = find_statement(statement), chosen(found, assessment)
    values = rating_values(wanted, get_rating(in_, wanted.id), parts_of(in_, [wanted.id]).get(wanted.id, []))
    emit("rating", {"programme": found.code, "assessment": in_ and in_.reference, **values}, as_json=as_json)


def plan(
    programme: ProgrammeCode,
    statements: Annotated[list[str] | None, typer.Argument(metavar="[STATEMENT]…", help="All gaps if none.")] = None,
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Make an action of the remediation of each gap that has none yet."""
    actor, found = enter_programme(programme, as_, READ_PROGRAMME)
    wanted = [find_statement(statement).id for statement in statements] if statements else None
    ratings = ratings_of(get_assessment(found), wanted)
    made = services.plan_remediations(actor=actor, programme=found, ratings=ratings.values())
    listed = [{"action": action.reference, "statement": action.source_key, "title": action.title} for action in made]
    emit(
        "gap-plan",
        {"programme": found.code, "created": len(made), "actions": listed},
        as_json=as_json,
        people=lambda: typer.echo(f"{len(made)} actions added"),
    )


def reopen(
    programme: ProgrammeCode,
    statement: Statement,
    record: Annotated[str, typer.Option("--record", help="The record that shows the trigger, like CHG-1042.")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="When it arose; today unless given.")] = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Say that the trigger of a statement called not triggered has arisen."""
    actor, found = enter_programme(programme, as_, READ_PROGRAMME)
    wanted = find_statement(statement)
    rating = get_rating(get_assessment(found), wanted.id)
    if rating is None:
        raise CommandError(f"{wanted.id} is not rated", "rate it first", "unrated", {"field": "STATEMENT"})
    rating = services.reopen_statement(
        actor=actor, rating=rating, record=record, on=parse_date(on, "--on") if on else None
    )
    emit("rating", {"programme": found.code, **rating_values(wanted, rating)}, as_json=as_json)
