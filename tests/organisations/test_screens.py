"""The pages about people and organisations."""

import re
from typing import Any

import pytest
from django.test import Client

from milepost.features.programmes.models import Programme
from milepost.platform.ledger.models import Entry
from milepost.platform.organisations.models import Invitation, Member, Organisation, Person, Token
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import invite
from tests.people import PASSWORD, actor_of, client_of

ORG = "/o/cakrawala/"


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in", {"username": email, "password": password, **more})


def kinds() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("kind", flat=True))


# -- what surrounds a page ---------------------------------------------------------------------------------------------


def test_the_rail_speaks_the_language_of_each_reader(ada: Person, programme: Programme) -> None:
    client = client_of(ada)
    for language, words in (("en", "Gap assessment"), ("id", "Analisis kesenjangan"), ("en", "Gap assessment")):
        Person.objects.filter(pk=ada.pk).update(language=language)
        page = client.get(f"{ORG}p/{programme.code}/actions/").content.decode()
        assert f'href="{ORG}p/{programme.code}/gaps/">{words}</a>' in page


# -- signing in and out -----------------------------------------------------------------------------------------------


def test_a_visitor_is_asked_to_sign_in_and_comes_back_to_where_they_were(ada: Person) -> None:
    client = Client()
    asked = client.get(f"{ORG}people")
    assert asked.status_code == 302
    page = client.get(asked.url)
    assert page.status_code == 200
    assert f'name="next" value="{ORG}people"' in page.content.decode()
    assert sign_in(client, " ADA@cakrawala.example", next=f"{ORG}people").url == f"{ORG}people"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_signing_in_leads_nowhere_else(elsewhere: str, ada: Person) -> None:
    assert sign_in(Client(), ada.email, next=elsewhere).url == "/"


def test_each_organisation_of_a_person_hears_of_their_sign_in(karl: Person) -> None:
    sign_in(Client(), karl.email)
    assert kinds().count("person.signed-in") == 2


def test_a_wrong_password_says_so_and_keeps_the_address(ada: Person) -> None:
    page = sign_in(Client(), ada.email, "wrong-wrong-wrong")
    assert page.status_code == 422
    assert ada.email in page.content.decode()
    assert "wrong-wrong-wrong" not in page.content.decode()


def test_too_many_wrong_passwords_close_the_door_for_a_while(ada: Person, ben: Person) -> None:
    client = Client()
    answers = [
        sign_in(client, typed, "wrong-wrong-wrong").status_code
        for typed in ["Ada@cakrawala.example"] * 3 + [ada.email] * 3
    ]
    assert answers == [422] * 6
    locked = sign_in(client, ada.email)
    assert locked.status_code == 429
    assert "15 minutes" in locked.content.decode()
    assert locked["Retry-After"] == "900"
    assert kinds().count("person.locked-out") == 1
    assert sign_in(client, ben.email).status_code == 302


def test_signing_out_takes_a_post(ada: Person) -> None:
    client = client_of(ada)
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 302
    assert client.get("/").status_code == 302


def test_a_signed_in_person_need_not_sign_in(ada: Person) -> None:
    assert client_of(ada).get("/sign-in").url == "/"


# -- language ---------------------------------------------------------------------------------------------------------


def test_a_visitors_language_is_kept_in_a_cookie(db: None) -> None:
    client = Client()
    assert client.post("/language", {"language": "id", "next": "/sign-in"}).url == "/sign-in"
    assert client.get("/sign-in")["Content-Language"] == "id"


def test_a_persons_language_follows_them(ada: Person) -> None:
    client_of(ada).post("/language", {"language": "id"})
    assert client_of(ada).get("/")["Content-Language"] == "id"


def test_an_unknown_language_changes_nothing(ada: Person) -> None:
    client_of(ada).post("/language", {"language": "tlh"})
    ada.refresh_from_db()
    assert ada.language == "en"


# -- home and account -------------------------------------------------------------------------------------------------


def test_home_lists_my_programmes_with_what_i_am_there(karl: Person) -> None:
    page = client_of(karl).get("/").content.decode()
    assert "You work in one programme" in page
    assert "SMS-1" in page
    assert "Bukit Data" in page


def test_an_empty_home_says_what_is_wanted(mira: Person) -> None:
    page = client_of(mira).get("/").content.decode()
    assert "Nobody has given you a role" in page
    assert "SMS-1" not in page


def test_a_new_password_signs_out_other_sessions_and_keeps_this_one(ada: Person) -> None:
    here, elsewhere = client_of(ada), client_of(ada)
    changed = here.post("/account/password", {"password": PASSWORD, "new": "eleven-quiet-herons"})
    assert changed.status_code == 302
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert sign_in(Client(), ada.email).status_code == 422
    assert sign_in(Client(), ada.email, "eleven-quiet-herons").status_code == 302


def test_the_present_password_is_wanted_for_a_new_one(ada: Person) -> None:
    page = client_of(ada).post("/account/password", {"password": "guess-guess-guess", "new": "eleven-quiet-herons"})
    assert page.status_code == 422
    assert "not your password" in page.content.decode()
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_a_name_is_changed_and_shown(ada: Person) -> None:
    client = client_of(ada)
    client.post("/account", {"name": "Ada <b>W.</b>", "language": "en"})
    assert "Ada &lt;b&gt;W.&lt;/b&gt;" in client.get("/").content.decode()


# -- the organisation -------------------------------------------------------------------------------------------------


def test_an_administrator_sees_settings_and_tokens_and_others_do_not(adi: Person, iris: Person) -> None:
    assert f"{ORG}tokens" in client_of(adi).get(ORG).content.decode()
    assert f"{ORG}tokens" not in client_of(iris).get(ORG).content.decode()
    assert client_of(iris).get(f"{ORG}tokens").status_code == 403


def test_two_people_saving_at_once_lose_nothing(cakrawala: Organisation, adi: Person) -> None:
    client = client_of(adi)
    typed = {"revision": "1", "name": "Cakrawala", "timezone": "Asia/Jakarta", "country": "ID", "language": "en"}
    assert client.post(f"{ORG}settings", typed).status_code == 302

    second = client.post(f"{ORG}settings", {**typed, "name": "Langit Digital"})

    page = second.content.decode()
    assert second.status_code == 409
    assert "Somebody saved this" in page
    assert "Adi Nugroho" in page
    assert 'value="Langit Digital"' in page
    assert 'name="revision" value="2"' in page
    cakrawala.refresh_from_db()
    assert cakrawala.name == "Cakrawala"
    assert client.post(f"{ORG}settings", {**typed, "revision": "2", "name": "Langit Digital"}).status_code == 302


def test_a_refused_setting_keeps_what_was_typed(cakrawala: Organisation, adi: Person) -> None:
    typed = {"revision": "1", "name": "", "timezone": "Asia/Makassar", "country": "ID", "language": "en"}
    page = client_of(adi).post(f"{ORG}settings", typed)
    assert page.status_code == 422
    assert re.search(r'value="Asia/Makassar" selected', page.content.decode())


# -- people -----------------------------------------------------------------------------------------------------------


def test_a_reader_sees_the_people_and_no_way_to_change_them(iris: Person, adi: Person) -> None:
    page = client_of(iris).get(f"{ORG}people").content.decode()
    assert "Adi Nugroho" in page
    assert f"{ORG}people/invite" not in page
    assert client_of(iris).get(f"{ORG}people/invite").status_code == 403


def test_an_invitation_is_shown_once_and_makes_a_member(programme: Programme, adi: Person) -> None:
    client = client_of(adi)
    made = client.post(
        f"{ORG}people/invite",
        {"email": "nia@x.example", "name": "Nia", "role": Role.READER.value, "programme": str(programme.pk)},
    )
    link = re.search(r'value="http://testserver(/invitation/[^"]+)"', made.content.decode()).group(1)  # type: ignore[union-attr]
    people = client.get(f"{ORG}people").content.decode()
    assert "nia@x.example" in people
    assert link not in people

    newcomer = Client()
    assert "Cakrawala Layanan Digital invites you" in newcomer.get(link).content.decode()
    assert newcomer.post(link, {"name": "Nia Putri", "password": "short"}).status_code == 422
    assert newcomer.post(link, {"name": "Nia Putri", "password": PASSWORD}).url == "/"
    assert "SMS-1" in newcomer.get("/").content.decode()
    again = Client().get(link)
    assert again.status_code == 410
    assert "was used" in again.content.decode()


def test_somebody_with_a_password_signs_in_to_accept(cakrawala: Organisation, adi: Person, zoe: Person) -> None:
    _, secret = invite(actor=actor_of(adi), organisation=cakrawala, email=zoe.email, name="Zoe", role=Role.READER)
    link = f"/invitation/{secret}"
    assert Client().get(link).url == f"/sign-in?next={link}"
    assert client_of(zoe).post(link).url == "/"
    assert Member.objects.filter(organisation=cakrawala, person=zoe, removed_at=None).exists()


def test_an_invitation_for_somebody_else_is_refused(cakrawala: Organisation, adi: Person, zoe: Person) -> None:
    _, secret = invite(actor=actor_of(adi), organisation=cakrawala, email="nia@x.example", name="Nia", role=Role.READER)
    answer = client_of(zoe).post(f"/invitation/{secret}")
    assert answer.status_code == 422
    assert "you are signed in as zoe@bukit.example" in answer.content.decode()


def test_a_link_that_never_was_is_not_found(db: None) -> None:
    assert Client().get("/invitation/guess").status_code == 404


def test_an_invitation_is_withdrawn(cakrawala: Organisation, adi: Person) -> None:
    invitation, secret = invite(
        actor=actor_of(adi), organisation=cakrawala, email="nia@x.example", name="Nia", role=Role.READER
    )
    client_of(adi).post(f"{ORG}people/invitations/{invitation.pk}/withdraw")
    assert "was withdrawn" in Client().get(f"/invitation/{secret}").content.decode()


def test_a_role_is_given_and_taken(programme: Programme, adi: Person, iris: Person) -> None:
    client, member = client_of(adi), iris.memberships.get()
    page = f"{ORG}people/{member.pk}"
    assert client.post(page, {"role": "contributor", "programme": str(programme.pk), "until": ""}).url == page
    grant = member.grants.get(role=Role.CONTRIBUTOR)
    client.post(f"{ORG}people/roles/{grant.pk}/take")
    assert [held.role for held in member.grants.all()] == [Role.READER]


def test_removing_the_last_administrator_is_refused_on_a_page(cakrawala: Organisation, adi: Person) -> None:
    answer = client_of(adi).post(f"{ORG}people/{adi.memberships.get().pk}/remove")
    assert answer.status_code == 422
    assert "keeps at least one administrator" in answer.content.decode()
    assert "Nothing was changed" in answer.content.decode()


def test_a_member_is_removed(adi: Person, ben: Person) -> None:
    client_of(adi).post(f"{ORG}people/{ben.memberships.get().pk}/remove")
    assert not ben.memberships.filter(removed_at=None).exists()


# -- tokens -----------------------------------------------------------------------------------------------------------


def test_a_tokens_secret_is_shown_once_and_an_administrator_revokes_it(ada: Person, adi: Person) -> None:
    mine, client = client_of(ada), client_of(adi)
    typed = {"password": PASSWORD, "scope": "read", "expires": "2099-01-01"}
    made = mine.post(f"{ORG}tokens/new", typed)
    secret = re.search(r'value="(mp_[^"]+)"', made.content.decode()).group(1)  # type: ignore[union-attr]
    listed = client.get(f"{ORG}tokens").content.decode()
    assert Token.objects.get().prefix in listed
    assert secret not in listed
    client.post(f"{ORG}tokens/{Token.objects.get().pk}/revoke")
    assert "Revoked" in client.get(f"{ORG}tokens").content.decode()
    assert client.post(f"{ORG}tokens/{Token.objects.get().pk}/revoke").status_code == 422


# -- the wall ---------------------------------------------------------------------------------------------------------


def test_a_stranger_cannot_tell_an_organisation_from_none(
    cakrawala: Organisation, zoe: Person, bukit: Organisation
) -> None:
    client = client_of(zoe)
    there, nowhere = client.get(ORG), client.get("/o/nix/")
    assert there.status_code == nowhere.status_code == 404
    strip = re.compile(rb'value="[^"]*"')
    assert strip.sub(b"", there.content) == strip.sub(b"", nowhere.content)


def test_a_key_of_another_organisation_opens_nothing_here(
    adi: Person, ada: Person, zoe: Person, bukit: Organisation
) -> None:
    member = ada.memberships.get()
    assert client_of(zoe).post(f"/o/bukit/people/{member.pk}/remove").status_code == 404
    assert client_of(zoe).post(f"/o/bukit/people/roles/{member.grants.get().pk}/take").status_code == 404
    assert Invitation.objects.count() == 0


def test_a_member_without_the_right_is_told_which(iris: Person) -> None:
    page = client_of(iris).get(f"{ORG}settings")
    assert page.status_code == 403
    assert "Change the organisation&#x27;s name" in page.content.decode()
