"""`milepost practice`: list, own, accept, ready, live, nil."""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

import typer
from django.db import transaction

from milepost.catalogue.practices import practice as known_practice
from milepost.catalogue.practices import practices as known_practices
from milepost.doors.cli.options import (
    As,
    AsJson,
    ProgrammeCode,
    check_practice,
    date_of,
    enter_programme,
    open_file,
    parse_date,
    parse_month,
)
from milepost.doors.cli.output import CommandError, emit
from milepost.doors.cli.signing import SignStdin, read_signing, signing_actor
from milepost.engines.rules.months import month_of
from milepost.features.gates.steps import take_practice_live
from milepost.features.practices.models import Practice, PracticeState
from milepost.features.practices.selectors import get_nil_statement, get_practice, practices_of, state_of
from milepost.features.practices.services import (
    accept_practice,
    approve_procedure,
    assign_practice,
    declare_tool,
    make_nil_statement,
    record_live_before,
    settle_practice,
    sign_nil_statement,
)
from milepost.features.programmes.models import Programme
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.platform.files.services import keep_file
from milepost.platform.files.store import chunks_of
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.models import Person

PracticeKey = Annotated[
    str, typer.Argument(metavar="PRACTICE", help="A practice's key, as `practice list` shows them.")
]
practice_app = typer.Typer(no_args_is_help=True, help="Owners, procedures and go-lives of the twenty practices.")


def add_to(root: typer.Typer) -> None:
    """Add this topic to the command line."""
    root.add_typer(practice_app, name="practice")


def practice_values(key: str, practice: Practice | None, programme: Programme) -> dict[str, Any]:
    """A practice as the contract prints it; None: nobody did anything about it yet."""
    known = known_practice(key)
    day = today(programme.organisation.timezone)
    return {
        "practice": key,
        "name": known.name.en,
        "owner": practice.owner.email if practice and practice.owner else None,
        "deputy": practice.deputy.email if practice and practice.deputy else None,
        "accepted": practice is not None and practice.accepted_on is not None,
        "state": state_of(practice, day).value if practice else PracticeState.DESIGNING.value,
        "live_on": practice.live_on if practice else None,
        "before": practice is not None and practice.before,
        "rhythms": [rhythm.kind.value for rhythm in known.rhythms],
    }


@practice_app.command("list")
def list_practices(programme: ProgrammeCode, as_: As = "", as_json: AsJson = False) -> None:
    """The twenty practices and how far each is."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    rows = {practice.key: practice for practice in practices_of(found)}
    listed = [practice_values(known.key, rows.get(known.key), found) for known in known_practices()]

    def people() -> None:
        for row in listed:
            typer.echo(f"{row['practice']:22} {row['state']:10} {row['owner'] or '–'}")

    emit("practices", {"programme": found.code, "practices": listed}, as_json=as_json, people=people)


@practice_app.command("own")
def own(
    programme: ProgrammeCode,
    practice: PracticeKey,
    owner: Annotated[
        str, typer.Option("--owner", metavar="EMAIL", help="Who answers for it; they accept it themselves.")
    ],
    deputy: Annotated[str, typer.Option("--deputy", metavar="EMAIL", help="Who stands in for the owner.")] = "",
    hours: Annotated[str, typer.Option("--hours", help="Hours a week allotted to the owner.")] = "",
    tool: Annotated[str, typer.Option("--tool", metavar="SOURCE", help="The source that keeps the records.")] = "",
    tool_from: Annotated[
        str, typer.Option("--tool-from", metavar="DATE", help="Since when the tool keeps the records.")
    ] = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Name a practice's owner, deputy, time, and tool of record."""
    kept_from = parse_date(tool_from, "--tool-from") if tool_from else None
    with transaction.atomic():
        actor, found, row = _enter(programme, practice, as_)
        assign_practice(
            actor=actor,
            practice=row,
            owner=_person(owner, "--owner"),
            deputy=_person(deputy, "--deputy") if deputy else None,
            hours_per_week=_hours(hours),
        )
        if tool and not row.tools.filter(source=tool, until_on=None).exists():
            declare_tool(actor=actor, practice=row, source=tool, from_on=kept_from or found.starts_on)
    _answer(row, found, as_json)


@practice_app.command("accept")
def accept(programme: ProgrammeCode, practice: PracticeKey, as_: As = "", as_json: AsJson = False) -> None:
    """The named owner takes the practice on."""
    actor, found, row = _enter(programme, practice, as_)
    accept_practice(actor=actor, practice=row)
    _answer(row, found, as_json)


@practice_app.command("ready")
def ready(
    programme: ProgrammeCode,
    practice: PracticeKey,
    procedure: Annotated[str, typer.Option("--procedure", help="The procedure's title.")] = "",
    approved_by: Annotated[str, typer.Option("--approved-by", help="Who approved it (a name).")] = "",
    approved_on: Annotated[str, typer.Option("--approved-on", metavar="DATE", help="Today unless given.")] = "",
    written_by: Annotated[
        str, typer.Option("--written-by", metavar="NAME", help="Who wrote it; never who approved it.")
    ] = "",
    redesign: Annotated[
        bool, typer.Option("--redesign", help="The practice was redesigned: its clock starts anew.")
    ] = False,
    file: Annotated[Path | None, typer.Option("--file", help="The approved procedure.")] = None,
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Record that a version of the practice's procedure is approved."""
    actor, found, row = _enter(programme, practice, as_)
    kept = None
    if file is not None:
        with open_file(file, "--file") as stream:
            kept = keep_file(
                actor=actor,
                organisation=found.organisation,
                programme_id=found.pk,
                name=file.name,
                chunks=chunks_of(stream),
            )
    title = procedure or known_practice(row.key).name.en
    approve_procedure(
        actor=actor,
        practice=row,
        title=title,
        approved_on=date_of(approved_on, found),
        approved_by=approved_by or actor.name,
        written_by=written_by,
        redesign=redesign,
        file=kept,
    )
    _answer(row, found, as_json)


@practice_app.command("live")
def live(
    programme: ProgrammeCode,
    practice: PracticeKey,
    on: Annotated[
        str, typer.Option("--on", metavar="DATE", help="The day it goes or went live; today unless given.")
    ] = "",
    before: Annotated[
        bool, typer.Option("--before", help="It went live before the programme came to Milepost: stated, not computed.")
    ] = False,
    reason: Annotated[str, typer.Option("--reason", help="Where that is written; wanted with --before.")] = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Take a practice live: guarded by S-02 and S-03, or stated with --before."""
    actor, found, row = _enter(programme, practice, as_)
    day = date_of(on, found)
    if before:
        record_live_before(actor=actor, practice=row, on=day, reason=reason)
    else:
        take_practice_live(actor=actor, practice=row, on=day)
    _answer(get_practice(found, practice), found, as_json)


@practice_app.command("nil")
def nil(
    programme: ProgrammeCode,
    practice: PracticeKey,
    month: Annotated[str, typer.Option("--month", metavar="MONTH", help="The month without a record, like 2026-10.")],
    looked_at: Annotated[str, typer.Option("--looked-at", help="Where you looked and found nothing.")] = "",
    password_stdin: SignStdin = False,
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Prepare a month's nil statement; with the owner's password, sign it."""
    actor, found, row = _enter(programme, practice, as_)
    about = month_of(parse_month(month, "--month"))
    if looked_at:
        make_nil_statement(actor=actor, practice=row, month=about, looked_at=looked_at)
    if password_stdin:
        signer = signing_actor(actor, has_password=True)
        sign_nil_statement(actor=signer, practice=row, month=about, signing=read_signing(signer))
    statement = get_nil_statement(row, about.first_day)
    values = {
        "programme": found.code,
        "practice": row.key,
        "month": month,
        "looked_at": statement.looked_at if statement else None,
        "signed_on": statement.signature.signed_on if statement and statement.signature else None,
    }
    said = "signed" if values["signed_on"] else "prepared, not signed" if statement else "no statement"
    emit("nil-statement", values, as_json=as_json, people=lambda: typer.echo(f"{row.key} {month}: {said}"))


def _enter(programme: str, practice: str, as_: str) -> tuple[Any, Programme, Practice]:
    check_practice(practice, "PRACTICE")
    actor, found = enter_programme(programme, as_, READ_PROGRAMME)
    return actor, found, settle_practice(actor=actor, programme=found, key=practice)


def _person(email: str, option: str) -> Person:
    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is None:
        raise CommandError(
            f"nobody here has the address {email}", "milepost member add adds them", "unknown-person", {"field": option}
        )
    return person


def _hours(value: str) -> Decimal | None:
    if not value:
        return None
    try:
        return Decimal(value)
    except InvalidOperation:
        raise CommandError(
            f"--hours is {value!r}, which is no number", "write it like 4 or 7.5", "bad-number", {"field": "--hours"}
        ) from None


def _answer(row: Practice, programme: Programme, as_json: bool) -> None:
    values = practice_values(row.key, row, programme)
    emit("practice", values, as_json=as_json, people=lambda: typer.echo(f"{values['practice']}: {values['state']}"))
