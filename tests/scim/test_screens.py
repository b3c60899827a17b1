"""The page of an administrator, the command line and the API: tokens, groups and what they give, who waits."""

import re
from typing import Any

import pytest
from django.test import Client

from milepost.features.programmes.models import Programme
from milepost.platform.ledger.models import Entry
from milepost.platform.organisations.models import Grant, Organisation, Person
from milepost.platform.provisioning.models import GroupRole, ScimToken
from tests.people import PASSWORD, actor_of, cli, client_of
from tests.scim.provider import Bearer
from tests.signin.factors import at_step, code_at, with_app

PAGE = "/o/cakrawala/sign-in/provisioning"


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_token_takes_the_password_and_is_shown_once(cakrawala: Organisation, adi: Person) -> None:
    browser = client_of(adi)
    form = {"password": "wrong", "expires": "2099-01-01"}
    assert browser.post(f"{PAGE}/tokens/new", form).status_code == 422
    assert not ScimToken.objects.exists()
    made = text_of(browser.post(f"{PAGE}/tokens/new", {**form, "password": PASSWORD}))
    found = re.search(r"mpscim_[\w-]+", made)
    assert found is not None
    assert Bearer(found[0]).get("Users").status_code == 200
    assert found[0] not in text_of(browser.get(PAGE))
    assert "The identity provider brings in 0 users" in text_of(browser.get(PAGE))
    assert Entry.objects.latest("pk").kind == "scim.token-made"


def test_a_token_takes_the_second_factor_of_whoever_has_one(cakrawala: Organisation, adi: Person) -> None:
    with_app(adi)
    browser = client_of(adi)
    form = {"password": PASSWORD, "expires": "2099-01-01"}
    assert browser.post(f"{PAGE}/tokens/new", form).status_code == 422
    with at_step(1):
        assert browser.post(f"{PAGE}/tokens/new", {**form, "code": code_at(adi, 1)}).status_code == 200
    assert ScimToken.objects.count() == 1


def test_a_token_is_revoked_and_everything_turned_off_on_the_page(there: Bearer, adi: Person) -> None:
    browser = client_of(adi)
    token = ScimToken.objects.get()
    assert f"mpscim_{token.prefix}" in text_of(browser.get(PAGE))
    assert browser.post(f"{PAGE}/tokens/{token.pk}/revoke").url == PAGE
    assert there.get("Users").status_code == 401
    assert browser.post(f"{PAGE}/off").status_code == 422
    cli("scim", "token", "cakrawala", "--expires", "2099-01-01")
    assert browser.post(f"{PAGE}/off").url == PAGE
    assert "No identity provider brings people in" in text_of(browser.get(PAGE))


def test_what_a_group_gives_is_said_and_unsaid_on_its_page(there: Bearer, adi: Person, programme: Programme) -> None:
    user = there.user("nia@cakrawala.example")
    group = there.group("Service Desk", user)
    browser, page = client_of(adi), f"{PAGE}/groups/{group.pk}"
    assert "Service Desk gives nothing" in text_of(browser.get(page))
    assert "External auditor" not in text_of(browser.get(page))
    assert browser.post(page, {"role": "contributor", "programme": str(programme.pk)}).url == page
    assert browser.post(page, {"role": "contributor", "programme": str(programme.pk)}).status_code == 422
    assert "Service Desk gives one role" in text_of(browser.get(page))
    assert "(SMS-1)" in text_of(browser.get(PAGE))
    member = Grant.objects.get(given_by__isnull=False).member
    assert "by a group of the identity provider" in text_of(browser.get(f"/o/cakrawala/people/{member.pk}"))
    assert browser.post(f"{PAGE}/roles/{GroupRole.objects.get().pk}/remove").url == page
    assert not Grant.objects.filter(given_by__isnull=False).exists()


def test_the_page_says_who_waits(there: Bearer, adi: Person, zoe: Person, bukit: Organisation) -> None:
    there.user(zoe.email)
    there.user("nia@cakrawala.example")
    shown = text_of(client_of(adi).get(PAGE))
    assert "One of its users is not a member yet." in shown
    assert zoe.email in shown
    assert "nia@cakrawala.example" not in shown


def test_the_page_of_signing_in_leads_there(there: Bearer, adi: Person) -> None:
    shown = text_of(client_of(adi).get("/o/cakrawala/sign-in"))
    assert "brings people in and takes them out by itself" in shown
    assert f'href="{PAGE}"' in shown


# -- the command line -------------------------------------------------------------------------------------------------


def test_everything_is_done_by_commands_too(
    cakrawala: Organisation, programme: Programme, adi: Person, zoe: Person, bukit: Organisation
) -> None:
    acting = ("--as", adi.email, "--json")
    made = cli("scim", "token", "cakrawala", "--expires", "2099-01-01", *acting).json
    there = Bearer(made["token"])
    user = there.user("nia@cakrawala.example")
    there.user(zoe.email)
    there.group("Service Desk", user)
    status = cli("scim", "status", "cakrawala", *acting).json
    assert (status["schema"], status["on"], status["users"]) == ("milepost/scim/1", True, 2)
    assert status["path"] == "/scim/v2/cakrawala"
    assert [one["email"] for one in status["waiting"]] == [zoe.email]
    assert [one["state"] for one in status["tokens"]] == ["active"]
    mapped = ("scim", "map", "cakrawala", "service desk", "--role", "contributor", "--programme", "sms-1", *acting)
    assert cli(*mapped).json["gives"] == [{"role": "contributor", "programme": "sms-1"}]
    assert cli("scim", "groups", "cakrawala", *acting).json["groups"] == [
        {"group": "Service Desk", "users": 1, "gives": [{"role": "contributor", "programme": "sms-1"}]}
    ]
    assert cli(*mapped, "--remove").json["gives"] == []
    assert cli(*mapped, "--remove").json["code"] == "unknown-role"
    assert cli("scim", "revoke", made["prefix"], *acting).json["state"] == "revoked"
    cli("scim", "token", "cakrawala", "--expires", "2099-01-01", *acting)
    assert cli("scim", "off", "cakrawala", *acting).json["tokens_ended"] == 1
    assert there.get("Users").status_code == 401


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("map", "cakrawala", "Nobody", "--role", "reader"), "unknown-group"),
        (("revoke", "12345678"), "unknown-token"),
        (("token", "cakrawala", "--expires", "soon"), "bad-date"),
        (("token", "cakrawala", "--expires", "2020-01-01"), "refused"),
        (("off", "cakrawala"), "refused"),
        (("status", "nowhere"), "unknown-organisation"),
    ],
)
def test_a_command_that_cannot_be_done_says_why(
    args: tuple[str, ...], code: str, cakrawala: Organisation, adi: Person
) -> None:
    ran = cli("scim", *args, "--json")
    assert (ran.exit_code, ran.json["code"]) == (2, code)


def test_a_command_speaks_to_people_too(there: Bearer, adi: Person) -> None:
    there.group("Service Desk")
    cli("scim", "map", "cakrawala", "Service Desk", "--role", "reader")
    assert "Service Desk  users: 0  gives: reader" in cli("scim", "groups", "cakrawala").stdout
    assert "on  /scim/v2/cakrawala  users: 0" in cli("scim", "status", "cakrawala").stdout


# -- the API ----------------------------------------------------------------------------------------------------------


def test_the_api_tells_an_administrator_and_maps_groups(there: Bearer, adi: Person, programme: Programme) -> None:
    group = there.group("Service Desk", there.user("nia@cakrawala.example"))
    token = cli("token", "create", adi.email, "--scope", "write", "--expires", "2099-01-01", "--json").json["token"]
    headers = {"Authorization": f"Bearer {token}"}
    base = "/api/v1/organisations/cakrawala/provisioning"
    given = {"role": "contributor", "programme": "sms-1"}
    made = Client().post(f"{base}/groups/{group.pk}/roles", given, content_type="application/json", headers=headers)
    assert made.status_code == 201
    told = Client().get(base, headers=headers).json()
    assert (told["is_on"], told["users"], told["waiting"]) == (True, 1, 0)
    assert told["groups"][0]["roles"] == [made.json()]
    assert set(told["tokens"][0]) == {"prefix", "expires_on", "last_used_at", "revoked_at"}
    members = Client().get("/api/v1/organisations/cakrawala/members", headers=headers).json()["items"]
    assert [role["by_group"] for one in members for role in one["roles"] if one["name"].startswith("nia")] == [True]
    assert Client().delete(f"{base}/roles/{made.json()['id']}", headers=headers).status_code == 204
    assert Client().delete(base, headers=headers).status_code == 204
    assert there.get("Users").status_code == 401
    assert actor_of(adi).roles_anywhere(programme.organisation_id)
