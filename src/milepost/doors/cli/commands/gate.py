"""`milepost gate`: judge, decide, sign, attest; and `milepost status`, `sequence`, `phase open`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from milepost.doors.cli.gates import echo_pending
from milepost.doors.cli.options import (
    As,
    AsJson,
    On,
    ProgrammeCode,
    date_of,
    enter_programme,
    open_file,
    parse_date,
)
from milepost.doors.cli.output import REFUSED, CommandError, emit
from milepost.doors.cli.signing import SignStdin, read_signing, signing_actor
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.gates import gate_named
from milepost.features.gates import services
from milepost.features.gates.kept import criterion_values, gate_values, pending_values
from milepost.features.gates.models import Attestation, Decision
from milepost.features.gates.selectors import GateStanding, decisions, get_standing, judgements
from milepost.features.governance.services import HandedIn
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.platform.files.store import chunks_of
from milepost.platform.organisations.actors import Actor

WORDS = {"decide", "sign", "before", "attest", "history"}
Gate = Annotated[str, typer.Argument(metavar="GATE", help="foundation, design, implementation or certification.")]
File = Annotated[Path, typer.Option(exists=True, dir_okay=False, readable=True)]


class GateGroup(typer.core.TyperGroup):
    """`milepost gate P GATE` judges; `milepost gate decide …` and its like are commands of their own."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Take anything that is no word of this group for a programme's code."""
        if args and args[0] not in WORDS and not args[0].startswith("-"):
            args = ["judge", *args]
        return super().resolve_command(ctx, args)


def add_to(root: typer.Typer) -> None:
    """Add this topic to the command line."""
    group = typer.Typer(cls=GateGroup, no_args_is_help=True, help="Judge a gate: `milepost gate P GATE`; or decide it.")
    group.command("judge", hidden=True)(judge)
    group.command("decide")(decide)
    group.command("sign")(sign)
    group.command("before")(before)
    group.command("attest")(attest)
    group.command("history")(history)
    root.add_typer(group, name="gate")


def judge(programme: ProgrammeCode, gate: Gate, on: On = "", as_: As = "", as_json: AsJson = False) -> None:
    """Judge a gate criterion by criterion; exit 1 while one is open."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    day = date_of(on, found)
    standing = get_standing(found, _gate(gate), on=day)
    emit("gate", gate_values(found, standing), as_json=as_json, people=lambda: _print(standing))
    if not standing.verdict.passed:
        raise typer.Exit(REFUSED)


def _print(standing: GateStanding) -> None:
    verdict = standing.verdict
    typer.echo(f"{verdict.gate.gate} on {verdict.on}: {'go is possible' if verdict.passed else 'go is refused'}")
    if standing.decision:
        decision = standing.decision.decision
        typer.echo(f"  decided: {decision.outcome} on {decision.decided_on}, {decision.reference}")
    echo_pending(pending_values(standing.pending))
    for criterion in verdict.criteria:
        values = criterion_values(criterion)
        typer.echo(f"  {values['state']:9} {values['id']:15} {values['summary']}")
        if not criterion.passed:
            for result in values["results"]:
                typer.echo(
                    f"            - {result['subject']['label']}: {result['text']}\n              {result['fix']}"
                )


def decide(
    programme: ProgrammeCode,
    gate: Gate,
    outcome: Annotated[str, typer.Argument(metavar="go|no-go", help="How the gate was decided.")],
    note: Annotated[str, typer.Option("--note", help="Reasons, and the actions that came of it.")] = "",
    seen: Annotated[
        int | None, typer.Option("--seen", min=0, help="`last` of `milepost gate … --json` as it was read.")
    ] = None,
    as_: As = "",
    password_stdin: SignStdin = False,
    as_json: AsJson = False,
) -> None:
    """Record a decision with the verdict as it stands; with --password-stdin it is signed at once."""
    actor, found = enter_programme(programme, as_, READ_PROGRAMME)
    decision = services.decide_gate(
        actor=actor, programme=found, gate=_gate(gate), outcome=outcome, note=note, seen=seen
    )
    facts = {
        "programme": found.code,
        "gate": decision.gate,
        "decision": decision.reference,
        "decided": decision.outcome,
        "on": decision.decided_on,
        "signed": False,
    }
    if password_stdin:
        services.sign_decision(
            actor=signing_actor(actor, has_password=True),
            decision=decision,
            signing=read_signing(actor),
        )
        facts["signed"] = True
    emit(
        "gate-decision",
        facts,
        as_json=as_json,
        people=lambda: typer.echo(f"{decision.reference}: {decision.outcome} at {decision.gate}"),
    )


def sign(
    programme: ProgrammeCode,
    reference: Annotated[str, typer.Argument(metavar="DECISION", help="GD-2026-01, or AT-2026-01 for an attestation.")],
    as_: As = "",
    password_stdin: SignStdin = False,
    as_json: AsJson = False,
) -> None:
    """Sign a decision or an attestation with your password."""
    actor, found = enter_programme(programme, as_, READ_PROGRAMME)
    signer = signing_actor(actor, has_password=password_stdin)
    signing = read_signing(actor)
    row = services.get_signable_row(found, reference)
    signature = services.sign_row(actor=signer, row=row, signing=signing)
    facts = {
        "signed": row.reference,
        "by": signature.signatory,
        "role": signature.role,
        "at": signature.at,
        "sentence": signature.sentence,
        "content_hash": signature.content_hash,
    }
    emit("signature", facts, as_json=as_json, people=lambda: typer.echo(f"signed: {signature.sentence}"))


def before(
    programme: ProgrammeCode,
    gate: Gate,
    decided_on: Annotated[
        str,
        typer.Option("--decided-on", metavar="DATE", help="The day in the minutes, before the programme came here."),
    ],
    minutes: Annotated[Path, typer.Option("--minutes", help="The minutes in which the go stands.")],
    note: Annotated[str, typer.Option("--note", help="What else is to be known.")] = "",
    as_: As = "",
    password_stdin: SignStdin = False,
    as_json: AsJson = False,
) -> None:
    """Record a go from before Milepost: stated, not computed."""
    actor, found = enter_programme(programme, as_, READ_PROGRAMME)
    with open_file(minutes, "--minutes") as file:
        decision = services.record_before(
            actor=actor,
            programme=found,
            gate=_gate(gate),
            decided_on=parse_date(decided_on, "--decided-on"),
            minutes=HandedIn(minutes.name, chunks_of(file)),
            note=note,
        )
    signed = _sign_if_asked(actor, decision, password_stdin)
    facts = {
        "programme": found.code,
        "gate": decision.gate,
        "decision": decision.reference,
        "decided": "before",
        "on": decision.decided_on,
        "signed": signed,
        "minutes_sha256": decision.minutes_sha256,
    }
    emit(
        "gate-decision",
        facts,
        as_json=as_json,
        people=lambda: typer.echo(f"{decision.reference}: stated, not computed"),
    )


def attest(
    programme: ProgrammeCode,
    criterion: Annotated[str, typer.Argument(metavar="CRITERION", help="A criterion, such as G1-GAP.")],
    evidence: Annotated[Path, typer.Option("--evidence", metavar="FILE", help="The file that proves it.")],
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="At most six months ahead.")],
    proves: Annotated[str, typer.Option("--proves", help="What the evidence proves.")] = "",
    as_: As = "",
    password_stdin: SignStdin = False,
    as_json: AsJson = False,
) -> None:
    """Attach evidence to a criterion in place of facts; the sponsor signs it (at once with --password-stdin)."""
    actor, found = enter_programme(programme, as_, READ_PROGRAMME)
    with open_file(evidence, "--evidence") as file:
        made = services.attest_criterion(
            actor=actor,
            programme=found,
            criterion=criterion,
            until=parse_date(until, "--until"),
            proves=proves or evidence.name,
            evidence=HandedIn(evidence.name, chunks_of(file)),
        )
    signed = _sign_if_asked(actor, made, password_stdin)
    facts = {
        "programme": found.code,
        "criterion": made.criterion,
        "attestation": made.reference,
        "until": made.until,
        "sha256": made.file_sha256,
        "signed": signed,
    }
    emit("attestation", facts, as_json=as_json, people=lambda: typer.echo(f"{made.reference} for {made.criterion}"))


def history(programme: ProgrammeCode, gate: Gate, as_: As = "", as_json: AsJson = False) -> None:
    """Every decision at a gate with its signatures, and how the gate stood from time to time."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    phase = _gate(gate)
    listed = [
        {
            "decision": row.decision.reference,
            "decided": row.decision.outcome,
            "on": row.decision.decided_on,
            "note": row.decision.note,
            "stands": row.stands,
            "verdict": row.decision.verdict,
            "signatures": [{"by": s.signatory, "role": s.role, "method": s.method, "at": s.at} for s in row.signatures],
        }
        for row in decisions(found, phase.value)
    ]
    stood = [
        {"on": row.on, "holding": row.holding, "total": row.total, "changes": row.changes}
        for row in judgements(found, phase.value)
    ]
    emit(
        "gate-history",
        {"programme": found.code, "gate": phase.value, "decisions": listed, "verdicts": stood},
        as_json=as_json,
    )


def _gate(name: str) -> Phase:
    try:
        return gate_named(name)
    except ValueError:
        raise CommandError(
            f"there is no gate {name}",
            "foundation, design, implementation or certification",
            "unknown-gate",
            {"field": "GATE"},
        ) from None


def _sign_if_asked(actor: Actor, row: Decision | Attestation, wanted: bool) -> bool:
    if not wanted:
        return False
    signing = read_signing(actor)
    signer = signing_actor(actor, has_password=True)
    services.sign_row(actor=signer, row=row, signing=signing)
    return True
