"""What the commands of `milepost documents` share: finding a document, whom to ask, files, and what is printed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from milepost.catalogue.documents.kinds import Sort
from milepost.doors.cli.options import enter_programme, open_file
from milepost.doors.cli.output import CommandError, emit
from milepost.features.actions.services import find_owner
from milepost.features.documents.models import Document, Version
from milepost.features.documents.selectors import get_document, version_at_work
from milepost.features.documents.services import Asked
from milepost.features.documents.values import detail_values
from milepost.features.governance.services import HandedIn
from milepost.features.programmes.models import Programme
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.platform.files.store import chunks_of
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import Hidden
from milepost.platform.organisations.refusals import Refused

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="The document's number, as `documents list` shows it.")]
File = Annotated[Path | None, typer.Option("--file", help="A file of your own: DOCX, PDF or XLSX.")]
_WHOM = "EMAIL, or “NAME, OFFICE” of one who signs on paper; “2:EMAIL” comes second, “top:” for top management."
Reviewers = Annotated[
    list[str] | None, typer.Option("--reviewer", metavar="EMAIL", help="Who reviews; may be repeated, “2:EMAIL”.")
]
Approvers = Annotated[list[str] | None, typer.Option("--approver", metavar="WHO", help=_WHOM)]
KindWanted = Annotated[Sort | None, typer.Option("--kind", help="Only documents of this kind.")]
PracticeWanted = Annotated[str, typer.Option("--practice", metavar="PRACTICE", help="Only those of a practice.")]
ClauseWanted = Annotated[str, typer.Option("--clause", help="Those that serve this clause, or one below it.")]
Quorum = Annotated[int, typer.Option(min=0, help="How many of them suffice; all unless given.")]


def enter_document(programme: str, number: str, as_: str) -> tuple[Actor, Programme, Document]:
    """Who acts, where, and the document with this number."""
    actor, found = enter_programme(programme, as_, READ_PROGRAMME)
    try:
        document = get_document(found, number)
    except Hidden:
        raise CommandError(
            f"there is no document {number}", "milepost documents list shows them", "unknown-document",
            {"field": "NUMBER"},
        ) from None  # fmt: skip
    return actor, found, document


def found_at_work(document: Document) -> Version:
    """The draft or the version in review."""
    version = version_at_work(document)
    if version is None:
        raise CommandError(
            f"no version of {document.number} is in work", "milepost documents write starts one", "no-version"
        )
    return version


def find_person(programme: Programme, email: str, option: str) -> Person:
    """A member by address. Raises CommandError naming the option."""
    try:
        person = find_owner(programme, email)
    except Refused as refused:
        raise CommandError(
            refused.reason, "milepost member add adds them", "unknown-person", {"field": option}
        ) from None
    if person is None:
        raise CommandError("name somebody", "an e-mail address", "unknown-person", {"field": option})
    return person


def asked_people(programme: Programme, given: list[str], option: str, due_on: date | None) -> tuple[Asked, ...]:
    """Who is asked, from the words of the options."""
    return tuple(asked_person(programme, words, option, due_on) for words in given)


def asked_person(programme: Programme, words: str, option: str, due_on: date | None = None) -> Asked:
    """`EMAIL`, `2:EMAIL`, or `NAME, OFFICE` of one who signs on paper, `top:NAME, OFFICE` for top management."""
    place, top = 1, False
    first, colon, rest = words.partition(":")
    if colon and first.isdecimal() and len(first) < 4:
        place, words = max(1, int(first)), rest
    if words.startswith("top:"):
        top, words = True, words.removeprefix("top:")
    if "@" in words:
        return Asked(find_person(programme, words, option), place=place, due_on=due_on, top_management=False)
    name, _comma, office = words.partition(",")
    return Asked(name=name.strip(), office=office.strip(), place=place, due_on=due_on, top_management=top)


def read_body(path: Path, option: str = "--body") -> str:
    """A text in UTF-8, handed in by an option."""
    with open_file(path, option) as file:
        data = file.read(8_000_000)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # a character that no database takes
        raise CommandError(
            f"{path.name} is no text in UTF-8", "save it as UTF-8, or hand it in with --file", "bad-file",
            {"file": str(path), "field": option},
        )  # fmt: skip
    return text


@contextmanager
def take_file(path: Path | None, option: str) -> Iterator[HandedIn | None]:
    """A file on its way in, for as long as the block."""
    if path is None:
        yield None
        return
    with open_file(path, option) as stream:
        yield HandedIn(path.name, chunks_of(stream))


def print_document(document: Document, as_json: bool) -> None:
    """What every command of the topic answers with: the document as it stands now."""
    facts = {"programme": document.programme.code, **detail_values(document)}

    def people() -> None:
        typer.echo(f"{facts['number']} {facts['title']}: {facts['state']}")
        if complete := facts["complete"]:
            typer.echo(
                f"  {complete['done']} of {complete['wanted']} mandatory headings stand on data, "
                f"open questions: {complete['questions']} ({complete['asked_at']})"
            )
        for version in facts["versions"]:
            typer.echo(f"  {version['identification']:20} {version['state']:10} {version['approved_by']}")
        for step in facts["steps"]:
            said = "left: to be replaced" if step["gone"] else "is asked" if step["asked"] else step["state"]
            typer.echo(f"  {step['part']:8} {step['name']}: {said}  {step['id']}")

        for remark in facts["comments"]:
            where = f" ({remark['heading'] or remark['anchor']})" if remark["heading"] or remark["anchor"] else ""
            state = "settled" if remark["resolved_on"] else "waits"
            gone = f", passage {remark['passage']}" if remark["passage"] in ("changed", "gone") else ""
            typer.echo(f"  remark {remark['number']}{where}: {remark['text']}  {state}{gone}")

    emit("document", facts, as_json=as_json, people=people)
