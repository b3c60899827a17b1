"""Users as Entra ID and Okta make, find, change and remove them, and who becomes a member by it."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from milepost.platform.ledger.models import Entry
from milepost.platform.organisations.models import Member, Organisation, Person, Session, Token
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import add_member, invite, make_token, remove_member
from milepost.platform.provisioning.models import ScimUser
from tests.people import actor_of, client_of
from tests.scim.provider import ENTERPRISE, NOBODY, PATCH, Bearer, entra_user, okta_user


def kinds() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("kind", flat=True))


def is_member(email: str, organisation: Organisation) -> bool:
    return Member.objects.filter(person__email=email, organisation=organisation, removed_at=None).exists()


# -- made -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("made", [entra_user, okta_user])
def test_a_new_user_becomes_a_member_without_a_role_and_without_a_password(
    made: Any, there: Bearer, cakrawala: Organisation
) -> None:
    answer = there.ask("POST", "Users", made("nia"))
    assert answer.status_code == 201
    assert answer["Content-Type"] == "application/scim+json"
    assert answer["Location"] == f"http://testserver/scim/v2/cakrawala/Users/{answer.json()['id']}"
    person = Person.objects.get(email="nia@cakrawala.example")
    assert (person.name, person.has_usable_password()) == ("Nia Wijaya", False)
    assert not person.memberships.get(organisation=cakrawala).grants.exists()
    assert kinds()[-2:] == ["member.joined", "scim.user-added"]
    assert Entry.objects.latest("pk").actor_label.startswith("SCIM ")


def test_a_user_is_shown_as_it_was_sent_and_nothing_else_of_it_is_kept(there: Bearer) -> None:
    made = there.ask("POST", "Users", entra_user("nia")).json()
    shown = there.get(f"Users/{made['id']}").json()
    assert shown == made
    assert (shown["userName"], shown["externalId"], shown["active"]) == ("nia@cakrawala.example", "ext-nia", True)
    assert shown["name"] == {"givenName": "Nia", "familyName": "Wijaya", "formatted": "Nia Wijaya"}
    assert shown["emails"] == [{"value": "nia@cakrawala.example", "type": "work", "primary": True}]
    assert not {"title", "phoneNumbers", ENTERPRISE} & set(shown)


def test_a_member_is_known_by_the_address_and_keeps_name_and_roles(there: Bearer, ada: Person) -> None:
    user = there.user("ada.w", emails=[{"value": "ADA@cakrawala.example"}], displayName="Somebody Else")
    assert user.person == ada
    ada.refresh_from_db()
    assert ada.name == "Ada Wibowo"
    assert ada.memberships.get().grants.get().role == Role.COORDINATOR


def test_a_second_user_of_the_same_name_or_address_is_refused(there: Bearer) -> None:
    there.ask("POST", "Users", okta_user("nia"))
    for again in (okta_user("nia"), okta_user("nia", userName="NIA@Cakrawala.example"), okta_user("nia", userName="n")):
        answer = there.ask("POST", "Users", again)
        assert (answer.status_code, answer.json()["scimType"]) == (409, "uniqueness")
    assert ScimUser.objects.count() == 1


def test_a_user_that_is_made_inactive_is_no_member(there: Bearer, cakrawala: Organisation) -> None:
    there.user("nia@cakrawala.example", active="False")
    assert not is_member("nia@cakrawala.example", cakrawala)
    assert not Person.objects.filter(email="nia@cakrawala.example").exists()


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"userName": None}, "userName"),
        ({"userName": 7}, "text"),
        ({"userName": "no address", "emails": []}, "address"),
        ({"emails": [{"value": "not an address"}]}, "e-mail"),
        ({"emails": [3]}, "emails"),
        ({"active": "perhaps"}, "active"),
        ({"name": "Nia"}, "name"),
        ({"displayName": "x" * 201}, "200"),
        ({"displayName": "a\u0000b"}, "shown"),
        ({"displayName": "\ud800"}, "shown"),
        ({"externalId": ["a"]}, "externalId"),
    ],
)
def test_a_user_that_cannot_be_kept_is_refused_with_the_reason(sent: Any, says: str, there: Bearer) -> None:
    answer = there.ask("POST", "Users", okta_user("nia", **sent))
    assert answer.status_code == 400, answer.content
    assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert answer.json()["status"] == "400"
    assert says in answer.json()["detail"]
    assert not Person.objects.filter(email="nia@cakrawala.example").exists()


# -- found ------------------------------------------------------------------------------------------------------------


def test_users_are_found_as_the_providers_look_for_them(there: Bearer) -> None:
    nia = there.ask("POST", "Users", entra_user("nia")).json()["id"]
    dwi = there.ask("POST", "Users", entra_user("dwi", active="False")).json()["id"]
    for written, found in {
        'userName eq "NIA@cakrawala.example"': [nia],
        'externalId eq "ext-dwi"': [dwi],
        'externalId eq "EXT-dwi"': [],
        'emails[type eq "work"].value eq "dwi@cakrawala.example"': [dwi],
        'emails.value eq "Nia@cakrawala.example"': [nia],
        "active eq true": [nia],
        'active eq "False"': [dwi],
        'userName eq "nia@cakrawala.example" and active eq true': [nia],
        'userName eq "nia@cakrawala.example" AND active EQ false': [],
        f'id eq "{dwi}"': [dwi],
        'urn:ietf:params:scim:schemas:core:2.0:User:userName eq "nia@cakrawala.example"': [nia],
        'userName eq "nobody"': [],
    }.items():
        answer = there.ask("GET", f"Users?filter={written.replace(' ', '%20').replace('"', '%22')}")
        assert answer.status_code == 200, (written, answer.content)
        assert [one["id"] for one in answer.json()["Resources"]] == found, written
        assert answer.json()["totalResults"] == len(found)


def test_a_list_is_read_page_by_page(there: Bearer) -> None:
    made = [str(there.user(f"u{number}@cakrawala.example").pk) for number in range(5)]
    page = there.get("Users?startIndex=2&count=2").json()
    assert (page["totalResults"], page["startIndex"], page["itemsPerPage"]) == (5, 2, 2)
    assert [one["id"] for one in page["Resources"]] == made[1:3]
    assert there.found("Users?startIndex=-3&count=1") == made[:1]
    assert there.found("Users?startIndex=6") == []
    assert there.get("Users?count=0").json() | {"schemas": 0} == {
        "schemas": 0, "totalResults": 5, "startIndex": 1, "itemsPerPage": 0, "Resources": [],
    }  # fmt: skip
    assert there.get("Users?count=many").status_code == 400


def test_only_the_attributes_asked_for_are_shown(there: Bearer) -> None:
    nia = there.user("nia@cakrawala.example")
    assert set(there.get(f"Users/{nia.pk}?attributes=userName,name.givenName").json()) == {"schemas", "id", "userName"}
    assert "emails" not in there.get(f"Users/{nia.pk}?excludedAttributes=emails,id").json()
    assert "id" in there.get(f"Users/{nia.pk}?excludedAttributes=emails,id").json()


# -- changed ----------------------------------------------------------------------------------------------------------


def test_entra_changes_a_user_by_paths(there: Bearer) -> None:
    nia = there.ask("POST", "Users", entra_user("nia")).json()["id"]
    shown = there.patch(
        f"Users/{nia}",
        {"op": "Replace", "path": "displayName", "value": "Nia W. Putri"},
        {"op": "Add", "path": "name.familyName", "value": "Putri"},
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "nia.putri@cakrawala.example"},
        {"op": "Replace", "path": f"{ENTERPRISE}:department", "value": "Finance"},
        {"op": "Remove", "path": "title"},
        {"op": "Add", "path": 'phoneNumbers[type eq "mobile"].value', "value": "1"},
    ).json()
    assert (shown["displayName"], shown["name"]["familyName"]) == ("Nia W. Putri", "Putri")
    assert shown["emails"][0]["value"] == "nia.putri@cakrawala.example"
    person = Person.objects.get(name="Nia W. Putri")
    assert person.email == "nia@cakrawala.example"  # what people sign in with stays


def test_entra_changes_a_user_without_a_path(there: Bearer, cakrawala: Organisation) -> None:
    nia = there.ask("POST", "Users", entra_user("nia")).json()["id"]
    shown = there.patch(
        f"Users/{nia}",
        {
            "op": "Replace",
            "value": {
                "active": "False",
                "name.givenName": "Nina",
                'emails[type eq "work"].value': "nina@cakrawala.example",
                f"{ENTERPRISE}:department": "Finance",
                "externalId": "ext-nina",
            },
        },
    ).json()
    assert (shown["active"], shown["name"]["givenName"], shown["externalId"]) == (False, "Nina", "ext-nina")
    assert not is_member("nia@cakrawala.example", cakrawala)


def test_okta_replaces_a_user_whole_and_switches_it_off_in_a_value(there: Bearer, cakrawala: Organisation) -> None:
    nia = there.ask("POST", "Users", okta_user("nia")).json()["id"]
    shown = there.ask("PUT", f"Users/{nia}", okta_user("nia", id=nia, externalId=None, displayName=None)).json()
    assert not {"externalId", "displayName"} & set(shown)
    there.patch(f"Users/{nia}", {"op": "replace", "value": {"active": False}})
    assert not is_member("nia@cakrawala.example", cakrawala)
    there.ask("PUT", f"Users/{nia}", okta_user("nia"))
    assert is_member("nia@cakrawala.example", cakrawala)


def test_emails_are_changed_in_every_way_that_is_sent(there: Bearer) -> None:
    nia = there.user("nia@cakrawala.example")
    for operation, email in (
        ({"op": "add", "path": "emails", "value": [{"value": "b@x.example", "type": "home"}]}, "nia@cakrawala.example"),
        ({"op": "add", "path": "emails", "value": [{"value": "b@x.example", "type": "work"}]}, "b@x.example"),
        ({"op": "replace", "path": "emails", "value": {"value": "c@x.example"}}, "c@x.example"),
        ({"op": "replace", "path": "emails[primary eq true].value", "value": "d@x.example"}, "d@x.example"),
        ({"op": "replace", "path": 'emails[type eq "home"].value', "value": "e@x.example"}, "d@x.example"),
        ({"op": "replace", "path": 'emails[type eq "work"]', "value": {"value": "f@x.example"}}, "f@x.example"),
        ({"op": "replace", "path": 'emails[type eq "work"].display', "value": "F"}, "f@x.example"),
        ({"op": "remove", "path": 'emails[value eq "F@x.example"]'}, "nia@cakrawala.example"),
    ):
        shown = there.patch(f"Users/{nia.pk}", operation).json()
        assert shown["emails"][0]["value"] == email, operation


@pytest.mark.parametrize(
    ("operation", "scim_type"),
    [
        ({"op": "replace", "path": "id", "value": NOBODY}, "mutability"),
        ({"op": "replace", "path": "groups", "value": []}, "mutability"),
        ({"op": "remove"}, "noTarget"),
        ({"op": "destroy", "path": "active"}, "invalidSyntax"),
        ({"path": "active", "value": True}, "invalidSyntax"),
        ({"op": "replace", "path": "emails[", "value": 1}, "invalidPath"),
        ({"op": "replace", "path": 7, "value": 1}, "invalidSyntax"),
        ({"op": "replace", "value": "active"}, "invalidSyntax"),
        ({"op": "replace", "path": "active", "value": "maybe"}, "invalidValue"),
        ({"op": "remove", "path": "userName"}, "invalidValue"),
        ({"op": "replace", "path": "name", "value": []}, "invalidValue"),
        ("replace", "invalidSyntax"),
    ],
)
def test_a_change_that_cannot_be_made_changes_nothing(operation: Any, scim_type: str, there: Bearer) -> None:
    nia = there.user("nia@cakrawala.example")
    first = {"op": "replace", "path": "displayName", "value": "Not this"}
    answer = there.ask("PATCH", f"Users/{nia.pk}", {"schemas": [PATCH], "Operations": [first, operation]})
    assert (answer.status_code, answer.json()["scimType"]) == (400, scim_type)
    nia.refresh_from_db()
    assert nia.display_name == ""


def test_what_changes_nothing_leaves_no_entry(there: Bearer) -> None:
    nia = there.user("nia@cakrawala.example")
    before = Entry.objects.count()
    there.patch(f"Users/{nia.pk}", {"op": "replace", "path": "active", "value": "True"})
    there.patch(f"Users/{nia.pk}", {"op": "replace", "value": {"id": str(nia.pk), "userName": nia.user_name}})
    assert Entry.objects.count() == before


def test_an_older_version_changes_nothing(there: Bearer) -> None:
    nia = there.user("nia@cakrawala.example")
    name = {"op": "replace", "path": "displayName", "value": "Nia"}
    tag = there.get(f"Users/{nia.pk}")["ETag"]
    assert there.get(f"Users/{nia.pk}", **{"If-None-Match": tag}).status_code == 304
    assert there.patch(f"Users/{nia.pk}", name, **{"If-Match": tag}).status_code == 200
    assert there.patch(f"Users/{nia.pk}", {**name, "value": "x"}, **{"If-Match": tag}).status_code == 412
    assert there.ask("DELETE", f"Users/{nia.pk}", **{"If-Match": tag}).status_code == 412
    assert there.patch(f"Users/{nia.pk}", name, **{"If-Match": "W/x"}).status_code == 412


# -- taken out --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["inactive", "deleted"])
def test_whoever_is_taken_out_loses_sessions_tokens_and_roles_at_once(
    how: str, there: Bearer, karl: Person, bukit: Organisation, cakrawala: Organisation
) -> None:
    user = there.user(karl.email)
    client = client_of(karl)
    token, shown = make_token(
        actor=actor_of(karl), organisation=cakrawala, person=karl, scope="read", expires_on=date(2099, 1, 1)
    )
    if how == "inactive":
        there.patch(f"Users/{user.pk}", {"op": "Replace", "path": "active", "value": "False"})
    else:
        assert there.ask("DELETE", f"Users/{user.pk}").status_code == 204
        assert there.get(f"Users/{user.pk}").status_code == 404
    assert not is_member(karl.email, cakrawala)
    assert client.get("/o/cakrawala/p/sms-1/").status_code in {302, 404}
    assert not Session.objects.filter(person=karl).exists()
    assert Token.objects.get(pk=token.pk).revoked_at is not None
    bearer = {"Authorization": f"Bearer {shown}"}
    assert Client().get("/api/v1/organisations", headers=bearer).status_code == 401
    # The account, and what it is elsewhere, stay.
    karl.refresh_from_db()
    assert karl.is_active
    assert is_member(karl.email, bukit)
    assert "member.removed" in kinds()


def test_the_last_administrator_is_never_taken_out(there: Bearer, adi: Person, cakrawala: Organisation) -> None:
    user = there.user(adi.email)
    for answer in (
        there.patch(f"Users/{user.pk}", {"op": "replace", "value": {"active": False}}),
        there.ask("DELETE", f"Users/{user.pk}"),
        there.ask("PUT", f"Users/{user.pk}", okta_user("adi", active=False)),
    ):
        assert answer.status_code == 409
        assert "at least one administrator" in answer.json()["detail"]
    assert is_member(adi.email, cakrawala)
    assert there.get(f"Users/{user.pk}").json()["active"] is True


def test_whom_the_provider_took_out_it_brings_back_without_the_roles_of_before(
    there: Bearer, ada: Person, cakrawala: Organisation
) -> None:
    user = there.user(ada.email)
    for active in (False, True):
        there.patch(f"Users/{user.pk}", {"op": "replace", "path": "active", "value": active})
    assert is_member(ada.email, cakrawala)
    assert not ada.memberships.get(removed_at=None).grants.exists()
    there.ask("DELETE", f"Users/{user.pk}")
    there.user(ada.email)
    assert is_member(ada.email, cakrawala)


def test_whom_an_administrator_removed_the_provider_does_not_bring_back(
    there: Bearer, ada: Person, adi: Person, cakrawala: Organisation
) -> None:
    user = there.user(ada.email)
    remove_member(actor=actor_of(adi), member=ada.memberships.get())
    there.patch(f"Users/{user.pk}", {"op": "replace", "path": "active", "value": "True"})
    there.ask("PUT", f"Users/{user.pk}", okta_user("ada"))
    there.ask("DELETE", f"Users/{user.pk}")
    there.user(ada.email)
    assert not is_member(ada.email, cakrawala)


def test_whom_an_administrator_brought_back_a_later_change_does_not_take_out(
    there: Bearer, ada: Person, adi: Person, cakrawala: Organisation
) -> None:
    user = there.user(ada.email)
    there.patch(f"Users/{user.pk}", {"op": "replace", "path": "active", "value": False})
    add_member(actor=actor_of(adi), organisation=cakrawala, email=ada.email, name=ada.name, role=Role.READER)
    there.patch(f"Users/{user.pk}", {"op": "replace", "path": "displayName", "value": "Ada"})
    there.ask("DELETE", f"Users/{user.pk}")
    assert is_member(ada.email, cakrawala)


# -- people of other organisations ------------------------------------------------------------------------------------


def test_nobody_of_another_organisation_is_made_a_member_over_their_head(
    there: Bearer, zoe: Person, bukit: Organisation, cakrawala: Organisation
) -> None:
    before = (zoe.name, zoe.email, zoe.password)
    answer = there.ask("POST", "Users", okta_user("zoe", userName=zoe.email, emails=[], displayName="Taken Over"))
    assert answer.status_code == 201  # not told apart from somebody new
    for change in ({"displayName": "Zoe T."}, {"active": False}, {"active": True}):
        assert there.patch(f"Users/{answer.json()['id']}", {"op": "replace", "value": change}).status_code == 200
    assert there.ask("DELETE", f"Users/{answer.json()['id']}").status_code == 204
    zoe.refresh_from_db()
    assert (zoe.name, zoe.email, zoe.password) == before
    assert not is_member(zoe.email, cakrawala)
    assert is_member(zoe.email, bukit)


def test_whoever_waits_comes_in_by_accepting_an_invitation(
    there: Bearer, zoe: Person, bukit: Organisation, cakrawala: Organisation, adi: Person
) -> None:
    user = there.user(zoe.email)
    _, secret = invite(actor=actor_of(adi), organisation=cakrawala, email=zoe.email, name="Zoe", role=Role.CONTRIBUTOR)
    client_of(zoe).post(f"/invitation/{secret}")
    assert is_member(zoe.email, cakrawala)
    there.patch(f"Users/{user.pk}", {"op": "replace", "path": "displayName", "value": "Zoe"})
    user.refresh_from_db()
    assert user.person == zoe
    there.ask("DELETE", f"Users/{user.pk}")
    assert not is_member(zoe.email, cakrawala)


def test_a_name_follows_the_provider_only_where_nobody_else_knows_the_person_by_it(
    there: Bearer, ada: Person, karl: Person
) -> None:
    for person in (ada, karl):
        user = there.user(person.email, displayName=person.name)
        there.patch(f"Users/{user.pk}", {"op": "replace", "path": "displayName", "value": "New Name"})
        person.refresh_from_db()
    assert (ada.name, karl.name) == ("New Name", "Karl Tanaka")


def test_an_address_moved_to_somebody_else_takes_nobody_over(there: Bearer, ada: Person, ben: Person) -> None:
    user = there.user(ada.email)
    there.patch(f"Users/{user.pk}", {"op": "replace", "path": 'emails[type eq "work"].value', "value": ben.email})
    there.patch(f"Users/{user.pk}", {"op": "replace", "path": "active", "value": False})
    user.refresh_from_db()
    ben.refresh_from_db()
    assert user.person == ada
    assert ben.email == "ben@cakrawala.example"
    assert ben.memberships.get().removed_at is None
    assert ada.memberships.get().removed_at is not None
