"""Reviewing, remarks, signatures on paper, translations, adoption, handing out."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from milepost.doors.cli.commands.documents.finding import (
    File,
    Number,
    asked_person,
    enter_document,
    find_person,
    found_at_work,
    print_document,
    read_body,
    take_file,
)
from milepost.doors.cli.options import As, AsJson, date_of, parse_date
from milepost.doors.cli.options import ProgrammeCode as Code
from milepost.doors.cli.output import CommandError
from milepost.doors.cli.signing import SignStdin, read_signing, signing_actor
from milepost.features.documents import services
from milepost.features.documents.models import Document, Step, Version
from milepost.features.documents.selectors import get_step, get_version
from milepost.features.documents.services.approving import PaperApproval
from milepost.features.drafting.standing.drifting import in_force
from milepost.features.drafting.standing.translating import take_translation
from milepost.platform.organisations.policies import Hidden

StepKey = Annotated[str, typer.Argument(metavar="STEP", help="Its id, as `documents show` prints it.")]
Note = Annotated[str, typer.Option("--note", metavar="T", help="What is to be remembered of it.")]


def review(programme: Code, number: Number, note: Note = "", as_: As = "", as_json: AsJson = False) -> None:
    """Say that your review is done."""
    actor, _, document = enter_document(programme, number, as_)
    services.finish_review(actor=actor, version=found_at_work(document), remark=note)
    print_document(document, as_json)


def send_back(
    programme: Code,
    number: Number,
    reason: Annotated[str, typer.Option("--reason", metavar="T", help="What is to be changed.")],
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Return the version in review; the next draft is a new version."""
    actor, _, document = enter_document(programme, number, as_)
    services.return_version(actor=actor, version=found_at_work(document), why=reason)
    print_document(document, as_json)


def replace(
    programme: Code,
    number: Number,
    step: StepKey,
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="EMAIL, or “NAME, OFFICE” of one who signs on paper.")],
    reason: Annotated[str, typer.Option("--reason", metavar="T", help="Why.")] = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Let somebody else review or approve, where one left or is away."""
    actor, found, document = enter_document(programme, number, as_)
    present = _step(found_at_work(document), step)
    services.replace_step(actor=actor, step=present, by=asked_person(found, by, "--by"), why=reason)
    print_document(document, as_json)


def enter(
    programme: Code,
    number: Number,
    step: StepKey,
    file: Annotated[Path, typer.Option("--file", help="The scan, or the file with the certified signature.")],
    signed_on: Annotated[str, typer.Option("--signed-on", metavar="DATE", help="The day on the paper.")],
    method: Annotated[
        str, typer.Option("--method", metavar="paper|certified", help="By hand, or by certificate.")
    ] = "paper",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Enter an approval from paper. It counts once somebody else has checked it."""
    actor, _, document = enter_document(programme, number, as_)
    version = found_at_work(document)
    with take_file(file, "--file") as handed_in:
        if handed_in is not None:
            paper = PaperApproval(method, parse_date(signed_on, "--signed-on"), handed_in)
            services.enter_approval(actor=actor, version=version, step=_step(version, step), paper=paper)
    print_document(document, as_json)


def check(
    programme: Code,
    number: Number,
    step: StepKey,
    as_: As = "",
    password_stdin: SignStdin = False,
    as_json: AsJson = False,
) -> None:
    """Confirm with your password that an entered approval is what its file shows."""
    actor, _, document = enter_document(programme, number, as_)
    checker = signing_actor(actor, has_password=password_stdin)
    version = found_at_work(document)
    services.check_approval(actor=checker, version=version, step=_step(version, step), signing=read_signing(checker))
    print_document(document, as_json)


def comment(
    programme: Code,
    number: Number,
    text: Annotated[str, typer.Option("--text", help="What you remark.")],
    anchor: Annotated[str, typer.Option("--anchor", help="The heading it is about: its title or anchor.")] = "",
    quote: Annotated[str, typer.Option("--quote", help="The words that are meant.")] = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Remark on a passage of the version in work."""
    actor, _, document = enter_document(programme, number, as_)
    services.add_comment(actor=actor, version=found_at_work(document), text=text, anchor=anchor, quote=quote)
    print_document(document, as_json)


def resolve(
    programme: Code,
    number: Number,
    remark: Annotated[int, typer.Argument(metavar="REMARK", help="The number of the remark.")],
    answer: Annotated[str, typer.Option("--answer", metavar="T", help="How it was settled.")] = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Settle a remark."""
    actor, _, document = enter_document(programme, number, as_)
    found = found_at_work(document).comments.filter(number=remark).first()
    if found is None:
        raise CommandError(f"there is no remark {remark}", "milepost documents show lists them", "not-found")
    services.resolve_comment(actor=actor, comment=found, answer=answer)
    print_document(document, as_json)


def translate(
    programme: Code,
    number: Number,
    language: Annotated[str, typer.Option("--language", "--lang", help="The other language: en or id.")] = "",
    body: Annotated[Path | None, typer.Option("--body", metavar="FILE.md", help="The text, in Markdown.")] = None,
    file: File = None,
    version: Annotated[int, typer.Option("--version", min=0, help="Its number here; the newest unless given.")] = 0,
    drafted: Annotated[
        bool, typer.Option("--drafted", help="Take what its template writes in the other language, if nothing changed.")
    ] = False,
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Put an approved version into the other language."""
    actor, found, document = enter_document(programme, number, as_)
    if drafted:
        _take_drafted(actor, found, document)
        print_document(document, as_json)
        return
    if not language:
        raise CommandError(
            "say in which language it is", "--language en or --language id", where={"field": "--language"}
        )
    text = read_body(body) if body else ""
    with take_file(file, "--file") as handed_in:
        services.put_translation(
            actor=actor, version=_version(document, version), language=language, body=text, file=handed_in
        )
    print_document(document, as_json)


def _take_drafted(actor: Any, programme: Any, document: Any) -> None:
    document.programme, on = programme, date_of("", programme)
    standing = in_force(document, on)
    if standing is None:
        raise CommandError(
            f"no version of {document.number} in force was written from a template", "give its text with --body FILE.md"
        )
    take_translation(actor=actor, standing=standing, on=on)


def confirm(
    programme: Code,
    number: Number,
    note: Note = "",
    next_due_on: Annotated[
        str, typer.Option("--next", metavar="DATE", help="When the next is due; by its cycle unless given.")
    ] = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Say that the version in force was reviewed and stays as it is."""
    actor, _, document = enter_document(programme, number, as_)
    day = parse_date(next_due_on, "--next") if next_due_on else None
    services.confirm_review(actor=actor, document=document, remark=note, next_due_on=day)
    print_document(document, as_json)


def adopt(
    programme: Code,
    number: Number,
    label: Annotated[str, typer.Option("--version", help="Your own version number, like 2.1.")],
    approved_on: Annotated[str, typer.Option("--approved-on", metavar="DATE", help="When it was approved.")],
    approved_by: Annotated[str, typer.Option("--approved-by", metavar="NAME", help="Who approved it.")],
    reason: Annotated[str, typer.Option("--reason", metavar="T", help="Where the approval is written.")] = "",
    minutes: Annotated[Path | None, typer.Option("--minutes", help="The minutes, as a file.")] = None,
    file: File = None,
    author: Annotated[list[str] | None, typer.Option("--author", help="Who wrote it; may be repeated.")] = None,
    top_management: Annotated[bool, typer.Option("--top-management", help="Top management approved it.")] = False,
    effective_on: Annotated[
        str, typer.Option("--effective-on", metavar="DATE", help="From when it is in force; its approval unless given.")
    ] = "",
    review_on: Annotated[str, typer.Option("--review-on", metavar="DATE", help="When its review is due.")] = "",
    communicated_on: Annotated[
        str, typer.Option("--communicated-on", metavar="DATE", help="When it was communicated.")
    ] = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Take in a version that was approved before Milepost, with its file and minutes: stated, not computed."""
    actor, _, document = enter_document(programme, number, as_)
    fields: dict[str, Any] = {
        "label": label,
        "approved_on": parse_date(approved_on, "--approved-on"),
        "approved_by": approved_by,
        "by_top_management": top_management,
        "reason": reason,
    }
    days = (("effective_on", effective_on), ("review_due_on", review_on), ("communicated_on", communicated_on))
    for name, value in days:
        if value:
            fields[name] = parse_date(value, f"--{name.removesuffix('_due_on').replace('_', '-')}")
    with take_file(file, "--file") as handed_in, take_file(minutes, "--minutes") as kept:
        services.adopt_version(
            actor=actor,
            document=document,
            fields=fields,
            written_by=tuple(author or ()),
            file=handed_in,
            minutes=kept,
        )
    print_document(document, as_json)


def hand_out(
    programme: Code,
    number: Number,
    due_on: Annotated[str, typer.Option("--due-on", metavar="DATE", help="Until when it is to be read.")],
    role: Annotated[list[str] | None, typer.Option("--role", help="Everybody in this role; may be repeated.")] = None,
    person: Annotated[list[str] | None, typer.Option("--person", metavar="EMAIL", help="May be repeated.")] = None,
    percent: Annotated[int, typer.Option("--percent", help="From which share on it is communicated.")] = 100,
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Hand the version in force out, to be read and understood."""
    actor, found, document = enter_document(programme, number, as_)
    services.hand_out(
        actor=actor,
        document=document,
        due_on=parse_date(due_on, "--due-on"),
        roles=role or (),
        people=[find_person(found, email, "--person") for email in person or ()],
        percent=percent,
    )
    print_document(document, as_json)


def acknowledge(programme: Code, number: Number, as_: As = "", as_json: AsJson = False) -> None:
    """Say that you have read and understood what you were asked to read."""
    actor, _, document = enter_document(programme, number, as_)
    services.acknowledge(actor=actor, document=document)
    print_document(document, as_json)


def _version(document: Document, number: int) -> Version:
    try:
        return get_version(document, number or None)
    except Hidden:
        raise CommandError(f"there is no version {number}", "milepost documents show lists them", "not-found") from None


def _step(version: Version, key: str) -> Step:
    try:
        return get_step(version, UUID(key))
    except (Hidden, ValueError):
        raise CommandError("there is no such step", "milepost documents show lists them", "not-found") from None


COMMANDS: dict[str, Callable[..., None]] = {
    "review": review,
    "return": send_back,
    "replace": replace,
    "enter": enter,
    "check": check,
    "comment": comment,
    "resolve": resolve,
    "translate": translate,
    "confirm": confirm,
    "adopt": adopt,
    "hand-out": hand_out,
    "acknowledge": acknowledge,
}
