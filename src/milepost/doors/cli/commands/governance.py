"""`milepost governance show` and `milepost commitment`: who carries the programme, and what leadership signed."""

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from milepost.doors.cli.options import (
    As,
    AsJson,
    On,
    ProgrammeCode,
    date_of,
    enter_programme,
    parse_date,
)
from milepost.doors.cli.output import CommandError, emit
from milepost.doors.cli.signing import SignStdin, read_signing, signing_actor
from milepost.features.governance import services
from milepost.features.governance.models import Commitment, Covers
from milepost.features.governance.selectors import (
    CommitmentOnRecord,
    commitments_on_record,
    get_charter,
    get_commitment,
)
from milepost.features.governance.services.commitment import Paper
from milepost.features.governance.signables import commitment_signable, proposed_text
from milepost.features.governance.values import charter_values, commitment_values, signature_values
from milepost.features.programmes.models import Programme
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.platform.files.store import chunks_of
from milepost.platform.signatures.models import Signature

governance_app = typer.Typer(no_args_is_help=True, help="Who carries the programme.")
commitment_app = typer.Typer(no_args_is_help=True, help="The leadership commitment: write, sign, check, withdraw.")
Code = Annotated[str, typer.Option("--commitment", metavar="CODE", help="Which one; the newest unless given.")]


def add_to(root: typer.Typer) -> None:
    """Add both topics to the command line."""
    root.add_typer(governance_app, name="governance")
    root.add_typer(commitment_app, name="commitment")


@governance_app.command("show")
def show(programme: ProgrammeCode, on: On = "", as_: As = "", as_json: AsJson = False) -> None:
    """Sponsor, coordinator, team, steering committee, obstacles, commitment, and what is missing."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    values = charter_values(found, get_charter(found, on=date_of(on, found)))
    emit("governance", values, as_json=as_json, people=lambda: _print(values))


def _print(values: dict[str, Any]) -> None:
    for role in ("sponsor", "coordinator"):
        holder = values[role]
        typer.echo(f"{role}: {holder['name'] if holder else 'nobody'}")
    for area in values["areas"]:
        typer.echo(f"area {area['name']}: {', '.join(area['members']) or 'nobody'}")
    typer.echo(f"committee: {len(values['committee'])} members, next meeting {values['next_due'] or 'not planned'}")
    for criterion in values["criteria"]:
        typer.echo(f"{criterion['id']}: {criterion['summary']}")
        for result in criterion["results"]:
            typer.echo(f"  - {result['text']} {result['fix']}")


@commitment_app.command("show")
def show_commitment(programme: ProgrammeCode, as_: As = "", as_json: AsJson = False) -> None:
    """Every commitment with its words and its signatures, the newest first."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    listed = [commitment_values(one) for one in commitments_on_record(found)]
    emit(
        "commitments",
        {"programme": found.code, "commitments": listed},
        as_json=as_json,
        people=lambda: typer.echo("\n\n".join(f"{one['code']} {one['state']}\n{one['text']}" for one in listed)),
    )


@commitment_app.command("sign")
def sign(
    programme: ProgrammeCode,
    text: Annotated[str, typer.Option("--text", help="The words; a proposal unless given.")] = "",
    covers: Annotated[str, typer.Option("--covers", help="programme,resources,timeline or some of them.")] = "",
    code: Code = "",
    as_: As = "",
    password_stdin: SignStdin = False,
    as_json: AsJson = False,
) -> None:
    """Sign the leadership commitment for top management, and print exactly what was signed."""
    actor, found = enter_programme(programme, as_, READ_PROGRAMME)
    signer = signing_actor(actor, has_password=password_stdin)
    signing = read_signing(actor)
    commitment, signature = services.sign_words(
        actor=signer,
        programme=found,
        signing=signing,
        text=text or None,
        covers=_covers(covers),
        commitment=_named(found, code),
    )
    _emit_signature(commitment, signature, as_json)


def _covers(words: str) -> list[str] | None:
    parts = [part.strip() for part in words.split(",") if part.strip()]
    known = {part.value for part in Covers}
    if unknown := [part for part in parts if part not in known]:
        raise CommandError(
            f"a commitment covers no {unknown[0]}", "programme, resources, timeline", "bad-value", {"field": "--covers"}
        )
    return parts or None


def _named(found: Programme, code: str) -> Commitment | None:
    return get_commitment(found, code).row if code else None


def _emit_signature(commitment: Commitment, signature: Signature, as_json: bool) -> None:
    facts = {
        "programme": commitment.programme.code,
        "commitment": commitment.code,
        "covers": commitment.covers,
        "text": commitment.text,
        **signature_values(signature),
    }
    emit(
        "commitment-signature",
        facts,
        as_json=as_json,
        people=lambda: typer.echo(
            f"{commitment.text}\n\nsigned: {signature.sentence}\nSHA-256 {signature.content_hash}"
        ),
    )


@commitment_app.command("write")
def write(
    programme: ProgrammeCode,
    text: Annotated[str, typer.Option("--text", help="The words; a proposal unless given.")] = "",
    covers: Annotated[str, typer.Option("--covers", help="programme,resources,timeline or some of them.")] = "",
    code: Code = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Write a commitment without signing it, or change the words of one that nobody has signed."""
    actor, found = enter_programme(programme, as_, READ_PROGRAMME)
    written = services.write_commitment(
        actor=actor,
        programme=found,
        text=text or proposed_text(found),
        covers=_covers(covers) or [part.value for part in Covers],
        commitment=_named(found, code),
    )
    emit(
        "commitment",
        {"programme": found.code, **commitment_values(CommitmentOnRecord(written, ()))},
        as_json=as_json,
        people=lambda: typer.echo(f"{written.code}\n{commitment_signable(written).sentence}\n\n{written.text}"),
    )


@commitment_app.command("enter")
def enter(
    programme: ProgrammeCode,
    file: Annotated[Path, typer.Option("--file", help="The scan, or the file with the certified signature.")],
    signatory: Annotated[str, typer.Option("--signatory", metavar="NAME", help="Who signed.")],
    office: Annotated[str, typer.Option("--office", metavar="OFFICE", help="As what they signed.")],
    signed_on: Annotated[str, typer.Option("--signed-on", metavar="DATE", help="The day on the paper.")],
    method: Annotated[
        str, typer.Option("--method", metavar="paper|certified", help="By hand, or by certificate.")
    ] = "paper",
    code: Code = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Enter a signature from paper or a certified file. It counts once somebody else has checked it."""
    actor, found = enter_programme(programme, as_, READ_PROGRAMME)
    commitment = _named(found, code) or _newest(found)
    try:
        opened = file.open("rb")
    except OSError as error:
        raise CommandError(
            f"{file.name} cannot be read: {error.strerror}", "name a file that exists", "no-file", {"field": "--file"}
        ) from None
    with opened as stream:
        handed_in = services.HandedIn(file.name, chunks_of(stream))
        paper = Paper(method, signatory, office, parse_date(signed_on, "--signed-on"), handed_in)
        signature = services.enter_paper(actor=actor, commitment=commitment, paper=paper)
    _emit_signature(commitment, signature, as_json)


def _newest(found: Programme) -> Commitment:
    listed = commitments_on_record(found)
    if not listed:
        raise CommandError("no commitment is written", "milepost commitment write P", "no-commitment")
    return listed[0].row


@commitment_app.command("check")
def check(
    programme: ProgrammeCode,
    signature: Annotated[str, typer.Argument(metavar="SIGNATURE", help="Its id, as `commitment enter` printed it.")],
    as_: As = "",
    password_stdin: SignStdin = False,
    as_json: AsJson = False,
) -> None:
    """Confirm that an entered signature is what its file shows, with your password. Whoever entered it cannot."""
    actor, found = enter_programme(programme, as_, READ_PROGRAMME)
    commitment, key = _under(found, signature)
    checker = signing_actor(actor, has_password=password_stdin)
    checked = services.check_paper(
        actor=checker, commitment=commitment, signature_id=key, signing=read_signing(checker)
    )
    _emit_signature(commitment, checked, as_json)


def _under(found: Programme, key: str) -> tuple[Commitment, UUID]:
    for one in commitments_on_record(found):
        for signature in one.signatures:
            if str(signature.pk) == key:
                return one.row, signature.pk
    raise CommandError("there is no such signature", "milepost commitment show P --json lists them", "not-found")


@commitment_app.command("withdraw")
def withdraw(
    programme: ProgrammeCode,
    why: Annotated[str, typer.Option("--reason", metavar="T", help="Why top management takes it back.")],
    on: On = "",
    code: Code = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Record that top management took its commitment back."""
    actor, found = enter_programme(programme, as_, READ_PROGRAMME)
    commitment = _named(found, code) or _standing(found)
    services.withdraw_commitment(actor=actor, commitment=commitment, why=why, on=parse_date(on, "--on") if on else None)
    facts = {"programme": found.code, **commitment_values(get_commitment(found, commitment.code))}
    emit("commitment", facts, as_json=as_json, people=lambda: typer.echo(f"{commitment.code} is withdrawn"))


def _standing(found: Programme) -> Commitment:
    return next((one.row for one in commitments_on_record(found) if one.stands), None) or _newest(found)
