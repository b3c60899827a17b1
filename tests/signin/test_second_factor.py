"""An authenticator app and recovery codes: set up, asked for at the door and where one signs, and taken away."""

import re
from typing import Any

import pytest
from django.test import Client

from milepost.platform.ledger.models import Entry, Payload
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations import limits
from milepost.platform.organisations.models import Person, Session
from milepost.platform.organisations.refusals import Refused
from milepost.platform.signatures.services import Signing, confirm_identity
from milepost.platform.signin.models import AuthenticatorApp, RecoveryCode
from milepost.platform.signin.services import prove_code, start_app
from tests.people import PASSWORD, actor_of, cli, client_of
from tests.signin.factors import at_step, code_at, shown_codes, with_app

SECURITY = "/account/security"


@pytest.fixture(autouse=True)
def _the_ledger_agrees_afterwards(db: None) -> object:
    yield
    assert verify_ledger().breaches == []


def kinds() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("kind", flat=True))


def half_way(person: Person, onwards: str = "/") -> Client:
    client = Client()
    answer = client.post("/sign-in", {"username": person.email, "password": PASSWORD, "next": onwards})
    assert answer.url == "/sign-in/second-step"
    return client


def step(client: Client, code: str) -> Any:
    return client.post("/sign-in/second-step", {"code": code})


# -- setting it up ----------------------------------------------------------------------------------------------------


def test_an_app_is_set_up_with_the_password_a_picture_and_its_first_code(ada: Person) -> None:
    here, elsewhere = client_of(ada), client_of(ada)
    assert here.post(f"{SECURITY}/app/start", {"password": PASSWORD}).url == f"{SECURITY}/app"
    page = here.get(f"{SECURITY}/app").content.decode()
    assert "<svg viewBox" in page
    assert 'class="qr"' in page
    with at_step(0):
        shown = here.post(f"{SECURITY}/app", {"code": code_at(ada, 0)})
    assert len(shown_codes(shown)) == 10
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert "10 codes are left" in here.get(SECURITY).content.decode()
    assert kinds()[-1] == "person.factor-added"


def test_the_secret_is_shown_to_nobody_who_did_not_give_the_password(ada: Person) -> None:
    client = client_of(ada)
    start_app(actor=actor_of(ada))
    assert client.get(f"{SECURITY}/app").url == f"{SECURITY}/app/start"
    assert client.post(f"{SECURITY}/app/start", {"password": "wrong-wrong-wrong"}).status_code == 422


def test_a_wrong_first_code_sets_up_nothing(ada: Person) -> None:
    client = client_of(ada)
    client.post(f"{SECURITY}/app/start", {"password": PASSWORD})
    with at_step(0):
        answer = client.post(f"{SECURITY}/app", {"code": code_at(ada, 5)})
    assert answer.status_code == 422
    assert "clock of the phone" in answer.content.decode()
    assert Client().post("/sign-in", {"username": ada.email, "password": PASSWORD}).url == "/"


def test_the_kept_secret_and_codes_tell_nothing(ada: Person) -> None:
    codes = with_app(ada)
    app = AuthenticatorApp.objects.get()
    assert app.secret.startswith("gAAAA")
    kept = " ".join(RecoveryCode.objects.values_list("digest", flat=True))
    assert not [code for code in codes if code in kept]
    assert all(
        code.encode() not in bytes(body) for body in Payload.objects.values_list("body", flat=True) for code in codes
    )


def test_the_pages_of_it_stand_under_the_strict_policy(ada: Person) -> None:
    client = client_of(ada)
    client.post(f"{SECURITY}/app/start", {"password": PASSWORD})
    page = client.get(f"{SECURITY}/app")
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert not re.search(r"\sstyle=|<script(?![^>]*src=)", page.content.decode())
    assert "no-store" in page["Cache-Control"]


# -- at the door ------------------------------------------------------------------------------------------------------


def test_the_password_alone_opens_nothing(ada: Person) -> None:
    with_app(ada)
    client = half_way(ada, "/account")
    assert client.get("/").url.startswith("/sign-in")
    with at_step(1):
        assert step(client, code_at(ada, 1)).url == "/account"
    assert client.get("/").status_code == 200
    assert Session.objects.get(person=ada).signed_in_by == "code"


def test_a_code_is_taken_once_whoever_types_it_again(ada: Person) -> None:
    with_app(ada)
    with at_step(1):
        code = code_at(ada, 1)
        assert step(half_way(ada), code).status_code == 302
        again = step(half_way(ada), code)
    assert again.status_code == 422
    assert "used before" in again.content.decode()


def test_the_code_that_set_the_app_up_is_used_too(ada: Person) -> None:
    with_app(ada)
    with at_step(0):
        assert step(half_way(ada), code_at(ada, 0)).status_code == 422


@pytest.mark.parametrize(("behind", "status"), [(0, 302), (-1, 302), (-2, 422)])
def test_a_phone_may_be_one_step_behind(behind: int, status: int, ada: Person) -> None:
    with_app(ada)
    with at_step(5):
        assert step(half_way(ada), code_at(ada, 5 + behind)).status_code == status


def test_too_many_wrong_codes_close_the_second_step(ada: Person) -> None:
    with_app(ada)
    client = half_way(ada)
    answers = [step(client, "000000").status_code for _try in range(limits.CODE.most)]
    with at_step(1):
        closed = step(client, code_at(ada, 1))
    assert (set(answers), closed.status_code) == ({422}, 429)


def test_a_recovery_code_lets_in_once_and_says_how_many_are_left(ada: Person) -> None:
    code = with_app(ada)[3]
    client = half_way(ada)
    assert step(client, code.upper()).status_code == 302
    assert "9 are left" in client.get("/").content.decode()
    assert step(half_way(ada), code).status_code == 422
    assert kinds().count("person.recovery-code-used") == 1
    assert Session.objects.get(person=ada).signed_in_by == "recovery"


def test_half_way_ends_when_the_password_is_changed_meanwhile(ada: Person) -> None:
    with_app(ada)
    client = half_way(ada)
    cli("member", "password", ada.email, "--password-stdin", stdin="eleven-quiet-herons\n")
    with at_step(1):
        assert step(client, code_at(ada, 1)).url == "/sign-in"
    assert client.get("/").status_code == 302


def test_half_way_ends_after_ten_minutes(ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    with_app(ada)
    client = half_way(ada)
    monkeypatch.setattr("milepost.platform.signin.halfway.MINUTES", -1)
    assert client.get("/sign-in/second-step").url == "/sign-in"


def test_nobody_is_half_way_without_a_password(db: None) -> None:
    assert Client().get("/sign-in/second-step").url == "/sign-in"


def test_a_code_of_somebody_else_is_none(ada: Person, ben: Person) -> None:
    with_app(ada)
    with_app(ben)
    with at_step(1):
        assert prove_code(ada, code_at(ben, 1)) is None


def test_a_changed_secret_key_closes_the_app_and_leaves_recovery_codes(ada: Person, settings: Any) -> None:
    codes = with_app(ada)
    with at_step(1):
        shown = code_at(ada, 1)
        settings.SECRET_KEY = "another-key-than-before"
        client = half_way(ada)
        assert step(client, shown).status_code == 422
        assert step(client, codes[0]).status_code == 302


# -- where one signs --------------------------------------------------------------------------------------------------


def test_who_signs_gives_password_and_code(ada: Person) -> None:
    with_app(ada)
    actor = actor_of(ada)
    with pytest.raises(Refused, match="Your second factor is wanted too"):
        confirm_identity(actor, Signing(PASSWORD))
    with at_step(1):
        with pytest.raises(Refused, match="not your password"):
            confirm_identity(actor, Signing("wrong-wrong-wrong", code=code_at(ada, 1)))
        with pytest.raises(Refused, match="That code is wrong"):
            confirm_identity(actor, Signing(PASSWORD, code="000000"))
        confirm_identity(actor, Signing(PASSWORD, code=code_at(ada, 1)))


def test_one_answer_signs_several_things_and_the_next_answer_needs_a_fresh_code(ada: Person) -> None:
    with_app(ada)
    with at_step(1):
        answer = Signing(PASSWORD, code=code_at(ada, 1))
        confirm_identity(actor_of(ada), answer)
        confirm_identity(actor_of(ada), answer)
        with pytest.raises(Refused, match="used before"):
            confirm_identity(actor_of(ada), Signing(PASSWORD, code=code_at(ada, 1)))


def test_an_answer_that_proved_one_person_proves_no_other(ada: Person, ben: Person) -> None:
    answer = Signing(PASSWORD)
    confirm_identity(actor_of(ada), answer)
    ben.set_password("eleven-quiet-herons")
    ben.save()
    with pytest.raises(Refused, match="not your password"):
        confirm_identity(actor_of(ben), answer)


def test_signing_on_the_command_line_takes_the_code_as_second_line(sari: Person) -> None:
    codes = with_app(sari)
    words = ("commitment", "sign", "sms-1", "--as", sari.email, "--password-stdin", "--json")
    refused = cli(*words, stdin=f"{PASSWORD}\n")
    assert (refused.exit_code, refused.json["where"]["field"]) == (2, "code")
    assert cli(*words, stdin=f"{PASSWORD}\n{codes[0]}\n").exit_code == 0


def test_a_page_to_sign_on_asks_for_the_code_of_whoever_has_one(sari: Person, ada: Person) -> None:
    cli("commitment", "write", "sms-1", "--as", ada.email)
    page = "/o/cakrawala/p/sms-1/governance/commitment/"
    assert 'name="code"' not in client_of(sari).get(page).content.decode()
    codes = with_app(sari)
    client = client_of(sari)
    read = client.get(page).content.decode()
    assert 'name="code"' in read
    digest = re.search(r'name="digest" value="(\w+)"', read).group(1)  # type: ignore[union-attr]
    refused = client.post(page, {"password": PASSWORD, "digest": digest})
    assert refused.status_code == 422
    assert client.post(page, {"password": PASSWORD, "digest": digest, "code": codes[0]}).status_code == 302


# -- taking it away ---------------------------------------------------------------------------------------------------


def test_removing_the_app_takes_password_and_code_and_ends_the_recovery_codes(ada: Person) -> None:
    codes = with_app(ada)
    client = client_of(ada)
    assert client.post(f"{SECURITY}/app/remove", {"password": PASSWORD}).status_code == 422
    assert client.post(f"{SECURITY}/app/remove", {"password": PASSWORD, "code": codes[0]}).url == SECURITY
    assert RecoveryCode.objects.count() == 0
    assert Client().post("/sign-in", {"username": ada.email, "password": PASSWORD}).url == "/"
    assert kinds()[-2:] == ["person.factor-removed", "person.signed-in"]


def test_a_new_password_takes_the_present_one_and_the_second_factor(ada: Person) -> None:
    codes = with_app(ada)
    client, page, new = client_of(ada), "/account/password", "eleven-quiet-herons"
    for short in ({"password": PASSWORD}, {"code": codes[0]}, {"password": PASSWORD, "code": "000000"}):
        assert client.post(page, {"new": new, **short}).status_code == 422
    assert client.post(page, {"new": "short", "password": PASSWORD, "code": codes[0]}).status_code == 422
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)
    assert client.post(page, {"new": new, "password": PASSWORD, "code": codes[0]}).url == "/account"
    ada.refresh_from_db()
    assert ada.check_password(new)
    assert client.get("/").status_code == 200
    assert kinds()[-1] == "person.password-changed"


def test_whoever_has_no_password_gets_none_from_an_open_screen(ada: Person) -> None:
    ada.set_unusable_password()
    ada.save()
    client = client_of(ada)
    assert client.post("/account/password", {"new": "eleven-quiet-herons"}).url == "/account"
    assert "You have no password here" in client.get("/account").content.decode()
    ada.refresh_from_db()
    assert not ada.has_usable_password()


def test_fresh_recovery_codes_end_the_earlier_ones(ada: Person) -> None:
    earlier = with_app(ada)
    client = client_of(ada)
    fresh = shown_codes(client.post(f"{SECURITY}/recovery-codes", {"password": PASSWORD, "code": earlier[0]}))
    assert len(set(fresh) - set(earlier)) == 10
    assert prove_code(ada, earlier[1]) is None
    assert prove_code(ada, fresh[0]) == "recovery"
    assert "person.recovery-codes-made" in kinds()


def test_whoever_runs_the_machine_resets_factors_and_nobody_else(ada: Person) -> None:
    with_app(ada)
    client = client_of(ada)
    ran = cli("member", "reset-factors", ada.email, "--json")
    assert ran.json == {"schema": "milepost/member-factors/1", "email": ada.email, "factors": []}
    assert client.get("/").status_code == 302
    assert Client().post("/sign-in", {"username": ada.email, "password": PASSWORD}).url == "/"
    entry = Entry.objects.get(kind="person.factors-reset")
    assert (entry.actor_label, entry.channel) == ("Milepost", "cli")
    assert cli("member", "reset-factors", ada.email).exit_code == 2
    assert cli("member", "reset-factors", "nobody@x.example").exit_code == 2


def test_each_organisation_of_a_person_hears_of_their_second_factor(karl: Person) -> None:
    with_app(karl)
    assert kinds().count("person.factor-added") == 2
