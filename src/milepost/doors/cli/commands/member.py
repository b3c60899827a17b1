"""`milepost member`: add, invite, remove, list; password, reset-factors, deactivate, reactivate."""

from typing import Annotated
from uuid import UUID

import typer

from milepost.doors.cli.options import (
    As,
    AsJson,
    PasswordStdin,
    enter_organisation,
    find_actor,
    find_programme,
    parse_date,
    read_password,
)
from milepost.doors.cli.output import CommandError, emit, show_once
from milepost.doors.cli.people import invitation_for, invitation_path, member_facts, programme_codes
from milepost.platform.ledger.authors import Channel, system
from milepost.platform.organisations.models import Grant, Member, Organisation, Person
from milepost.platform.organisations.policies import MANAGE_MEMBERS, READ_MEMBERS
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.selectors import get_member, members_of
from milepost.platform.organisations.services import (
    add_member,
    deactivate_person,
    invite,
    reactivate_person,
    remove_member,
    set_lost_password,
    take_role,
)
from milepost.platform.signin.services import reset_factors
from milepost.platform.walls.visible import as_installation

Org = Annotated[str, typer.Argument(metavar="ORG", help="The organisation's code.")]
Email = Annotated[str, typer.Argument(metavar="EMAIL", help="Their e-mail address.")]
Name = Annotated[str, typer.Option("--name", metavar="N", help="Their name.")]
AsRole = Annotated[Role, typer.Option("--role", help="What they are.")]
InProgramme = Annotated[str, typer.Option("--programme", metavar="P", help="In this programme only.")]
Until = Annotated[str, typer.Option("--until", metavar="DATE", help="The role's last day (YYYY-MM-DD).")]


def add_to(root: typer.Typer) -> None:
    """Add this topic to the command line."""
    topic = typer.Typer(no_args_is_help=True, help="The people of an organisation and their roles.")
    topic.command("add")(add)
    topic.command("invite")(send_invitation)
    topic.command("remove")(remove)
    topic.command("list")(list_all)
    topic.command("password")(password)
    topic.command("reset-factors")(reset_second_factors)
    topic.command("deactivate")(deactivate)
    topic.command("reactivate")(reactivate)
    root.add_typer(topic, name="member")


def add(
    *,
    org: Org,
    email: Email,
    name: Name,
    role: AsRole = Role.READER,
    programme: InProgramme = "",
    until: Until = "",
    password_stdin: PasswordStdin = False,
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Make somebody a member with a role, or give a member a further one."""
    actor, organisation = enter_organisation(org, as_email, MANAGE_MEMBERS)
    programme_id = _programme_id(organisation, programme)
    added = add_member(
        actor=actor,
        organisation=organisation,
        email=email,
        name=name,
        role=role,
        programme_id=programme_id,
        password=read_password(password_stdin) if password_stdin else None,
        until=parse_date(until, "--until") if until else None,
    )
    member = get_member(organisation, added.pk)
    link = invitation_for(actor, organisation, member, role, programme_id)
    facts = {
        "organisation": organisation.code,
        **member_facts(member, programme_codes(organisation)),
        "invitation": link,
    }

    def tell() -> None:
        typer.echo(f"{member.person.name} <{member.person.email}> is {role.value} in {programme or organisation.code}.")
        if link:
            typer.echo(f"They choose a password at {link}; the link works once.")

    emit("member", facts, as_json=as_json, people=tell)


def send_invitation(
    *,
    org: Org,
    email: Email,
    name: Name,
    role: AsRole = Role.READER,
    programme: InProgramme = "",
    until: Until = "",
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Make a link that makes its bearer a member, once. It is printed now and never again."""
    actor, organisation = enter_organisation(org, as_email, MANAGE_MEMBERS)
    invitation, secret = invite(
        actor=actor,
        organisation=organisation,
        email=email,
        name=name,
        role=role,
        programme_id=_programme_id(organisation, programme),
        until=parse_date(until, "--until") if until else None,
    )
    link = invitation_path(show_once(secret))
    facts = {
        "organisation": organisation.code,
        "email": invitation.email,
        "role": role,
        "programme": programme or None,
        "invitation": link,
        "expires_at": invitation.expires_at,
    }
    emit("invitation", facts, as_json=as_json, people=lambda: typer.echo(link))


def remove(
    *,
    org: Org,
    email: Email,
    role: Annotated[Role | None, typer.Option("--role", help="Take only this role.")] = None,
    programme: InProgramme = "",
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """End a membership with its roles, sessions and tokens; with --role, take only that role."""
    actor, organisation = enter_organisation(org, as_email, MANAGE_MEMBERS)
    member = _find_member(organisation, email)
    if role is None:
        remove_member(actor=actor, member=member)
    else:
        take_role(actor=actor, grant=_find_grant(member, role, _programme_id(organisation, programme)))
    facts = {"organisation": organisation.code, "email": member.person.email, "role": role, "removed": role is None}
    done = "is no member any more" if role is None else f"is no {role.value} any more"
    emit("member-removed", facts, as_json=as_json, people=lambda: typer.echo(f"{member.person.email} {done}."))


def list_all(*, org: Org, as_email: As = "", as_json: AsJson = False) -> None:
    """List the members of an organisation."""
    _, organisation = enter_organisation(org, as_email, READ_MEMBERS)
    codes = programme_codes(organisation)
    members = [member_facts(member, codes) for member in members_of(organisation)]

    def tell() -> None:
        for member in members:
            roles = ", ".join(f"{held['role']} ({held['programme'] or 'all programmes'})" for held in member["roles"])
            typer.echo(f"{member['name']} <{member['email']}>  {roles or 'no role'}")

    emit("members", {"organisation": organisation.code, "members": members}, as_json=as_json, people=tell)


def password(
    *, email: Email, password_stdin: PasswordStdin = False, as_email: As = "", as_json: AsJson = False
) -> None:
    """Set a new password for somebody who lost theirs; it comes on standard input.

    Where nobody is named, the ledger names the installation.
    """
    person = _find_person(email)
    author = find_actor(as_email) if as_email else system(Channel.CLI)
    if not password_stdin:
        raise CommandError(
            "no password came", "add --password-stdin and send it on standard input", "password-wanted",
            {"field": "--password-stdin"},
        )  # fmt: skip
    with as_installation("a password is the same in every organisation that its owner belongs to"):
        set_lost_password(author=author, person=person, password=read_password(wanted=True))
    done = f"{person.email} has a new password and is signed out everywhere."
    emit("member-password", {"email": person.email}, as_json=as_json, people=lambda: typer.echo(done))


def reset_second_factors(*, email: Email, as_json: AsJson = False) -> None:
    """Take authenticator app, passkeys and recovery codes from somebody who lost them, and sign them out."""
    person = _find_person(email)
    reset_factors(author=system(Channel.CLI), person=person)
    done = f"{person.email} has no second factor any more and is signed out everywhere."
    emit("member-factors", {"email": person.email, "factors": []}, as_json=as_json, people=lambda: typer.echo(done))


def deactivate(*, email: Email, as_json: AsJson = False) -> None:
    """Close somebody's account in every organisation: sessions end and tokens are revoked at once."""
    person = _find_person(email)
    deactivate_person(author=system(Channel.CLI), person=person)
    _emit_active(person, "is deactivated: signed out everywhere, tokens revoked.", as_json=as_json)


def reactivate(*, email: Email, as_json: AsJson = False) -> None:
    """Open somebody's account again; revoked tokens stay revoked."""
    person = _find_person(email)
    reactivate_person(author=system(Channel.CLI), person=person)
    _emit_active(person, "can sign in again.", as_json=as_json)


def _emit_active(person: Person, done: str, *, as_json: bool) -> None:
    facts = {"email": person.email, "active": person.is_active}
    emit("member-account", facts, as_json=as_json, people=lambda: typer.echo(f"{person.email} {done}"))


def _find_person(email: str) -> Person:
    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is None:
        raise CommandError(f"nobody here has the address {email}", code="unknown-person", where={"field": "EMAIL"})
    return person


def _programme_id(organisation: Organisation, code: str) -> UUID | None:
    return find_programme(f"{organisation.code}/{code.rpartition('/')[2]}").pk if code else None


def _find_member(organisation: Organisation, email: str) -> Member:
    found = members_of(organisation).filter(person__email=email.strip().lower()).first()
    if found is None:
        raise CommandError(
            f"{email} is not a member of {organisation.code}",
            f"milepost member list {organisation.code} shows who is",
            "unknown-member",
            {"field": "EMAIL"},
        )
    return found


def _find_grant(member: Member, role: Role, programme_id: UUID | None) -> Grant:
    held = member.grants.filter(role=role, programme_id=programme_id)
    grant = held.filter(given_by=None).first() or held.first()
    if grant is None:
        raise CommandError(
            f"{member.person.email} does not hold this role", code="unknown-role", where={"field": "--role"}
        )
    return grant
