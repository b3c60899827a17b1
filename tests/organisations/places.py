"""What stands in the addresses about people and organisations."""

from datetime import date
from typing import Any

from milepost.platform.organisations.models import Grant, Member
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import invite, make_token


def _member(world: Any) -> object:
    return Member.objects.get(person=world.people["ben"]).pk


def _grant(world: Any) -> object:
    return Grant.objects.filter(member__person=world.people["ben"]).earliest("pk").pk


def _invited(world: Any) -> Any:
    return invite(
        actor=world.actor("adi"), organisation=world.cakrawala, email="nia@x.example", name="Nia", role=Role.READER
    )


def _token(world: Any) -> object:
    token, _ = make_token(
        actor=world.actor("adi"), organisation=world.cakrawala, person=world.people["adi"], scope="read",
        expires_on=date(2099, 1, 1),
    )  # fmt: skip
    return token.pk


PLACES = {
    "member_id": _member,
    "grant_id": _grant,
    "role_id": _grant,
    "token_id": _token,
    "invitation_id": lambda world: _invited(world)[0].pk,
    "organisations:invitation secret": lambda world: _invited(world)[1],
}
