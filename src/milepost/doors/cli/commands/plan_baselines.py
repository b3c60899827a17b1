"""`milepost plan baseline`, `baselines`, `endorse`, `sign`, `variance`: the plan as endorsed, and what became of it."""

from typing import Annotated, Any

import typer

from milepost.doors.cli.commands.plan import topic
from milepost.doors.cli.options import As, AsJson, ProgrammeCode, enter_programme, parse_date
from milepost.doors.cli.output import emit
from milepost.doors.cli.signing import SignStdin, read_signing, signing_actor
from milepost.features.governance.selectors import find_meeting
from milepost.features.plans.baselines.drawing import draw_baseline
from milepost.features.plans.baselines.endorsing import endorse_baseline, sign_endorsement
from milepost.features.plans.baselines.on_record import baselines_on_record
from milepost.features.plans.baselines.reading import compare_plan, content_of, get_baseline
from milepost.features.plans.baselines.values import baseline_values, content_values, variance_values
from milepost.features.programmes.models import Programme
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.platform.organisations.actors import Actor

Reference = Annotated[str, typer.Argument(metavar="BASELINE", help="Its number, like BL-2026-01 or BL-1.")]
Named = Annotated[
    str, typer.Option("--baseline", metavar="BASELINE", help="The older one; that which stands unless given.")
]
Against = Annotated[
    str, typer.Option("--against", metavar="BASELINE", help="A later one; the plan as it stands unless given.")
]
Day = Annotated[
    str, typer.Option("--on", metavar="DATE", help="The plan on this day (YYYY-MM-DD); today unless given.")
]


def add_to(_root: typer.Typer) -> None:
    """Add the commands to the topic `plan`."""
    topic.command("baseline")(baseline)
    topic.command("baselines")(baselines)
    topic.command("endorse")(endorse)
    topic.command("sign")(sign)
    topic.command("variance")(variance)


def baseline(
    programme: ProgrammeCode,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="What it is called.")],
    reason: Annotated[str, typer.Option("--reason", metavar="T", help="Why it replaces the one before.")] = "",
    despite_late: Annotated[
        bool, typer.Option("--despite-late", help="Draw it up although it misses deadlines of its own.")
    ] = False,
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Keep the plan as it stands, for good; exit 1 with each deadline that it would miss."""
    actor, found = enter_programme(programme, as_, READ_PROGRAMME)
    row = draw_baseline(actor=actor, programme=found, name=name, reason=reason, despite_late=despite_late)
    _emit_one(found, row.reference, as_json)


def _emit_one(found: Programme, reference: str, as_json: bool) -> None:
    values = {"programme": found.code, **baseline_values(get_baseline(found, reference))}
    emit("baseline", values, as_json=as_json, people=lambda: _print_one(values))


def _print_one(values: dict[str, Any]) -> None:
    holds, endorsement = values["holds"], values["endorsement"]
    typer.echo(f"{values['baseline']}  {values['name']}: {values['state']}, drawn up on {values['drawn_on']}")
    if values["reason"]:
        typer.echo(f"  because: {values['reason']}")
    typer.echo(
        f"  {holds['activities']} activities, {holds['days']} days, {holds['dependencies']} dependencies, "
        f"{holds['risks']} risks, certificate likely {holds['likely']}, P80 {holds['p80']}"
    )
    if endorsement:
        typer.echo(f"  endorsed in {endorsement['meeting']} on {endorsement['decided_on']}")
        for one in endorsement["signatures"]:
            typer.echo(f"  signed: {one['signatory']}, {one['role']}, {one['signed_on']}")
    typer.echo(f"  SHA-256 {values['sha256']}")


def baselines(
    programme: ProgrammeCode,
    reference: Annotated[str, typer.Argument(metavar="[BASELINE]", help="One, with the plan that it keeps.")] = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """List the baselines, oldest first, or print one with its content."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    if reference:
        one = get_baseline(found, reference)
        values = {"programme": found.code, **baseline_values(one), "content": content_values(content_of(one.row))}
        emit("baseline", values, as_json=as_json, people=lambda: _print_one(values))
        return
    listed = [baseline_values(one) for one in baselines_on_record(found)]

    def people() -> None:
        for values in listed:
            _print_one(values)
        if not listed:
            typer.echo("no baseline yet: milepost plan baseline P --name NAME")

    emit("baselines", {"programme": found.code, "baselines": listed}, as_json=as_json, people=people)


def endorse(
    programme: ProgrammeCode,
    reference: Reference,
    meeting: Annotated[str, typer.Option("--meeting", metavar="MEETING", help="In which meeting, like SC-2026-03.")],
    note: Annotated[str, typer.Option("--note", metavar="T", help="What was noted with it.")] = "",
    as_: As = "",
    password_stdin: SignStdin = False,
    as_json: AsJson = False,
) -> None:
    """Record that the steering committee endorsed a baseline; with --password-stdin it is signed at once."""
    actor, found = enter_programme(programme, as_, READ_PROGRAMME)
    row = get_baseline(found, reference).row
    endorse_baseline(actor=actor, baseline=row, meeting=find_meeting(found, meeting), note=note)
    if password_stdin:
        _sign(actor, found, row.reference)
    _emit_one(found, row.reference, as_json)


def sign(
    programme: ProgrammeCode,
    reference: Reference,
    as_: As = "",
    password_stdin: SignStdin = False,
    as_json: AsJson = False,
) -> None:
    """Sign the endorsement of a baseline; it stands once the sponsor has."""
    actor, found = enter_programme(programme, as_, READ_PROGRAMME)
    signer = signing_actor(actor, has_password=password_stdin)
    _sign(signer, found, reference)
    _emit_one(found, reference, as_json)


def _sign(actor: Actor, found: Programme, reference: str) -> None:
    signer = signing_actor(actor, has_password=True)
    sign_endorsement(actor=signer, found=get_baseline(found, reference), signing=read_signing(actor))


def variance(
    programme: ProgrammeCode,
    baseline: Named = "",
    against: Against = "",
    on: Day = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """What became of a baseline: days, effort and money, planned and now, and why the certificate's day moved."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    day = parse_date(on, "--on") if on else None
    values = variance_values(compare_plan(found, baseline=baseline, against=against, on=day))
    emit("variance", values, as_json=as_json, people=lambda: _print_variance(values))


def _print_variance(values: dict[str, Any]) -> None:
    typer.echo(f"{values['baseline']} of {values['baseline_on']} against {values['against'] or values['on']}")
    for name, gate in (*values["gates"].items(), ("certificate", values["certificate"])):
        likely, p80 = gate["likely"], gate["p80"]
        typer.echo(
            f"{name:<12} likely {likely['then']} -> {likely['now']} ({_signed(likely['days'])} days)"
            f"  P80 {p80['then']} -> {p80['now']} ({_signed(p80['days'])} days)"
        )
    for label, amount in (
        ("effort", values["effort"]),
        ("external", values["external_days"]),
        ("cost", values["cost"]),
    ):
        percent = f", {_signed(amount['percent'])} %" if amount["percent"] is not None else ""
        typer.echo(f"{label:<12} {amount['then']} -> {amount['now']} ({_signed(amount['difference'])}{percent})")
    for step in values["moved"]:
        typer.echo(f"  {_signed(step['p80_days']):>5} days of P80: {step['reason']}")
    for one in values["activities"]:
        if one["change"] != "kept":
            typer.echo(f"  {one['change']}: {one['name']}")
        elif one["days"] or one["replanned_days"] or one["effort"]["difference"]:
            typer.echo(
                f"  {_signed(one['days']):>5} days, planned {_signed(one['replanned_days'])}, "
                f"effort {_signed(one['effort']['difference'])}: {one['name']}"
            )


def _signed(value: float | None) -> str:
    return "?" if value is None else f"{value:+g}"
