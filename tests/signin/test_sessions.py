"""Sessions: seen and ended by their owner, and ended by whatever ends the right to one."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from milepost.doors.config.environment import WrongSetting, read_environment
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.authors import Channel, system
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Organisation, Person, Session, Token
from milepost.platform.organisations.services import deactivate_person, make_token, remove_member, take_role
from milepost.platform.signin.devices import device_name
from tests.people import PASSWORD, actor_of, cli, client_of

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PROGRAMME = "/o/cakrawala/p/sms-1/"
HERE = "/api/v1/organisations/cakrawala"


@pytest.fixture(autouse=True)
def _the_ledger_agrees_afterwards(db: None) -> object:
    yield
    assert verify_ledger().breaches == []


def signed_in(person: Person, agent: str = FIREFOX) -> Client:
    client = Client(headers={"user-agent": agent})
    answer = client.post("/sign-in", {"username": person.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def words(client: Client) -> str:
    return str(client.get("/account/security").content.decode())


def token_of(person: Person, organisation: Organisation) -> str:
    _, secret = make_token(
        actor=actor_of(Person.objects.get(email="adi@cakrawala.example"), Channel.CLI),
        organisation=organisation,
        person=person,
        scope="read",
        expires_on=date(2099, 1, 1),
    )
    return secret


def ask(secret: str) -> int:
    return int(Client().get(HERE, headers={"Authorization": f"Bearer {secret}"}).status_code)


# -- the list ---------------------------------------------------------------------------------------------------------


def test_a_person_sees_device_address_and_last_use_of_each_session(ada: Person) -> None:
    here = signed_in(ada)
    signed_in(ada, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit Version/18.0 Safari/604.1")
    page = words(here)
    assert "Firefox on Linux" in page
    assert "Safari on iPhone" in page
    assert page.count("127.0.0.1</td>") == 2
    assert page.count("this one") == 1


def test_a_session_is_ended_and_its_next_request_asks_to_sign_in(ada: Person) -> None:
    here, elsewhere = signed_in(ada), signed_in(ada)
    key = Session.objects.get(session_key=elsewhere.session.session_key).pk
    assert here.post(f"/account/security/sessions/{key}/end").url == "/account/security"
    assert elsewhere.get("/").status_code == 302
    assert here.get("/").status_code == 200
    assert Entry.objects.filter(kind="person.session-ended").count() == 1


def test_somebody_elses_session_cannot_be_ended(ada: Person, ben: Person) -> None:
    his = client_of(ben)
    key = Session.objects.get(person=ben).pk
    answer = client_of(ada).post(f"/account/security/sessions/{key}/end", follow=True)
    assert "has ended already" in answer.content.decode()
    assert his.get("/").status_code == 200


def test_signing_out_everywhere_ends_this_session_too(ada: Person, ben: Person) -> None:
    here, elsewhere, other = signed_in(ada), signed_in(ada), client_of(ben)
    assert here.post("/account/security/sessions/end").url == "/sign-in"
    assert here.get("/").status_code == elsewhere.get("/").status_code == 302
    assert other.get("/").status_code == 200


def test_last_use_moves_once_a_minute(ada: Person) -> None:
    client = client_of(ada)
    client.get("/account")
    row = Session.objects.get(person=ada)
    Session.objects.update(seen_at=timezone.now() - timedelta(minutes=5))
    client.get("/account")
    row.refresh_from_db()
    assert timezone.now() - row.seen_at < timedelta(minutes=1)
    seen = row.seen_at
    client.get("/account")
    row.refresh_from_db()
    assert row.seen_at == seen


def test_a_session_that_nobody_uses_ends(ada: Person) -> None:
    unused, used = signed_in(ada), signed_in(ada)
    Session.objects.update(seen_at=timezone.now() - timedelta(minutes=119))
    assert used.get("/account").status_code == 200
    Session.objects.filter(session_key=unused.session.session_key).update(
        seen_at=timezone.now() - timedelta(minutes=120)
    )
    assert words(used).count("127.0.0.1</td>") == 1
    assert unused.get("/account").url == "/sign-in?next=/account"
    assert used.get("/account").status_code == 200


def test_how_long_is_a_setting_of_at_least_five_minutes(tmp_path: Path) -> None:
    home = {"MILEPOST_HOME": str(tmp_path)}
    assert read_environment(home).idle_minutes == 120
    assert read_environment({**home, "MILEPOST_IDLE_MINUTES": "30"}).idle_minutes == 30
    with pytest.raises(WrongSetting, match="MILEPOST_IDLE_MINUTES is '4', use a whole number from 5 on"):
        read_environment({**home, "MILEPOST_IDLE_MINUTES": "4"})


def test_a_key_in_the_list_is_not_the_cookies(ada: Person) -> None:
    client = signed_in(ada)
    assert client.session.session_key not in words(client)


def test_signing_in_forgets_sessions_that_ran_out(ada: Person) -> None:
    client_of(ada)
    Session.objects.update(expire_date=timezone.now() - timedelta(hours=1))
    signed_in(ada)
    assert Session.objects.filter(person=ada).count() == 1


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("curl/8.5", "curl"),
        ("", "An unknown device"),
    ],
)
def test_a_device_is_named_in_words(agent: str, name: str) -> None:
    assert device_name(agent) == name


# -- what ends them ---------------------------------------------------------------------------------------------------


def test_a_removed_member_is_out_with_the_very_next_request(adi: Person, ada: Person, cakrawala: Organisation) -> None:
    client, secret = signed_in(ada), token_of(ada, cakrawala)
    assert (client.get(PROGRAMME).status_code, ask(secret)) == (200, 200)
    remove_member(actor=actor_of(adi), member=ada.memberships.get())
    assert client.get(PROGRAMME).url.startswith("/sign-in")
    assert ask(secret) == 401
    again = signed_in(ada)
    assert again.get(PROGRAMME).status_code == 404


def test_a_member_of_two_organisations_removed_from_one_keeps_the_other(
    adi: Person, karl: Person, cakrawala: Organisation, bukit: Organisation
) -> None:
    remove_member(actor=actor_of(adi), member=karl.memberships.get(organisation=cakrawala))
    again = signed_in(karl)
    assert again.get(PROGRAMME).status_code == 404
    assert again.get("/o/bukit/").status_code == 200


def test_a_taken_role_closes_the_programme_with_the_very_next_request(
    adi: Person, ada: Person, cakrawala: Organisation
) -> None:
    client, secret = signed_in(ada), token_of(ada, cakrawala)
    take_role(actor=actor_of(adi), grant=ada.memberships.get().grants.get())
    assert client.get(PROGRAMME).status_code == 403
    assert ask(secret) == 403


def test_a_role_whose_last_day_is_over_opens_nothing(ada: Person, programme: Programme) -> None:
    client = signed_in(ada)
    ada.memberships.get().grants.update(until=date(2020, 1, 1))
    try:
        assert client.get(PROGRAMME).status_code == 403
    finally:
        ada.memberships.get().grants.update(until=None)


def test_a_deactivated_person_is_out_with_the_very_next_request(ada: Person, cakrawala: Organisation) -> None:
    client, secret = signed_in(ada), token_of(ada, cakrawala)
    deactivate_person(author=system(Channel.CLI), person=ada)
    assert client.get(PROGRAMME).url.startswith("/sign-in")
    assert ask(secret) == 401
    assert Client().post("/sign-in", {"username": ada.email, "password": PASSWORD}).status_code == 422
    assert Token.objects.filter(person=ada, revoked_at=None).count() == 0


def test_the_command_line_deactivates_and_reactivates(ada: Person) -> None:
    ran = cli("member", "deactivate", ada.email, "--json")
    assert ran.json == {"schema": "milepost/member-account/1", "email": ada.email, "active": False}
    assert cli("member", "deactivate", ada.email).exit_code == 2
    assert cli("member", "reactivate", ada.email).exit_code == 0
    assert signed_in(ada).get(PROGRAMME).status_code == 200
    kinds = set(Entry.objects.filter(kind__startswith="person.").values_list("kind", flat=True))
    assert {"person.deactivated", "person.reactivated"} <= kinds
