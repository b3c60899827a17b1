"""Groups: what they hold, and what an administrator says they give."""

from typing import Any

import pytest

from milepost.features.programmes.models import Programme
from milepost.platform.ledger.models import Entry
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Grant, Organisation, Person
from milepost.platform.organisations.policies import Hidden, NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import add_member, remove_member, take_role
from milepost.platform.provisioning.models import GroupRole, ScimGroup, ScimMembership, ScimUser
from milepost.platform.provisioning.services import map_group, unmap_group
from tests.people import actor_of
from tests.scim.provider import NOBODY, Bearer


def roles_of(user: ScimUser) -> list[str]:
    user.refresh_from_db()
    held = Grant.objects.filter(member__person=user.person, member__removed_at=None)
    return sorted(f"{grant.role}{'' if grant.given_by is None else ' (group)'}" for grant in held)


@pytest.fixture
def nia(there: Bearer) -> ScimUser:
    return there.user("nia@cakrawala.example")


@pytest.fixture
def dwi(there: Bearer) -> ScimUser:
    return there.user("dwi@cakrawala.example")


# -- what they hold ---------------------------------------------------------------------------------------------------


def test_a_group_is_made_found_and_shown(there: Bearer, nia: ScimUser) -> None:
    made = there.ask(
        "POST",
        "Groups",
        {"displayName": "Service Desk", "externalId": "g-1", "members": [{"value": str(nia.pk), "display": "Nia"}]},
    ).json()
    assert made["members"][0]["value"] == str(nia.pk)
    assert made["members"][0]["$ref"].endswith(f"/scim/v2/cakrawala/Users/{nia.pk}")
    assert there.get(f"Groups/{made['id']}").json() == made
    assert "members" not in there.get(f"Groups/{made['id']}?excludedAttributes=members").json()
    for written in ('displayName eq "service desk"', 'externalId eq "g-1"', f'members.value eq "{nia.pk}"'):
        assert there.found(f"Groups?excludedAttributes=members&filter={written.replace(' ', '%20')}") == [made["id"]]
    assert there.found('Groups?filter=displayName%20eq%20"Nobody"') == []
    assert there.get(f"Users/{nia.pk}").json()["groups"][0]["display"] == "Service Desk"


def test_a_second_group_of_the_same_name_is_refused(there: Bearer) -> None:
    there.group("Service Desk")
    answer = there.ask("POST", "Groups", {"displayName": "SERVICE desk"})
    assert (answer.status_code, answer.json()["scimType"]) == (409, "uniqueness")
    other = there.group("Other")
    renamed = {"op": "replace", "value": {"id": str(other.pk), "displayName": "service desk"}}
    assert there.patch(f"Groups/{other.pk}", renamed).status_code == 409


@pytest.mark.parametrize(
    ("operations", "left"),
    [
        ([{"op": "Add", "path": "members", "value": [{"$ref": None, "value": "DWI"}]}], "nia dwi"),
        ([{"op": "Remove", "path": "members", "value": [{"$ref": None, "value": "NIA"}]}], ""),
        ([{"op": "Remove", "path": 'members[value eq "NIA"]'}], ""),
        ([{"op": "Remove", "path": 'members[value eq "DWI"]'}], "nia"),
        ([{"op": "remove", "path": "members"}], ""),
        ([{"op": "replace", "path": "members", "value": [{"value": "DWI", "display": "d"}]}], "dwi"),
        ([{"op": "replace", "value": {"members": [{"value": "DWI"}]}}], "dwi"),
        ([{"op": "add", "path": "members", "value": {"value": "DWI"}}], "nia dwi"),
        ([{"op": "add", "path": "members", "value": "DWI"}], "nia dwi"),
        (
            [
                {"op": "add", "path": "members", "value": [{"value": "DWI"}]},
                {"op": "remove", "path": 'members[value eq "NIA"]'},
                {"op": "replace", "path": "displayName", "value": "Desk"},
            ],
            "dwi",
        ),
    ],
)
def test_members_come_and_go_as_the_providers_say_it(
    operations: list[dict[str, Any]], left: str, there: Bearer, nia: ScimUser, dwi: ScimUser
) -> None:
    group = there.group("Service Desk", nia)
    written = repr(operations).replace("NIA", str(nia.pk)).replace("DWI", str(dwi.pk))
    assert there.patch(f"Groups/{group.pk}", *eval(written)).status_code == 200
    names = {nia.pk: "nia", dwi.pk: "dwi"}
    inside = {names[key] for key in ScimMembership.objects.filter(group=group).values_list("user_id", flat=True)}
    assert inside == set(left.split())


def test_a_group_is_replaced_whole(there: Bearer, nia: ScimUser, dwi: ScimUser) -> None:
    group = there.group("Service Desk", nia)
    body = {"displayName": "Desk", "members": [{"value": str(dwi.pk)}]}
    shown = there.ask("PUT", f"Groups/{group.pk}", body).json()
    assert (shown["displayName"], [one["value"] for one in shown["members"]]) == ("Desk", [str(dwi.pk)])
    assert there.ask("PUT", f"Groups/{group.pk}", {"displayName": "Desk"}).json()["members"] == []


@pytest.mark.parametrize(
    ("body", "scim_type"),
    [
        ({"displayName": ""}, "invalidValue"),
        ({"displayName": 3}, "invalidValue"),
        ({"displayName": "x" * 201}, "invalidValue"),
        ({"displayName": "Desk", "members": [{"value": NOBODY}]}, "invalidValue"),
        ({"displayName": "Desk", "members": [{"value": "' OR 1=1"}]}, "invalidValue"),
        ({"displayName": "Desk", "members": [{"value": NOBODY, "type": "Group"}]}, "invalidValue"),
        ({"displayName": "Desk", "members": [7]}, "invalidValue"),
    ],
)
def test_a_group_that_cannot_be_kept_is_refused(body: Any, scim_type: str, there: Bearer) -> None:
    answer = there.ask("POST", "Groups", body)
    assert (answer.status_code, answer.json()["scimType"]) == (400, scim_type)
    assert not ScimGroup.objects.exists()


def test_what_changes_nothing_leaves_no_entry(there: Bearer, nia: ScimUser) -> None:
    group = there.group("Service Desk", nia)
    before = Entry.objects.count()
    there.patch(f"Groups/{group.pk}", {"op": "add", "path": "members", "value": [{"value": str(nia.pk)}]})
    assert Entry.objects.count() == before


def test_an_older_version_changes_nothing(there: Bearer, nia: ScimUser) -> None:
    group = there.group("Service Desk")
    tag = there.get(f"Groups/{group.pk}")["ETag"]
    add = {"op": "add", "path": "members", "value": [{"value": str(nia.pk)}]}
    assert there.get(f"Groups/{group.pk}", **{"If-None-Match": tag}).status_code == 304
    assert there.patch(f"Groups/{group.pk}", add, **{"If-Match": tag}).status_code == 200
    assert there.ask("DELETE", f"Groups/{group.pk}", **{"If-Match": tag}).status_code == 412


# -- what they give ---------------------------------------------------------------------------------------------------


def test_a_group_gives_nothing_until_an_administrator_says_what(
    there: Bearer, nia: ScimUser, dwi: ScimUser, adi: Person, programme: Programme
) -> None:
    group = there.group("Administrators", nia)
    assert roles_of(nia) == []
    map_group(actor=actor_of(adi), group=group, role=Role.CONTRIBUTOR, programme_id=programme.pk)
    assert roles_of(nia) == ["contributor (group)"]
    there.patch(f"Groups/{group.pk}", {"op": "add", "path": "members", "value": [{"value": str(dwi.pk)}]})
    assert roles_of(dwi) == ["contributor (group)"]
    there.patch(f"Groups/{group.pk}", {"op": "remove", "path": f'members[value eq "{nia.pk}"]'})
    assert (roles_of(nia), roles_of(dwi)) == ([], ["contributor (group)"])
    said = list(Entry.objects.order_by("pk").values_list("kind", flat=True))
    assert said[-2:] == ["member.role-taken", "scim.group-changed"]


def test_what_a_person_gave_stays_whatever_a_group_takes(
    there: Bearer, adi: Person, ada: Person, programme: Programme
) -> None:
    user, group = there.user(ada.email), there.group("Coordinators")
    map_group(actor=actor_of(adi), group=group, role=Role.COORDINATOR, programme_id=programme.pk)
    there.patch(f"Groups/{group.pk}", {"op": "add", "path": "members", "value": [{"value": str(user.pk)}]})
    assert roles_of(user) == ["coordinator", "coordinator (group)"]
    there.ask("DELETE", f"Groups/{group.pk}")
    assert roles_of(user) == ["coordinator"]


def test_what_a_group_gave_is_given_by_hand_too_and_then_stays(
    there: Bearer, adi: Person, cakrawala: Organisation, nia: ScimUser
) -> None:
    group = there.group("Readers", nia)
    rule = map_group(actor=actor_of(adi), group=group, role=Role.READER)
    assert nia.person is not None
    add_member(actor=actor_of(adi), organisation=cakrawala, email=nia.email, name="", role=Role.READER)
    unmap_group(actor=actor_of(adi), rule=rule)
    assert roles_of(nia) == ["reader"]


def test_two_groups_that_give_the_same_role_are_told_apart(there: Bearer, adi: Person, nia: ScimUser) -> None:
    first, second = there.group("One", nia), there.group("Two", nia)
    for group in (first, second):
        map_group(actor=actor_of(adi), group=group, role=Role.READER)
    there.ask("DELETE", f"Groups/{first.pk}")
    assert roles_of(nia) == ["reader (group)"]
    there.ask("DELETE", f"Groups/{second.pk}")
    assert roles_of(nia) == []


def test_a_role_that_a_group_gave_is_not_taken_by_hand(there: Bearer, adi: Person, nia: ScimUser) -> None:
    map_group(actor=actor_of(adi), group=there.group("Readers", nia), role=Role.READER)
    with pytest.raises(Refused, match="comes from a group"):
        take_role(actor=actor_of(adi), grant=Grant.objects.get(given_by__isnull=False))


def test_whoever_comes_back_has_what_their_groups_give(there: Bearer, adi: Person, nia: ScimUser) -> None:
    map_group(actor=actor_of(adi), group=there.group("Readers", nia), role=Role.READER)
    there.patch(f"Users/{nia.pk}", {"op": "replace", "path": "active", "value": "False"})
    assert roles_of(nia) == []
    there.patch(f"Users/{nia.pk}", {"op": "replace", "path": "active", "value": "True"})
    assert roles_of(nia) == ["reader (group)"]


def test_whom_an_administrator_removed_no_group_gives_anything(there: Bearer, adi: Person, nia: ScimUser) -> None:
    group = there.group("Readers", nia)
    assert nia.person is not None
    remove_member(actor=actor_of(adi), member=nia.person.memberships.get())
    map_group(actor=actor_of(adi), group=group, role=Role.READER)
    assert roles_of(nia) == []


def test_a_group_may_give_administrators_but_never_takes_the_last(
    there: Bearer, adi: Person, nia: ScimUser, cakrawala: Organisation
) -> None:
    group = there.group("Administrators", nia)
    rule = map_group(actor=actor_of(adi), group=group, role=Role.ADMINISTRATOR)
    there.ask("DELETE", f"Users/{there.user(adi.email).pk}")
    assert roles_of(nia) == ["administrator (group)"]
    out = {"op": "remove", "path": "members"}
    for answer in (there.patch(f"Groups/{group.pk}", out), there.ask("DELETE", f"Groups/{group.pk}")):
        assert answer.status_code == 409
        assert "at least one administrator" in answer.json()["detail"]
    with pytest.raises(Refused, match="at least one administrator"):
        unmap_group(actor=actor_of(nia.person), rule=rule)  # type: ignore[arg-type]
    assert roles_of(nia) == ["administrator (group)"]
    assert ScimMembership.objects.filter(group=group).count() == 1


def test_an_administrator_in_one_programme_and_an_external_auditor_are_no_ones_to_give(
    there: Bearer, adi: Person, programme: Programme
) -> None:
    group = there.group("Some")
    for role, place in ((Role.ADMINISTRATOR, programme.pk), (Role.EXTERNAL_AUDITOR, None)):
        with pytest.raises(Refused):
            map_group(actor=actor_of(adi), group=group, role=role, programme_id=place)
    map_group(actor=actor_of(adi), group=group, role=Role.READER)
    with pytest.raises(Refused, match="already"):
        map_group(actor=actor_of(adi), group=group, role=Role.READER)


def test_only_an_administrator_says_what_a_group_gives(
    there: Bearer, ada: Person, zoe: Person, bukit: Organisation
) -> None:
    group = there.group("Some")
    actors: tuple[tuple[Actor, type[Exception]], ...] = ((actor_of(ada), NotAllowed), (actor_of(zoe), Hidden))
    for actor, refusal in actors:
        with pytest.raises(refusal):
            map_group(actor=actor, group=group, role=Role.READER)
    assert not GroupRole.objects.exists()
