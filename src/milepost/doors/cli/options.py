"""Options that many commands share, and what they resolve to: who acts, and in which programme."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from milepost.catalogue.practices import practices
from milepost.doors.cli.output import CommandError
from milepost.engines.rules.dates import is_within
from milepost.features.programmes.models import Programme
from milepost.features.programmes.querysets import programmes_visible_to
from milepost.platform.ledger.authors import Channel
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor, actor_for
from milepost.platform.organisations.models import Member, Organisation, Person
from milepost.platform.organisations.policies import Hidden, Permission, require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.walls.visible import as_installation, settle

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")]
As = Annotated[str, typer.Option("--as", metavar="EMAIL", help="Who acts; may be left out with one administrator.")]
Key = Annotated[
    str, typer.Option("--idempotency-key", metavar="K", help="Sending the same write again changes nothing.")
]
On = Annotated[str, typer.Option("--on", metavar="DATE", help="Judge at this date (YYYY-MM-DD); today unless given.")]
PasswordStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]
ProgrammeCode = Annotated[str, typer.Argument(metavar="P", help="A programme's code, or ORG/CODE.")]


def find_actor(email: str, organisation: Organisation | None = None) -> Actor:
    """The person named by `--as`, or the only administrator there is. Without a password they cannot sign.

    From here on the command sees that organisation, or those that the person belongs to.
    """
    with as_installation("who acts is looked up before anybody knows where they belong"):
        actor = _find_actor(email, organisation)
    settle(actor.memberships if organisation is None else [organisation.pk])
    return actor


def _find_actor(email: str, organisation: Organisation | None) -> Actor:
    if email:
        person = Person.objects.filter(email=email.strip().lower(), is_active=True).first()
        if person is None:
            raise CommandError(
                f"nobody here has the address {email}",
                "milepost member list shows who there is",
                "unknown-person",
                {"field": "--as"},
            )
        return actor_for(person, Channel.CLI, may_sign=False)
    administrators = Person.objects.filter(
        memberships__removed_at=None, memberships__grants__role=Role.ADMINISTRATOR, is_active=True
    ).distinct()
    if organisation is not None:
        administrators = administrators.filter(memberships__organisation=organisation)
    found = list(administrators[:2])
    if len(found) != 1:
        raise CommandError("say who acts", "add --as EMAIL", "no-actor", {"field": "--as"})
    return actor_for(found[0], Channel.CLI, may_sign=False)


def find_programme(code: str, email: str = "") -> Programme:
    """The programme with this code, or ORG/CODE, of those that the named person sees.

    Raises CommandError when there is none, or more than one. From here on the command sees that organisation.
    """
    with as_installation("a programme's code does not tell whose it is"):
        programme = _find_programme(code, email)
    settle([programme.organisation_id])
    return programme


def _find_programme(code: str, email: str) -> Programme:
    org, _, short = code.rpartition("/")
    programmes = programmes_visible_to(find_actor(email)) if email else Programme.objects.all()
    programmes = programmes.select_related("organisation").filter(code=short)
    if org:
        programmes = programmes.filter(organisation__code=org)
    found = list(programmes[:2])
    if not found:
        raise CommandError(
            f"there is no programme {code}", "milepost programme list shows them", "unknown-programme", {"field": "P"}
        )
    if len(found) > 1:
        raise CommandError(
            f"more than one organisation has a programme {code}",
            f"write ORG/{short}",
            "ambiguous-programme",
            {"field": "P"},
        )
    return found[0]


def find_organisation(code: str) -> Organisation:
    """The organisation with this code, which the command sees from here on."""
    with as_installation("a code is looked up before anything is seen"):
        organisation = Organisation.objects.filter(code=code).first()
    if organisation is None:
        raise CommandError(
            f"there is no organisation {code}",
            "milepost organisation list shows them",
            "unknown-organisation",
            {"field": "ORG"},
        )
    settle([organisation.pk])
    return organisation


def only_organisation(person: Person) -> Organisation:
    """Where somebody is a member, if that is one place, which the command sees from here on."""
    with as_installation("whether somebody belongs to one organisation only is seen from all of them"):
        places = list(Member.objects.filter(person=person, removed_at=None).select_related("organisation")[:2])
    found = [member.organisation for member in places]
    if len(found) != 1:
        raise CommandError("say in which organisation", "add --organisation ORG", "no-organisation",
                           {"field": "--organisation"})  # fmt: skip
    settle([found[0].pk])
    return found[0]


def enter_programme(code: str, email: str, permission: Permission) -> tuple[Actor, Programme]:
    """Actor and programme, with the permission required there. A stranger is told that nothing is there."""
    programme = find_programme(code, email)
    actor = find_actor(email, programme.organisation)
    try:
        require(actor, permission, organisation_id=programme.organisation_id, programme_id=programme.pk)
    except Hidden:
        raise CommandError(
            f"there is no programme {code}", "milepost programme list shows them", "unknown-programme", {"field": "P"}
        ) from None
    return actor, programme


def enter_organisation(code: str, email: str, permission: Permission) -> tuple[Actor, Organisation]:
    """Actor and organisation, with the permission required there. A stranger is told that nothing is there."""
    organisation = find_organisation(code)
    actor = find_actor(email, organisation)
    try:
        require(actor, permission, organisation_id=organisation.pk)
    except Hidden:
        raise CommandError(
            f"there is no organisation {code}",
            "milepost organisation list shows them",
            "unknown-organisation",
            {"field": "ORG"},
        ) from None
    return actor, organisation


def read_password(wanted: bool) -> str:  # noqa: FBT001 - the option's own value
    """The password from standard input, without its line end. Nothing prompts."""
    if not wanted:
        return ""
    return sys.stdin.readline().rstrip("\r\n")


def date_of(value: str, programme: Programme) -> date:
    """The date of `--on`, else today in the organisation's zone."""
    return parse_date(value, "--on") if value else today(programme.organisation.timezone)


def parse_date(value: str, field: str) -> date:
    """A date as YYYY-MM-DD. Raises CommandError naming the field."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise CommandError(
            f"{field} is {value!r}, which is no date", "write it like 2026-11-23", "bad-date", {"field": field}
        ) from None
    if not is_within(day):
        raise CommandError(
            f"{field} is {value}, which lies outside 1970 to 2100", "correct the year", "bad-date", {"field": field}
        )
    return day


def parse_month(value: str, field: str) -> date:
    """The first day of a month as YYYY-MM. Raises CommandError naming the field."""
    try:
        return parse_date(f"{value}-01", field)
    except CommandError:
        raise CommandError(
            f"{field} is {value!r}, which is no month from 1970 to 2100", "write it like 2026-10", "bad-date",
            {"field": field},
        ) from None  # fmt: skip


def check_practice(key: str, field: str = "--practice") -> None:
    """Raise CommandError for a practice that the catalogue does not know."""
    known = [each.key for each in practices()]
    if key not in known:
        hint = f"one of {', '.join(known)}"
        raise CommandError(f"there is no practice {key}", hint, "unknown-practice", {"field": field})


@contextmanager
def about_file(path: Path) -> Iterator[None]:
    """Let a refusal of a whole file say which file it is."""
    try:
        yield
    except Refused as refused:
        if refused.field != "file":
            raise
        raise CommandError(refused.reason, refused.hint, "refused", {"file": str(path)}) from None


def open_file(path: Path, option: str) -> BinaryIO:
    """A file that somebody hands in, open for reading. Raises CommandError naming it and its option."""
    try:
        return path.open("rb")
    except OSError as error:
        raise CommandError(
            f"{path.name} cannot be read: {error.strerror}",
            "name a file that exists",
            "no-file",
            {"file": str(path), "field": option},
        ) from None
