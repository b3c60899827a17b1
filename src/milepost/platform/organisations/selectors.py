"""Reading organisations and their people."""

from collections.abc import Callable, Sequence
from typing import NoReturn
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from milepost.platform.ledger.clock import now
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Grant, Invitation, Member, Organisation, SignInRules, Token
from milepost.platform.organisations.policies import Hidden, Permission, require
from milepost.platform.organisations.querysets import get_organisation
from milepost.platform.walls.visible import as_installation, seeing


def enter_organisation(actor: Actor, code: str, permission: Permission) -> Organisation:
    """One organisation by code, with the permission required in it. Raises `Hidden` or `NotAllowed`."""
    organisation = get_organisation(actor, code)
    require(actor, permission, organisation_id=organisation.pk)
    return organisation


def organisations_that_want_more(actor: Actor) -> list[Organisation]:
    """Where somebody is a member and a second factor alone stands before it, by name."""
    if not actor.withheld:
        return []
    with as_installation("an organisation that stays shut is named to its own member, and nothing of it is shown"):
        return list(Organisation.objects.filter(pk__in=actor.withheld).order_by("name"))


def in_each_organisation[Found](work: Callable[[Organisation], Found]) -> list[Found]:
    """What `work` finds in each organisation, which sees that one alone: for duties of the whole installation."""
    with as_installation("a duty goes through the organisations one after the other"):
        organisations = list(Organisation.objects.order_by("pk"))
    found = []
    for organisation in organisations:
        with seeing([organisation.pk]):
            found.append(work(organisation))
    return found


def members_of(organisation: Organisation) -> QuerySet[Member]:
    """The present members with person and roles. Two queries."""
    return (
        Member.objects.filter(organisation=organisation, removed_at=None)
        .select_related("person", "organisation")
        .prefetch_related(Prefetch("grants", Grant.objects.order_by("role", "programme_id")))
        .order_by("person__name", "pk")
    )


def get_member(organisation: Organisation, key: UUID) -> Member:
    """One present member. Raises `Hidden` where there is none."""
    return members_of(organisation).filter(pk=key).first() or _hidden()


def get_grant(organisation: Organisation, key: UUID) -> Grant:
    """One role of a present member. Raises `Hidden` where there is none."""
    grants = Grant.objects.select_related("member__person").filter(organisation=organisation, pk=key)
    return grants.filter(member__removed_at=None).first() or _hidden()


def open_invitations_of(organisation: Organisation) -> QuerySet[Invitation]:
    """The invitations that can still be used, the newest first."""
    return Invitation.objects.filter(
        organisation=organisation, used_at=None, withdrawn_at=None, expires_at__gt=now()
    ).order_by("-pk")


def get_invitation(organisation: Organisation, key: UUID) -> Invitation:
    """One invitation. Raises `Hidden` where there is none."""
    return Invitation.objects.filter(organisation=organisation, pk=key).first() or _hidden()


def tokens_of(organisation: Organisation) -> QuerySet[Token]:
    """Every token, the newest first, ended and revoked ones too: an auditor asks who had one."""
    return Token.objects.filter(organisation=organisation).select_related("person").order_by("-pk")


def get_token(organisation: Organisation, key: UUID) -> Token:
    """One token. Raises `Hidden` where there is none."""
    return tokens_of(organisation).filter(pk=key).first() or _hidden()


def _hidden() -> NoReturn:
    raise Hidden


def sign_in_rules_of(organisation: Organisation) -> SignInRules:
    """What the organisation asks of whoever signs in; the rules of one that never said are not saved yet."""
    return SignInRules.objects.filter(organisation=organisation).first() or SignInRules(
        organisation=organisation, revision=0
    )


def without_factor(organisation: Organisation) -> Sequence[Member]:
    """The present members who have no second factor, by name."""
    return list(members_of(organisation).filter(person__second_factor_since=None))


def names_by_address(organisation: Organisation) -> dict[str, str]:
    """The names of those who are or were members, by e-mail address. One query."""
    members = Member.objects.filter(organisation=organisation)
    return dict(members.values_list("person__email", "person__name"))
