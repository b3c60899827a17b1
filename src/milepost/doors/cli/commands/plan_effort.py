"""`milepost plan log`, `correct`, `take-back`, `logged`, `recalibrate`: what work took, and what that says."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import typer

from milepost.doors.cli.commands.plan import topic
from milepost.doors.cli.options import As, AsJson, ProgrammeCode, enter_programme, parse_date
from milepost.doors.cli.output import CommandError, emit
from milepost.features.plans.effort.reading import effort_of, entries_of, get_effort
from milepost.features.plans.effort.recalibrating.applying import recalibrate
from milepost.features.plans.effort.recalibrating.reading import recalibration_of
from milepost.features.plans.effort.recalibrating.values import moved_values, recalibration_values
from milepost.features.plans.effort.services import put_effort, take_back_effort
from milepost.features.plans.effort.values import effort_values, entry_values
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.platform.ledger.clock import today

Activity = Annotated[str, typer.Argument(metavar="ACTIVITY", help="The activity's code.")]
Entry = Annotated[str, typer.Argument(metavar="ENTRY", help="The entry's code, like E-12.")]
Day = Annotated[str, typer.Option("--on", metavar="DATE", help="The day of the work (YYYY-MM-DD).")]
Person = Annotated[str, typer.Option("--person", metavar="EMAIL", help="A member whose work it was.")]
Role = Annotated[str, typer.Option("--role", metavar="ROLE", help="The role whose work it was.")]
Note = Annotated[str, typer.Option("--note", metavar="T", help="What was done.")]


@topic.command("log")
def log(
    *,
    programme: ProgrammeCode,
    activity: Activity,
    days: Annotated[
        str, typer.Option("--days", metavar="N", help="0.1 to 1.5 for a person on one day, up to 31 for a role.")
    ],
    on: Day,
    external: Annotated[bool, typer.Option("--external", help="They were days of outside help.")] = False,
    person: Person = "",
    role: Role = "",
    note: Note = "",
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Log days of work on an activity: one's own, unless --person or --role says whose."""
    actor, found = enter_programme(programme, as_email, READ_PROGRAMME)
    fields: dict[str, Any] = {
        "activity": activity, "days": _days(days), "worked_on": parse_date(on, "--on"), "external": external,
        "note": note,
    }  # fmt: skip
    fields |= {name: value for name, value in (("person", person), ("role", role)) if value}
    values = entry_values(put_effort(actor=actor, programme=found, fields=fields).row)
    emit("effort-entry", values, as_json=as_json, people=lambda: _print_entry(values))


@topic.command("correct")
def correct(
    *,
    programme: ProgrammeCode,
    entry: Entry,
    days: Annotated[str, typer.Option("--days", metavar="N", help="Days of work.")] = "",
    on: Day = "",
    activity: Annotated[str, typer.Option("--activity", metavar="CODE", help="The activity it was for.")] = "",
    external: Annotated[
        bool | None, typer.Option("--external/--internal", help="Days of outside help, or internal ones.")
    ] = None,
    person: Person = "",
    role: Role = "",
    note: Annotated[str | None, typer.Option("--note", metavar="T", help="What was done.")] = None,
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Correct an entry of the effort log; what is left out stays, and the ledger keeps what it said."""
    actor, found = enter_programme(programme, as_email, READ_PROGRAMME)
    fields: dict[str, Any] = {"code": get_effort(found, entry).code, "external": external, "note": note}
    if days:
        fields["days"] = _days(days)
    if on:
        fields["worked_on"] = parse_date(on, "--on")
    fields |= {name: value for name, value in (("activity", activity), ("person", person), ("role", role)) if value}
    values = entry_values(put_effort(actor=actor, programme=found, fields=fields).row)
    emit("effort-entry", values, as_json=as_json, people=lambda: _print_entry(values))


@topic.command("take-back")
def take_back(*, programme: ProgrammeCode, entry: Entry, as_email: As = "", as_json: AsJson = False) -> None:
    """Take an entry of the effort log back; the ledger keeps what it said."""
    actor, found = enter_programme(programme, as_email, READ_PROGRAMME)
    row = get_effort(found, entry)
    values = {**entry_values(row), "taken_back": True}
    take_back_effort(actor=actor, entry=row)
    emit("effort-entry", values, as_json=as_json, people=lambda: typer.echo(f"taken back: {values['code']}"))


@topic.command("logged")
def logged(
    *,
    programme: ProgrammeCode,
    entries: Annotated[bool, typer.Option("--entries", help="Every entry too, the latest day first.")] = False,
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Say how many days were logged beside those planned, by phase, role and activity."""
    _, found = enter_programme(programme, as_email, READ_PROGRAMME)
    values = effort_values(found, effort_of(found))
    if entries:
        values["entries"] = [entry_values(row) for row in entries_of(found)]
    emit("effort", values, as_json=as_json, people=lambda: _print_effort(values))


@topic.command("recalibrate")
def recalibrate_plan(
    *,
    programme: ProgrammeCode,
    group: Annotated[
        str, typer.Option("--group", metavar="GROUP", help="One group, like work:documents; all unless given.")
    ] = "",
    apply: Annotated[bool, typer.Option("--apply", help="Write it into the days of work ahead.")] = False,
    reason: Annotated[str, typer.Option("--reason", metavar="T", help="Why, with --apply.")] = "",
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Say what finished work tells about the estimates of work ahead; with --apply, write it into the plan."""
    actor, found = enter_programme(programme, as_email, READ_PROGRAMME)
    if apply:
        applied = recalibrate(actor=actor, programme=found, reason=reason, group=group)
        done: dict[str, Any] = {
            "programme": found.code,
            "applied": True,
            "groups": [one.key for one in applied.groups],
            "activities": moved_values(applied.moved),
        }
        emit("recalibrated", done, as_json=as_json, people=lambda: _print_moved(done["activities"]))
        return
    values = recalibration_values(found, recalibration_of(found, today(found.organisation.timezone)))
    if group:
        values["groups"] = [one for one in values["groups"] if one["group"] == group]
    emit("recalibration", values, as_json=as_json, people=lambda: _print_groups(values))


def _days(words: str) -> Decimal:
    try:
        days = Decimal(words)
    except InvalidOperation:
        days = Decimal("NaN")
    if not days.is_finite():
        raise CommandError(
            f"--days is {words!r}, which is no number", "write it like 0.5", "bad-number", {"field": "--days"}
        )
    return days


def _print_entry(values: dict[str, Any]) -> None:
    kind = "external days" if values["external"] else "days"
    whose = values["person"] or values["role"]
    typer.echo(f"{values['code']}  {values['worked_on']}  {values['days']:f} {kind} on {values['activity']} by {whose}")


def _print_effort(values: dict[str, Any]) -> None:
    all_logged, planned = values["logged"], values["planned"]
    typer.echo(
        f"{all_logged['internal']:f} of {planned['internal']} days logged, "
        f"{all_logged['external']:f} of {planned['external']} external days"
    )
    for phase in values["phases"]:
        own, ahead = phase["logged"], phase["planned"]
        typer.echo(
            f"  {phase['phase']:<16} {own['internal']:>8f} of {ahead['internal']:>5} days"
            f"  {own['external']:>8f} of {ahead['external']:>4} external"
        )
    for role in values["roles"]:
        own = role["logged"]
        typer.echo(f"  {role['role'] or '-':<24} {own['internal']:>8f} of {role['planned']:>5} days")
    for one in values["activities"]:
        if one["logged"]["entries"]:
            done = f", done {one['done_on']}" if one["done_on"] else ""
            typer.echo(f"  {one['logged']['internal']:>8f} of {one['planned']:>5} days  {one['name']}{done}")
    for entry in values.get("entries", ()):
        _print_entry(entry)


def _print_groups(values: dict[str, Any]) -> None:
    for group in values["groups"]:
        typer.echo(group["says"])
        _print_moved(group["changes"])
    if not values["groups"]:
        typer.echo("No finished activity has logged days yet: milepost plan log P ACTIVITY --days N --on DATE")


def _print_moved(moved: list[dict[str, Any]]) -> None:
    for one in moved:
        typer.echo(f"  {one['before']:>4} -> {one['after']:>4} days  {one['name']}")


def add_to(_root: typer.Typer) -> None:
    """The commands stand in the topic `plan`, which is added by its own module."""
