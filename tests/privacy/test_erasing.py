"""Erasing a person: name, address and every way in go; evidence, signatures and the chain stay."""

from datetime import date
from typing import Any

import pytest

from milepost.features.gates.selectors import get_standings
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Channel, system
from milepost.platform.ledger.clock import now, today
from milepost.platform.ledger.models import Entry, Payload
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Invitation, KeptAnswer, Member, Organisation, Person, Session, Token
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import add_member, change_account, invite, make_token, remove_member
from milepost.platform.privacy.erasing import erase_former_member, erase_person, is_erased
from milepost.platform.provisioning.models import ScimUser
from milepost.platform.signin.models import Identity, IdentityProvider, RecoveryCode
from tests.people import PASSWORD, actor_of, cli, client_of
from tests.scim.provider import bearer_of

HOSTILE = '"Ada" <ada@x.example>, \\ \u202e \u2028 🚦 \'); --'


@pytest.fixture
def gone(ada: Person, adi: Person, cakrawala: Organisation) -> Person:
    """Ada worked here under several names, held keys and invitations, and left."""
    client_of(ada)
    change_account(actor=actor_of(ada), name=HOSTILE, language="en")
    ada.refresh_from_db()
    make_token(actor=actor_of(ada), organisation=cakrawala, person=ada, scope="read", expires_on=date(2099, 1, 1))
    invite(actor=actor_of(adi), organisation=cakrawala, email=ada.email, name=ada.name, role=Role.READER)
    RecoveryCode.objects.create(person=ada, digest="d")
    provider = IdentityProvider(organisation=cakrawala, issuer="https://id.example", client_id="milepost")
    identity = Identity(
        organisation=cakrawala, provider=provider, person=ada, subject="a-subject", linked_at=now()
    )  # fmt: skip
    for row in (provider, identity):
        row.save()
    entries.record(
        actor=actor_of(adi), organisation_id=cakrawala.pk, kind="test.linked", subject=provider,
        touched=[provider, identity],
    )  # fmt: skip
    KeptAnswer.objects.create(caller=f"person:{ada.pk}", key="k", fingerprint="f", body=ada.email, at=now())
    remove_member(actor=actor_of(adi), member=Member.objects.get(person=ada))
    client_of(ada)
    return ada


def everything() -> str:
    """Every text of the tables that speak of people, as the database holds it."""
    found: list[str] = []
    for model in (Person, Session, Token, Invitation, KeptAnswer, Entry):
        texts = [field.attname for field in model._meta.concrete_fields if field.get_internal_type() in TEXTS]
        for row in model._default_manager.values_list(*texts):
            found += [str(value) for value in row]
    found += [bytes(written).decode() for written in Entry.objects.values_list("written", flat=True)]
    return "\n".join(found)


TEXTS = {"CharField", "TextField", "EmailField", "JSONField"}


def erase(person: Person, **more: Any) -> Any:
    return erase_person(author=system(Channel.CLI), person=person, reason="They asked.", **more)


def test_nothing_names_an_erased_person_and_the_ledger_is_in_order(gone: Person) -> None:
    email, name = gone.email, gone.name
    assert verify_ledger().passed
    done = erase(gone)
    assert [words for words in (email, name, "Ada Wibowo") if words in everything()] == []
    assert not Payload.objects.filter(entry__subject_id=gone.memberships.get().pk).exists()
    found = verify_ledger()
    assert (found.breaches, found.erased > 0, found.unnamed > 0) == ([], True, True)
    gone.refresh_from_db()
    assert (gone.name, gone.is_active, gone.has_usable_password()) == (done.label, False, False)
    assert is_erased(gone)
    assert not Session.objects.filter(person=gone).exists()
    assert not RecoveryCode.objects.filter(person=gone).exists()
    assert not Identity.objects.exists()
    assert cli("ledger", "verify", "--json").json["names_erased"] > 0


def test_a_dry_run_says_the_same_and_changes_nothing(gone: Person) -> None:
    before = everything()
    told = erase(gone, dry_run=True)
    assert everything() == before
    assert told.goes["tokens"] == told.goes["invitations"] == 1
    assert erase(gone) == told


def test_whoever_is_a_member_anywhere_is_not_erased(karl: Person, adi: Person) -> None:
    remove_member(actor=actor_of(adi), member=Member.objects.get(person=karl, organisation__code="cakrawala"))
    with pytest.raises(Refused) as refused:
        erase(karl)
    assert "milepost member remove bukit" in refused.value.hint


def test_the_last_administrator_is_told_to_name_another(adi: Person, cakrawala: Organisation) -> None:
    with pytest.raises(Refused) as refused:
        erase(adi)
    assert "last administrator of cakrawala" in refused.value.hint


def test_nobody_is_erased_twice(gone: Person) -> None:
    erase(gone)
    with pytest.raises(Refused, match="erased already"):
        erase(gone)


def test_an_erasure_wants_a_reason(gone: Person) -> None:
    with pytest.raises(Refused):
        erase_person(author=system(Channel.CLI), person=gone, reason="  ")


def test_the_verdicts_of_the_gates_stay(gone: Person, programme: Programme) -> None:
    on = today("Asia/Jakarta")
    before = get_standings(programme, on=on)
    erase(gone)
    assert str(get_standings(programme, on=on)) == str(before)


# -- administrators ---------------------------------------------------------------------------------------------------


def test_an_administrator_erases_a_former_member_of_their_own(gone: Person, adi: Person) -> None:
    ran = cli("person", "erase", gone.email, "--reason", "They asked.", "--as", adi.email, "--json")
    assert (ran.exit_code, ran.json["organisations"]) == (0, ["cakrawala"])
    assert Entry.objects.filter(kind="person.erased", actor_id=adi.pk).count() == 1


def test_who_was_elsewhere_too_is_erased_by_the_installation_alone(karl: Person, adi: Person, zoe: Person) -> None:
    for administrator, code in ((adi, "cakrawala"), (zoe, "bukit")):
        member = Member.objects.get(person=karl, organisation__code=code)
        remove_member(actor=actor_of(administrator), member=member)
    with pytest.raises(Refused, match="from within one organisation"):
        erase_former_member(actor=actor_of(adi), person=karl, reason="They asked.")
    assert cli("person", "erase", "karl@consultant.example", "--reason", "They asked.", "--json").exit_code == 0
    assert verify_ledger().breaches == []
    assert Entry.objects.filter(kind="person.erased").count() == 2


@pytest.mark.parametrize("asker", ["ben@cakrawala.example", "zoe@bukit.example"])
def test_a_stranger_and_a_member_without_the_right_find_nobody(
    asker: str, gone: Person, ben: Person, bukit: Organisation
) -> None:
    ran = cli("person", "erase", gone.email, "--reason", "They asked.", "--as", asker, "--json")
    assert (ran.exit_code, ran.json["code"]) == (2, "unknown-person")
    gone.refresh_from_db()
    assert not is_erased(gone)


def test_the_address_is_free_for_somebody_new(gone: Person, adi: Person, cakrawala: Organisation) -> None:
    email = gone.email
    erase(gone)
    again = add_member(
        actor=actor_of(adi), organisation=cakrawala, email=email, name="Ada again", password=PASSWORD
    ).person
    assert again.pk != gone.pk
    assert verify_ledger().breaches == []


def test_nothing_of_what_an_identity_provider_said_is_left(adi: Person, cakrawala: Organisation) -> None:
    there = bearer_of(cakrawala, adi)
    user = there.user("nia.w", emails=[{"value": "nia@x.example"}], displayName="Nia Wijaya")
    there.group("Desk", user)
    there.patch(f"Users/{user.pk}", {"op": "replace", "path": "displayName", "value": "Nia Putri"})
    there.ask("DELETE", f"Users/{user.pk}")
    there.user("nia.w", emails=[{"value": "nia@x.example"}], active=False)
    there.user("adi", emails=[{"value": adi.email.upper()}])
    erase(Person.objects.get(email="nia@x.example"))
    left = everything() + "\n".join(bytes(body).decode() for body in Payload.objects.values_list("body", flat=True))
    assert [words for words in ("nia@x.example", "nia.w", "Nia Wijaya", "Nia Putri") if words in left] == []
    assert list(ScimUser.objects.values_list("email", flat=True)) == [adi.email]
    assert verify_ledger().breaches == []
