"""What a provider, or whoever found its token, may not do: forms that break, sizes, filters, other organisations."""

import hashlib
import json
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Channel, system
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.models import Failures, Organisation, Person
from milepost.platform.organisations.policies import Hidden, NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.provisioning.models import ScimGroup, ScimMembership, ScimToken, ScimUser
from milepost.platform.provisioning.services import make_scim_token, map_group, revoke_scim_token, turn_off
from tests.people import actor_of, client_of
from tests.scim.provider import NOBODY, Bearer, okta_user

RESOURCES = ("ServiceProviderConfig", "ResourceTypes", "Schemas", "Users", f"Users/{NOBODY}", "Groups", "Bulk", "")


# -- whose it is ------------------------------------------------------------------------------------------------------


def test_without_a_token_nothing_answers(there: Bearer, adi: Person) -> None:
    for shown in ("", "mpscim_", "mpscim_12345678_x", f"{there.shown}x", there.shown.replace("mpscim_", "mp_")):
        Failures.objects.all().delete()  # else the address closes for guesses
        for path in RESOURCES:
            answer = Bearer(shown).get(path)
            assert (answer.status_code, answer["Content-Type"]) == (401, "application/scim+json"), (shown, path)
            assert answer["WWW-Authenticate"].startswith("Bearer")
    assert client_of(adi).get("/scim/v2/cakrawala/Users").status_code == 401


def test_the_token_of_another_organisation_finds_nothing(there: Bearer, bukits: Bearer) -> None:
    user, group = there.user("nia@cakrawala.example"), there.group("Desk")
    for org in ("cakrawala", "nowhere"):
        for path in (*RESOURCES, f"Users/{user.pk}", f"Groups/{group.pk}"):
            for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
                assert Bearer(bukits.shown, org).ask(method, path, {}).status_code == 404, (method, org, path)


def test_the_things_of_another_organisation_are_not_there(there: Bearer, bukits: Bearer) -> None:
    user, group = there.user("nia@cakrawala.example"), there.group("Desk")
    remove = {"op": "remove", "path": "members"}
    for answer in (
        bukits.get(f"Users/{user.pk}"),
        bukits.ask("PUT", f"Users/{user.pk}", okta_user("nia")),
        bukits.patch(f"Users/{user.pk}", {"op": "replace", "path": "active", "value": False}),
        bukits.ask("DELETE", f"Users/{user.pk}"),
        bukits.get(f"Groups/{group.pk}"),
        bukits.ask("PUT", f"Groups/{group.pk}", {"displayName": "x"}),
        bukits.patch(f"Groups/{group.pk}", remove),
        bukits.ask("DELETE", f"Groups/{group.pk}"),
    ):
        assert answer.status_code == 404
    assert bukits.found("Users") == bukits.found("Groups") == []
    member = {"displayName": "Theirs", "members": [{"value": str(user.pk)}]}
    assert bukits.ask("POST", "Groups", member).status_code == 400
    assert bukits.ask("POST", "Users", okta_user("ann", userName="nia@cakrawala.example")).status_code == 201


def test_a_token_opens_nothing_but_scim(there: Bearer) -> None:
    headers = {"Authorization": f"Bearer {there.shown}"}
    assert Client().get("/api/v1/organisations", headers=headers).status_code == 401
    assert Client().get("/api/v1/organisations/cakrawala/members", headers=headers).status_code == 401
    assert Client().get("/o/cakrawala/", headers=headers).status_code == 302


def test_a_token_ends_on_its_day_and_when_it_is_revoked(there: Bearer, adi: Person, cakrawala: Organisation) -> None:
    assert there.get("Users").status_code == 200
    token = ScimToken.objects.get()
    assert token.last_used_at is not None
    secret = there.shown.removeprefix(f"mpscim_{token.prefix}_")
    assert token.digest == hashlib.sha256(secret.encode()).hexdigest()
    yesterday = today(cakrawala.timezone) - timedelta(days=1)
    ScimToken.objects.update(expires_on=yesterday)
    assert there.get("Users").status_code == 401
    ScimToken.objects.update(expires_on=date(2099, 1, 1))
    revoke_scim_token(actor=actor_of(adi), token=token)
    assert there.get("Users").status_code == 401
    with pytest.raises(Refused, match="already"):
        revoke_scim_token(actor=actor_of(adi), token=token)
    with pytest.raises(Refused, match="No identity provider"):
        turn_off(actor=actor_of(adi), organisation=cakrawala)


def test_only_an_administrator_makes_one_and_never_by_a_token(
    adi: Person, ada: Person, zoe: Person, bukit: Organisation, cakrawala: Organisation
) -> None:
    given = {"organisation": cakrawala, "expires_on": date(2099, 1, 1)}
    with pytest.raises(NotAllowed):
        make_scim_token(actor=actor_of(ada), **given)
    with pytest.raises(Hidden):
        make_scim_token(actor=actor_of(zoe), **given)
    with pytest.raises(Refused, match="no other token"):
        make_scim_token(actor=actor_of(adi, Channel.API), **given)
    with pytest.raises(Refused, match="in the future"):
        make_scim_token(actor=actor_of(adi), organisation=cakrawala, expires_on=date(2026, 1, 1))
    assert not ScimToken.objects.exists()


def test_guessing_tokens_closes_the_address_for_guesses_alone(there: Bearer) -> None:
    answers = [Bearer("mpscim_12345678_guess").get("Users").status_code for _ in range(32)]
    assert answers == [401] * 30 + [429] * 2
    assert there.get("Users").status_code == 200


# -- forms that break -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [b" ", b"{", b"[]", b"7", b'"x"', b"\xff\xfe", b'{"userName": NaN}', b"[" * 100_000, b'{"a":' * 50_000, b"<User/>"],
    ids=lambda body: repr(body[:12]),
)
def test_a_body_that_is_no_document_is_refused(body: bytes, there: Bearer) -> None:
    for method, path in (("POST", "Users"), ("POST", "Groups"), ("PATCH", f"Users/{NOBODY}")):
        answer = there.ask(method, path, body)
        assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidSyntax")


def test_other_kinds_of_content_are_refused(there: Bearer) -> None:
    assert there.ask("POST", "Users", okta_user("nia"), content_type="text/plain").status_code == 415
    assert there.ask("POST", "Users", okta_user("nia"), content_type="application/json").status_code == 201


def test_a_body_that_is_too_large_is_refused(there: Bearer) -> None:
    for size in (2 * 1024 * 1024, 5 * 1024 * 1024):
        answer = there.ask("POST", "Users", okta_user("nia", title="x" * size))
        assert (answer.status_code, answer["Content-Type"]) == (413, "application/scim+json")


def test_too_many_operations_or_members_are_refused(there: Bearer) -> None:
    group = there.group("Desk")
    assert there.patch(f"Groups/{group.pk}", *[{"op": "remove", "path": "members"}] * 1_001).status_code == 413
    body = {"displayName": "Big", "members": [{"value": NOBODY}] * 10_001}
    assert there.ask("POST", "Groups", body).status_code == 413


def test_ten_thousand_members_come_and_go_in_one_request(there: Bearer, cakrawala: Organisation) -> None:
    row = there.user("u0@cakrawala.example")
    users = [row]
    for number in range(1, 10_000):
        name = f"u{number}@cakrawala.example"
        users.append(_copy(row, name))

    ScimUser.objects.bulk_create(users[1:], batch_size=500)
    entries.record(actor=system(), organisation_id=cakrawala.pk, kind="test.made", subject=cakrawala, touched=users[1:])
    body = {"displayName": "Everybody", "members": [{"$ref": None, "value": str(user.pk)} for user in users]}
    made = there.ask("POST", "Groups?excludedAttributes=members", body)
    assert made.status_code == 201
    assert ScimMembership.objects.count() == 10_000
    assert len(there.get(f"Groups/{made.json()['id']}").json()["members"]) == 10_000
    there.patch(f"Groups/{made.json()['id']}?excludedAttributes=members", {"op": "remove", "path": "members"})
    assert ScimMembership.objects.count() == 0


def _copy(row: ScimUser, name: str) -> ScimUser:
    return ScimUser(
        organisation_id=row.organisation_id, user_name=name, user_key=name, email=name, is_active=True,
        made_at=row.made_at, changed_at=row.changed_at,
    )  # fmt: skip


@pytest.mark.parametrize(
    "written",
    [
        "userName",
        "userName eq",
        'userName eq "a',
        'userName eq a"',
        "userName eq 'a' OR 1=1",
        'userName eq "a" or active eq true',
        'userName sw "a"',
        'userName eq "a" and',
        'userName eq "a" userName eq "b"',
        'not (userName eq "a")',
        'password eq "a"',
        'emails[type eq "work" and primary eq true].value eq "a"',
        'emails[type eq "work"] eq "a"',
        'id[value eq "a"] eq "b"',
        'user_key eq "a"',
        'person__email eq "zoe@bukit.example"',
        'userName eq "\\u0000"',
        'userName eq "\\ud800"',
        'userName eq "\\x"',
        'userName eq "' + "a" * 1000 + '"',
        'active eq "maybe"',
        "(" * 900,
        'userName eq "' + "\\\\" * 480,
    ],
)
def test_a_filter_that_is_none_is_refused_and_finds_nothing(written: str, there: Bearer) -> None:
    there.user("nia@cakrawala.example")
    for path in ("Users", "Groups"):
        answer = there.get(f"{path}?filter={quote(written)}")
        assert answer.status_code == 400, answer.content
        assert answer.json()["scimType"] in {"invalidFilter", "invalidValue"}


@pytest.mark.parametrize("value", ['a" or "1"="1', "'; DROP TABLE people; --", "%", "_", "<script>", "Ñandú 𝔘 ✓"])
def test_a_text_in_a_filter_is_a_text(value: str, there: Bearer) -> None:
    there.user("nia@cakrawala.example", externalId="other")
    assert there.found(f"Users?filter={quote(f'externalId eq {json.dumps(value)}')}") == []
    mine = there.user("dwi@cakrawala.example", externalId=value)
    assert there.found(f"Users?filter={quote(f'externalId eq {json.dumps(value)}')}") == [str(mine.pk)]


def test_names_in_any_script_are_kept_and_markup_is_shown_as_text(there: Bearer, adi: Person) -> None:
    there.user("nia@cakrawala.example", displayName="<img src=x onerror=alert(1)> 王小明")
    group = there.group("<b>Désk</b> 💥")
    assert there.found(f"Groups?filter={quote('displayName eq "<B>DÉSK</b> 💥"')}") == [str(group.pk)]
    browser = client_of(adi)
    for page in ("/o/cakrawala/people", "/o/cakrawala/sign-in/provisioning"):
        shown = browser.get(page).content.decode()
        assert "<img src=x" not in shown
        assert "<b>D" not in shown
    assert "&lt;b&gt;Désk" in browser.get("/o/cakrawala/sign-in/provisioning").content.decode()


def test_addresses_and_methods_that_are_not_there_are_told_as_errors_of_scim(there: Bearer) -> None:
    for method, path, status in (
        ("POST", "Bulk", 404),
        ("GET", "Me", 404),
        ("GET", "Users/", 404),
        ("GET", "Users/not-a-key", 404),
        ("DELETE", f"Users/{NOBODY}", 404),
        ("GET", f"Groups/{'a' * 300}", 404),
        ("DELETE", "Users", 405),
        ("POST", f"Groups/{NOBODY}", 405),
        ("POST", "Schemas", 405),
        ("GET", "Schemas/urn:none", 404),
    ):
        answer = there.ask(method, path, {})
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/scim+json"), path
        assert answer["Cache-Control"] == "private, no-store"


def test_it_says_what_it_can_do(there: Bearer) -> None:
    config = there.get("ServiceProviderConfig").json()
    said = {name: value["supported"] for name, value in config.items() if isinstance(value, dict) and len(value) < 4
            and "supported" in value}  # fmt: skip
    assert said == {
        "patch": True, "bulk": False, "filter": True, "changePassword": False, "sort": False, "etag": True,
    }  # fmt: skip
    assert [one["endpoint"] for one in there.get("ResourceTypes").json()["Resources"]] == ["/Users", "/Groups"]
    for one in there.get("Schemas").json()["Resources"]:
        assert there.get(f"Schemas/{one['id']}").json() == one
    assert there.get("ResourceTypes/User").json()["name"] == "User"


def test_a_group_that_is_too_large_for_one_page_is_listed_without_its_members(there: Bearer, monkeypatch: Any) -> None:
    monkeypatch.setattr("milepost.platform.provisioning.views.groups.MOST_MEMBERS_LISTED", 1)
    there.group("Desk", there.user("a@x.example"), there.user("b@x.example"))
    answer = there.get("Groups")
    assert (answer.status_code, answer.json()["scimType"]) == (400, "tooMany")
    assert there.get("Groups?excludedAttributes=members").status_code == 200


def test_turning_it_off_ends_every_token_and_nothing_else(there: Bearer, adi: Person, cakrawala: Organisation) -> None:
    user = there.user("nia@cakrawala.example")
    map_group(actor=actor_of(adi), group=there.group("Readers", user), role=Role.READER)
    make_scim_token(actor=actor_of(adi), organisation=cakrawala, expires_on=date(2099, 1, 1))
    assert turn_off(actor=actor_of(adi), organisation=cakrawala) == 2
    assert there.get("Users").status_code == 401
    assert user.person is not None
    assert user.person.memberships.get(removed_at=None).grants.get().role == Role.READER
    assert ScimGroup.objects.count() == 1
