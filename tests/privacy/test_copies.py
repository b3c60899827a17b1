"""A copy of somebody's data: all about them, no secret, nothing of an organisation that its reader may not see."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from milepost.features.programmes.models import Programme
from milepost.platform.ledger.authors import Channel
from milepost.platform.ledger.clock import now
from milepost.platform.ledger.models import Entry
from milepost.platform.organisations.models import Member, Organisation, Person, Session
from milepost.platform.organisations.services import (
    change_sign_in_rules,
    make_token,
    remove_member,
)
from milepost.platform.privacy.exporting import counts_of, own_counts, own_data, own_reach
from milepost.platform.privacy.relations import related_tables
from milepost.platform.signin.models import Passkey, RecoveryCode
from tests.ledger.rows import make_row
from tests.people import actor_of, cli, client_of

HOSTILE = 'Róbert"); DROP TABLE <b>x</b> \u202e\u2028 ünïcode 🚦'


def place(data: Any, code: str) -> Any:
    (found,) = [part for part in data["organisations"] if part["code"] == code]
    return found


def test_a_copy_holds_every_table_that_points_at_the_person(programme: Programme, ada: Person, db: None) -> None:
    given = {"organisation_id": programme.organisation_id, "programme_id": programme.pk}
    made = {}
    for related in related_tables():
        for number, column in enumerate(related.columns):
            with transaction.atomic():
                if not related.model.objects.filter(**{column: ada}).exists():
                    row = make_row(related.model, given | {f"{column}_id": ada.pk}, number=number)
                    related.model.objects.bulk_create([row])
                data = own_data(actor_of(ada))
                part = place(data, "cakrawala")["rows"] if related.has_organisation else data["account"]
                made[related.table, column] = [found for found in part[related.table] if column in found["as"]]
                transaction.set_rollback(True)
    assert len(made) > 25
    assert [key for key, rows in made.items() if not rows] == []


def test_a_copy_holds_account_roles_tokens_and_entries_but_no_secret(
    ada: Person, adi: Person, cakrawala: Organisation
) -> None:
    client_of(ada)
    token, secret = make_token(
        actor=actor_of(ada), organisation=cakrawala, person=ada, scope="read", expires_on=date(2099, 1, 1)
    )
    Passkey.objects.create(
        person=ada, name="phone", credential_id="CREDENTIAL-ID", credential="CREDENTIAL", made_at=now()
    )
    RecoveryCode.objects.create(person=ada, digest="RECOVERY-DIGEST")
    data = own_data(actor_of(ada))
    assert data["schema"] == "milepost/person/1"
    assert data["person"]["email"] == ada.email
    assert [key["name"] for key in data["account"]["signin.passkey"]] == ["phone"]
    part = place(data, "cakrawala")
    assert [grant["role"] for grant in part["rows"]["organisations.grant"]] == ["coordinator"]
    assert [kept["prefix"] for kept in part["rows"]["organisations.token"]] == [token.prefix]
    assert {"member.joined", "token.made"} <= {entry["kind"] for entry in part["ledger"]}
    (session,) = Session.objects.filter(person=ada)
    written = json.dumps(data)
    secrets = (ada.password, token.digest, secret, session.session_key, session.session_data)
    hidden = (*secrets, "CREDENTIAL", "RECOVERY-DIGEST")
    assert [found for found in hidden if found in written] == []


def test_the_copy_of_a_consultant_holds_each_organisation_and_nobody_elses(
    karl: Person, ada: Person, bukit: Organisation
) -> None:
    data = own_data(actor_of(karl))
    assert {part["code"] for part in data["organisations"]} == {"cakrawala", "bukit"}
    assert {part["code"] for part in own_data(actor_of(ada))["organisations"]} == {"cakrawala"}
    assert ada.email not in json.dumps(data)


def test_a_former_member_still_gets_what_an_organisation_keeps(ada: Person, adi: Person) -> None:
    remove_member(actor=actor_of(adi), member=Member.objects.get(person=ada))
    assert "member.removed" in {entry["kind"] for entry in place(own_data(actor_of(ada)), "cakrawala")["ledger"]}


def test_an_organisation_that_wants_a_second_factor_is_left_out_without_one(karl: Person, zoe: Person) -> None:
    bukit = Organisation.objects.get(code="bukit")
    change_sign_in_rules(actor=actor_of(zoe, Channel.CLI), organisation=bukit, second_factor=True)
    data = own_data(actor_of(karl, has_factor=False), has_factor=False)
    assert [part["code"] for part in data["organisations"]] == ["cakrawala"]
    assert data["left_out"] == ["Bukit Data"]


def test_the_page_counts_what_the_copy_holds(karl: Person) -> None:
    client_of(karl)
    actor = actor_of(karl)
    assert own_counts(actor, own_reach(actor)) == counts_of(own_data(actor))


# -- pages and API ----------------------------------------------------------------------------------------------------


def test_the_page_says_why_and_how_much_in_both_languages(ada: Person) -> None:
    client = client_of(ada)
    page = client.get("/account/my-data").content.decode()
    assert "What you signed" in page
    assert "Cakrawala Layanan Digital" in page
    Person.objects.filter(pk=ada.pk).update(language="id")
    assert "Yang Anda tandatangani" in client.get("/account/my-data").content.decode()


def test_the_copy_is_a_file_that_survives_hostile_names(ada: Person) -> None:
    Person.objects.filter(pk=ada.pk).update(name=HOSTILE)
    answer = client_of(ada).get("/account/my-data/copy")
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert answer["Cache-Control"] == "private, no-store"
    assert json.loads(answer.content)["person"]["name"] == HOSTILE
    page = client_of(ada).get("/account/my-data").content.decode()
    assert "<b>x</b>" not in page


def test_a_token_gives_its_own_organisations_part_alone(karl: Person, adi: Person, cakrawala: Organisation) -> None:
    _token, secret = make_token(
        actor=actor_of(karl), organisation=cakrawala, person=karl, scope="read", expires_on=date(2099, 1, 1)
    )
    answer = Client().get("/api/v1/person", headers={"Authorization": f"Bearer {secret}"})
    data = answer.json()
    assert data["schema"] == "milepost/person/1"
    assert [part["code"] for part in data["organisations"]] == ["cakrawala"]
    assert data["account"] == {}
    assert "Bukit" not in answer.content.decode()


# -- commands ---------------------------------------------------------------------------------------------------------


def test_whoever_runs_the_machine_writes_all_of_it_and_each_organisation_hears(karl: Person, tmp_path: Path) -> None:
    file = tmp_path / "karl.json"
    ran = cli("person", "export", "KARL@consultant.example", "-o", file, "--json")
    assert (ran.exit_code, ran.json["organisations"]) == (0, ["bukit", "cakrawala"])
    assert json.loads(file.read_text("utf-8"))["schema"] == "milepost/person/1"
    assert file.stat().st_mode & 0o077 == 0
    assert Entry.objects.filter(kind="person.copied").count() == 2


def test_an_administrator_writes_their_own_organisations_part(karl: Person, tmp_path: Path) -> None:
    file = tmp_path / "karl.json"
    ran = cli("person", "export", karl.email, "-o", file, "--as", "adi@cakrawala.example", "--json")
    assert (ran.exit_code, ran.json["organisations"]) == (0, ["cakrawala"])
    data = json.loads(file.read_text("utf-8"))
    assert (data["account"], "Bukit" in file.read_text("utf-8")) == ({}, False)
    assert set(data["person"]) == {"id", "email", "name", "language"}


@pytest.mark.parametrize("asker", ["ada@cakrawala.example", "zoe@bukit.example"])
def test_who_administers_none_of_their_organisations_finds_nobody(
    asker: str, ada: Person, ben: Person, bukit: Organisation, tmp_path: Path
) -> None:
    file = tmp_path / "ben.json"
    ran = cli("person", "export", ben.email, "-o", file, "--as", asker, "--json")
    unknown = cli("person", "export", "nobody@nowhere.example", "-o", file, "--as", asker, "--json")
    assert (ran.exit_code, ran.json["code"], file.exists()) == (2, "unknown-person", False)
    assert ran.json["error"].replace(ben.email, "E") == unknown.json["error"].replace("nobody@nowhere.example", "E")


def test_a_place_that_cannot_be_written_is_named(ada: Person, tmp_path: Path) -> None:
    ran = cli("person", "export", ada.email, "-o", tmp_path, "--json")
    assert (ran.exit_code, ran.json["where"]["file"]) == (2, str(tmp_path))
    assert not Entry.objects.filter(kind="person.copied").exists()
