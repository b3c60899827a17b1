"""The pages of practices: the twenty, one of them, its forms."""

from datetime import date

import pytest

from milepost.features.practices.models import Practice
from milepost.features.practices.services import add_practices, assign_practice
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from tests.people import actor_of, client_of

HERE = "/o/cakrawala/p/sms-1/practices/"


@pytest.fixture
def twenty(programme: Programme, ada: Person) -> list[Practice]:
    return add_practices(actor=actor_of(ada), programme=programme)


@pytest.fixture
def incident(twenty: list[Practice], ada: Person, olga: Person, ben: Person) -> Practice:
    practice = next(row for row in twenty if row.key == "incident")
    return assign_practice(actor=actor_of(ada), practice=practice, owner=olga, deputy=ben, hours_per_week=None)


def test_the_list_shows_all_twenty_and_what_each_lacks(twenty: list[Practice], iris: Person) -> None:
    page = client_of(iris).get(HERE).content.decode()
    assert "0 of 20 practices are live" in page
    assert page.count("an approved procedure") == 20


def test_an_empty_programme_teaches_and_its_coordinator_sets_the_twenty_up(
    programme: Programme, ada: Person, iris: Person
) -> None:
    assert "nothing here yet" in client_of(iris).get(HERE).content.decode()
    assert client_of(iris).post(HERE).status_code == 403
    client_of(ada).post(HERE)
    assert Practice.objects.filter(programme=programme).count() == 20


def test_the_list_costs_the_same_for_long_registers(
    incident: Practice, iris: Person, django_assert_max_num_queries: object
) -> None:
    client = client_of(iris)
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        client.get(HERE)


def test_a_stranger_finds_no_practice(incident: Practice, zoe: Person) -> None:
    for address in (HERE, f"{HERE}incident/", f"{HERE}incident/assign/", "/o/cakrawala/p/sms-1/live/incident/"):
        assert client_of(zoe).get(address).status_code == 404


def test_a_reader_reads_a_practice_and_changes_nothing(incident: Practice, iris: Person) -> None:
    page = client_of(iris).get(f"{HERE}incident/")
    assert page.status_code == 200
    assert "Change owner and time" not in page.content.decode()
    for doing in ("assign", "procedure", "tool", "case", "before", "end", "silence", "withdraw", "end-tool"):
        assert client_of(iris).get(f"{HERE}incident/{doing}/").status_code == 403


def test_every_form_opens_for_the_coordinator(incident: Practice, ada: Person) -> None:
    for practice, doing in (
        ("incident", "assign"), ("incident", "procedure"), ("incident", "tool"), ("incident", "case"),
        ("incident", "before"), ("incident", "silence"), ("capacity", "due-dates"), ("incident", "end"),
    ):  # fmt: skip
        assert client_of(ada).get(f"{HERE}{practice}/{doing}/").status_code == 200, doing
    assert client_of(ada).get(f"{HERE}incident/due-dates/").status_code == 404
    assert client_of(ada).get(f"{HERE}incident/anything/").status_code == 404


def test_a_form_keeps_what_was_typed_and_says_what_is_wrong(incident: Practice, ada: Person) -> None:
    typed = {"title": "Incident procedure", "approved_on": "2026-05-01", "approved_by": "Ben", "written_by": "ben"}
    page = client_of(ada).post(f"{HERE}incident/procedure/", typed)
    assert page.status_code == 422
    assert "Nobody approves a document they wrote" in page.content.decode()
    assert 'value="Incident procedure"' in page.content.decode()


def test_the_owner_accepts_on_the_page(incident: Practice, olga: Person, ben: Person) -> None:
    client_of(ben).post(f"{HERE}incident/accept/")
    incident.refresh_from_db()
    assert incident.accepted_on is None
    assert "I accept this practice" in client_of(olga).get(f"{HERE}incident/").content.decode()
    client_of(olga).post(f"{HERE}incident/accept/")
    incident.refresh_from_db()
    assert incident.accepted_on is not None


def test_what_people_type_is_shown_as_words_never_as_markup(incident: Practice, ada: Person, iris: Person) -> None:
    evil = "<script>alert(1)</script>"
    client_of(ada).post(f"{HERE}incident/procedure/", {"title": evil, "approved_on": "2026-05-01", "approved_by": evil})
    client_of(ada).post(f"{HERE}incident/tool/", {"source": evil, "from_on": "2026-05-01"})
    for address in (HERE, f"{HERE}incident/"):
        page = client_of(iris).get(address).content.decode()
        assert evil not in page
        assert "&lt;script&gt;" in page


def test_the_go_live_page_says_what_the_rules_miss_and_a_refusal_names_them(
    incident: Practice, ada: Person, iris: Person
) -> None:
    address = "/o/cakrawala/p/sms-1/live/incident/"
    assert client_of(iris).get(address).status_code == 403
    assert "cannot go live yet" in client_of(ada).get(address).content.decode()
    refused = client_of(ada).post(address, {"on": "2026-08-01"})
    assert refused.status_code == 409
    assert "S-02" in refused.content.decode()
    incident.refresh_from_db()
    assert incident.live_on is None


def test_a_go_live_from_before_is_stated_with_its_reason(incident: Practice, ada: Person) -> None:
    client = client_of(ada)
    assert client.post(f"{HERE}incident/before/", {"on": "2026-03-02", "reason": ""}).status_code == 422
    assert client.post(f"{HERE}incident/before/", {"on": "2026-03-02", "reason": "MR-2026-01"}).status_code == 302
    incident.refresh_from_db()
    assert (incident.live_on, incident.before) == (date(2026, 3, 2), True)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_is_taken_along(incident: Practice, iris: Person, kind: str) -> None:
    got = client_of(iris).get(f"{HERE}?export={kind}")
    assert "attachment" in got["Content-Disposition"]
    assert b"".join(got)  # type: ignore[arg-type]
