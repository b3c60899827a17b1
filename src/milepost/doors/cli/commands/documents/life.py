"""The master list, and the life of a document from a draft to its approval and withdrawal."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from milepost.doors.cli.commands.documents.finding import (
    Approvers,
    ClauseWanted,
    File,
    KindWanted,
    Number,
    PracticeWanted,
    Quorum,
    Reviewers,
    asked_people,
    enter_document,
    find_person,
    found_at_work,
    print_document,
    read_body,
    take_file,
)
from milepost.doors.cli.options import (
    As,
    AsJson,
    ProgrammeCode,
    check_practice,
    date_of,
    enter_programme,
    parse_date,
)
from milepost.doors.cli.output import CommandError, emit
from milepost.doors.cli.signing import SignStdin, read_signing, signing_actor
from milepost.features.documents import services
from milepost.features.documents.contents import differences
from milepost.features.documents.rows import DETAILS
from milepost.features.documents.selectors import STATES, Wanted, documents_wanted, get_version, lines_of
from milepost.features.documents.services import Submission
from milepost.features.documents.values import line_values
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.platform.ledger.clock import today

Reason = Annotated[str, typer.Option("--reason", metavar="T", help="Why.")]


def list_documents(
    programme: ProgrammeCode,
    state: Annotated[str, typer.Option("--state", help=f"One of {', '.join(STATES)}; all unless given.")] = "",
    kind: KindWanted = None,
    practice: PracticeWanted = "",
    clause: ClauseWanted = "",
    owner: Annotated[str, typer.Option("--owner", metavar="EMAIL", help="Those that somebody answers for.")] = "",
    words: Annotated[str, typer.Option("--words", help="Words in number or title.")] = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """The master list."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    if state and state not in STATES:
        raise CommandError(f"there is no state {state}", ", ".join(STATES), "bad-value", {"field": "--state"})
    if practice:
        check_practice(practice)
    person = find_person(found, owner, "--owner") if owner else None
    sort = kind.value if kind else ""
    wanted = Wanted(state, sort, person.pk if person else None, practice, clause, words, all_states=True)
    on = today(found.organisation.timezone)
    listed = [line_values(line) for line in lines_of(documents_wanted(found, wanted, on=on), on=on)]

    def people() -> None:
        for row in listed:
            typer.echo(f"{row['number']:16} {row['version'] or '–':6} {row['state']:10} {row['title']}")

    emit("documents", {"programme": found.code, "documents": listed}, as_json=as_json, people=people)


def show(programme: ProgrammeCode, number: Number, as_: As = "", as_json: AsJson = False) -> None:
    """One document: its details, its versions, who is next, remarks, who has read it."""
    _, _, document = enter_document(programme, number, as_)
    print_document(document, as_json)


def add(
    programme: ProgrammeCode,
    title: Annotated[str, typer.Option("--title", help="Its title.")],
    kind: Annotated[str, typer.Option("--kind", help="policy, plan, procedure, agreement, register, report, …")],
    number: Annotated[str, typer.Option("--number", help="Your own number; the next free one unless given.")] = "",
    owner: Annotated[str, typer.Option("--owner", metavar="EMAIL", help="Who answers for it.")] = "",
    approver: Annotated[str, typer.Option("--approver", metavar="EMAIL", help="Who usually approves it.")] = "",
    practice: Annotated[str, typer.Option("--practice", help="The practice whose procedure it is.")] = "",
    stands_for: Annotated[str, typer.Option("--stands-for", help="What the gates ask for, like policy or smp.")] = "",
    catalogue_kind: Annotated[
        str, typer.Option("--catalogue-kind", metavar="KEY", help="What the catalogue knows it as, like DOC-INC-01.")
    ] = "",
    about: Annotated[
        str, typer.Option("--about", metavar="CODE", help="The customer, supplier or service that it is for.")
    ] = "",
    clauses: Annotated[str, typer.Option("--clauses", help="Like 8.6.1,7.5.2.")] = "",
    items: Annotated[str, typer.Option("--items", help="Items of documented information, with commas.")] = "",
    review_months: Annotated[int, typer.Option("--review-months", help="How often it is reviewed; 0 for never.")] = 12,
    language: Annotated[str, typer.Option("--language", "--lang", help="The authoritative one: en or id.")] = "en",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Enter a document in the master list; `apply --kind documents` takes whole lists."""
    actor, found = enter_programme(programme, as_, READ_PROGRAMME)
    given = {"title": title, "kind": kind, "practice": practice, "stands_for": stands_for, "language": language}
    fields: dict[str, Any] = {name: value for name, value in given.items() if name in DETAILS}
    fields |= {"catalogue_kind": catalogue_kind, "about": about}
    fields |= {"clauses": _words(clauses), "items": _words(items), "number": number}
    fields |= {"review_months": review_months or None}
    for name, email in (("owner", owner), ("approver", approver)):
        if email:
            fields[name] = find_person(found, email, f"--{name}")
    put = services.put_document(actor=actor, programme=found, fields=fields, seen=0)
    print_document(put.row, as_json)


def _words(given: str) -> list[str]:
    return [word.strip() for word in given.split(",") if word.strip()]


def write(
    programme: ProgrammeCode,
    number: Number,
    body: Annotated[Path | None, typer.Option("--body", metavar="FILE.md", help="The text, in Markdown.")] = None,
    file: File = None,
    summary: Annotated[str, typer.Option("--summary", metavar="T", help="What changed.")] = "",
    label: Annotated[str, typer.Option("--version", help="Your own version number, like 2.1.")] = "",
    effective_on: Annotated[str, typer.Option("--effective-on", metavar="DATE", help="From when it is to hold.")] = "",
    author: Annotated[list[str] | None, typer.Option("--author", help="Who else wrote it; may be repeated.")] = None,
    redesign: Annotated[
        bool, typer.Option("--redesign", help="A procedure by which the practice works anew: its clock restarts.")
    ] = False,
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Write the draft of the next version: a text, or a file of your own (DOCX, PDF, XLSX)."""
    actor, _, document = enter_document(programme, number, as_)
    given = {"summary": summary, "label": label, "redesign": redesign}
    fields: dict[str, Any] = {name: value for name, value in given.items() if value}
    if body is not None:
        fields["body"] = read_body(body)
    if effective_on:
        fields["wanted_from"] = parse_date(effective_on, "--effective-on")
    with take_file(file, "--file") as handed_in:
        services.save_draft(actor=actor, document=document, fields=fields, authors=author or (), file=handed_in)
    print_document(document, as_json)


def submit(
    programme: ProgrammeCode,
    number: Number,
    reviewer: Reviewers = None,
    approver: Approvers = None,
    review_quorum: Quorum = 0,
    approval_quorum: Quorum = 0,
    due_on: Annotated[str, typer.Option("--due-on", metavar="DATE", help="Until when all are asked.")] = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Submit the draft: reviewers first, then approvers. From here on it does not change."""
    actor, found, document = enter_document(programme, number, as_)
    day = parse_date(due_on, "--due-on") if due_on else None
    submission = Submission(
        asked_people(found, reviewer or [], "--reviewer", day),
        asked_people(found, approver or [], "--approver", day),
        review_quorum or None,
        approval_quorum or None,
    )
    services.submit_version(actor=actor, version=found_at_work(document), submission=submission)
    print_document(document, as_json)


def approve(
    programme: ProgrammeCode, number: Number, as_: As = "", password_stdin: SignStdin = False, as_json: AsJson = False
) -> None:
    """Approve the version in review by your signature."""
    actor, _, document = enter_document(programme, number, as_)
    signer = signing_actor(actor, has_password=password_stdin)
    services.approve_version(actor=signer, version=found_at_work(document), signing=read_signing(signer))
    print_document(document, as_json)


def withdraw(
    programme: ProgrammeCode,
    number: Number,
    reason: Reason,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="Since when; today unless given.")] = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Withdraw a document: no version of it is in force any more."""
    actor, found, document = enter_document(programme, number, as_)
    day = date_of(on, found) if on else None
    print_document(services.withdraw_document(actor=actor, document=document, why=reason, on=day), as_json)


def diff(
    programme: ProgrammeCode,
    number: Number,
    before: Annotated[int, typer.Argument(metavar="FROM", help="A version by its number here.")],
    after: Annotated[int, typer.Argument(metavar="TO", help="Another one.")],
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """What lies between two versions, passage by passage and word by word."""
    _, _, document = enter_document(programme, number, as_)
    changes = differences(get_version(document, before), get_version(document, after))
    signs = {"added": "+", "removed": "-", "changed": "~", "same": " ", "gap": "…"}
    emit(
        "document-differences",
        {
            "number": document.number,
            "from": before,
            "to": after,
            "changes": [
                {
                    "kind": change.kind,
                    "text": change.text,
                    "words": [{"kind": word.kind, "text": word.text} for word in change.words],
                }
                for change in changes
            ],
        },
        as_json=as_json,
        people=lambda: typer.echo("\n".join(f"{signs[change.kind]} {change.text}" for change in changes)),
    )


COMMANDS: dict[str, Callable[..., None]] = {
    "list": list_documents,
    "show": show,
    "add": add,
    "write": write,
    "submit": submit,
    "approve": approve,
    "withdraw": withdraw,
    "diff": diff,
}
