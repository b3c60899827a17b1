"""Drafts, questions and facts on their pages."""

import pytest
from django.utils.html import escape

from milepost.features.drafting.models import Answer, FactSheet
from milepost.features.programmes.changing import change_programme
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from tests.drafting.test_drafts import enter
from tests.people import actor_of, cli, client_of

HERE = "/o/cakrawala/p/sms-1"


def test_the_list_shows_what_can_be_drafted(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    page = client_of(ada).get(f"{HERE}/drafts/?language=id").content.decode()
    assert "Prosedur Manajemen Insiden" in page
    assert "Complete" in page


def test_a_draft_is_read_with_what_it_lacks_beside_it(programme: Programme, ada: Person) -> None:
    page = client_of(ada).get(f"{HERE}/drafts/DOC-SMP-01/").content.decode()
    assert "Still asked" in page
    assert f"{HERE}/questions/plan_stop/" in page
    assert client_of(ada).get(f"{HERE}/drafts/DOC-XXX-99/").status_code == 404


def test_a_record_is_entered_and_read_back(programme: Programme, ada: Person) -> None:
    client = client_of(ada)
    typed = {"f.chair": "sponsor", "f.every": "half-yearly", "f.every-id": "setiap semester", "f.next_on": "2027-06-21"}
    for part, value in (("chair", "f"), ("every", "f")):
        sent = {name.replace(f"f.{part}", value): text for name, text in typed.items() if name.startswith(f"f.{part}")}
        assert client.post(f"{HERE}/facts/reviews/{part}/", sent).status_code == 302
    sheet = FactSheet.objects.get(code="reviews")
    assert sheet.facts == {"chair": "sponsor", "every": {"en": "half-yearly", "id": "setiap semester"}}
    assert "setiap semester" in client.get(f"{HERE}/facts/reviews/every/").content.decode()
    assert "half-yearly" in client.get(f"{HERE}/facts/reviews/").content.decode()


def test_rows_are_added_kept_and_dropped(programme: Programme, ada: Person) -> None:
    client = client_of(ada)
    first = {"f.1.name": "ServiceNow", "f.1.carries": "incidents", "f.2.name": "", "f.3.name": "Zabbix"}
    assert client.post(f"{HERE}/facts/technology/all/", {**first, "more": "1"}).status_code == 302
    assert FactSheet.objects.get(code="technology").facts == [
        {"name": "ServiceNow", "carries": "incidents"},
        {"name": "Zabbix"},
    ]
    page = client.get(f"{HERE}/facts/technology/all/").content.decode()
    assert 'name="f.4.name"' in page
    assert client.post(f"{HERE}/facts/technology/all/", {"f.1.name": "", "f.2.name": ""}).status_code == 302
    assert FactSheet.objects.get(code="technology").facts == []


def test_an_entry_of_a_table_is_entered_by_its_key(programme: Programme, ada: Person) -> None:
    client = client_of(ada)
    sent = {"f.title": "Service Desk", "f.holder": "Dimas", "f.reached": "ext. 1500"}
    assert client.post(f"{HERE}/facts/roles/desk/", sent).status_code == 302
    assert FactSheet.objects.get(code="roles").facts == {
        "desk": {"title": "Service Desk", "holder": "Dimas", "reached": "ext. 1500"}
    }


def test_a_question_is_answered_or_said_to_have_no_answer(programme: Programme, ada: Person) -> None:
    client = client_of(ada)
    assert client.post(f"{HERE}/questions/plan_stop/", {"f": "a merger\na new core system"}).status_code == 302
    assert Answer.objects.get(code="plan_stop").answer == ["a merger", "a new core system"]
    assert client.post(f"{HERE}/questions/plan_stop/", {"none": "1", "seen": "1"}).status_code == 302
    assert Answer.objects.get(code="plan_stop").answer == []


def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(programme: Programme, ada: Person) -> None:
    page = client_of(ada).post(f"{HERE}/facts/reviews/next_on/", {"f": "someday"})
    assert page.status_code == 422
    assert 'value="someday"' in page.content.decode()
    assert not FactSheet.objects.exists()


def test_two_who_enter_one_sheet_both_keep_what_they_typed(programme: Programme, ada: Person, ben: Person) -> None:
    client_of(ada).post(f"{HERE}/facts/reviews/chair/", {"f": "sponsor"})
    client_of(ben).post(f"{HERE}/facts/reviews/chair/", {"f": "coordinator", "seen": "1"})
    page = client_of(ada).post(f"{HERE}/facts/reviews/chair/", {"f": "board", "seen": "1"})
    assert page.status_code == 409
    assert FactSheet.objects.get(code="reviews").facts == {"chair": "coordinator"}


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{ org.name }}", "| a | b |\n## x", "שלום 🎉"])
def test_whatever_is_entered_is_text(programme: Programme, ada: Person, text: str) -> None:
    client = client_of(ada)
    client.post(f"{HERE}/facts/sms/context_summary/", {"f": text})
    page = client.get(f"{HERE}/drafts/DOC-SMP-01/").content.decode()
    assert "<script>alert" not in page
    assert '<h2 id="x"' not in page
    assert (
        escape(text.split("\n", maxsplit=1)[0].split("|", maxsplit=1)[0]) in page
    )  # shown as it was typed, and never evaluated


@pytest.mark.parametrize(
    "path", ["facts/fax/", "facts/fax/all/", "facts/reviews/fax/", "questions/fax/", "drafts/fax/"]
)
def test_what_is_not_there_is_not_found(programme: Programme, ada: Person, path: str) -> None:
    assert client_of(ada).get(f"{HERE}/{path}").status_code == 404


def test_drafts_are_put_under_control_and_say_when_the_facts_changed(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    client = client_of(ada)
    page = client.post(f"{HERE}/drafts/take-up/?language=en", {"key": "DOC-INC-01"}).content.decode()
    assert "New draft" in page
    assert "DOC-INC-01 v1" in page
    assert (
        "DOC-INC-01 v1 says what the registers say"
        in client.get(f"{HERE}/drafts/DOC-INC-01/?language=en").content.decode()
    )
    client.post(f"{HERE}/facts/roles/incident_manager/", {"f.title": "Incident Manager", "f.holder": "Citra Ayu"})
    drifted = client.get(f"{HERE}/drafts/DOC-INC-01/?language=en").content.decode()
    assert "Citra Ayu" in drifted
    assert "Rina Wibowo" in drifted
    assert "changed since" in client.get(f"{HERE}/drafts/?language=en").content.decode()
    assert client.post(f"{HERE}/drafts/take-up/", {"key": "DOC-XXX-99"}).status_code == 404


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF-"), ("docx", b"PK"), ("html", b"<!doctype html>")])
def test_a_draft_is_handed_on_as_a_file(programme: Programme, ada: Person, form: str, start: bytes) -> None:
    answer = client_of(ada).get(f"{HERE}/drafts/DOC-INC-01/file.{form}?language=id")
    assert answer["Content-Disposition"] == f'attachment; filename="DOC-INC-01.id.{form}"'
    assert b"".join(answer.streaming_content).lower().startswith(start.lower())  # type: ignore[attr-defined]
    assert client_of(ada).get(f"{HERE}/drafts/DOC-INC-01/file.exe").status_code == 404


def test_a_table_by_key_offers_what_its_register_has_and_a_new_entry(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    client = client_of(ada)
    assert f"{HERE}/facts/services/mob/" in client.get(f"{HERE}/facts/services/").content.decode()
    made = client.get(f"{HERE}/facts/calendars/?new=Night hours")
    assert made["Location"] == f"{HERE}/facts/calendars/night-hours/"
    assert client.post(made["Location"], {"f.name": "Night", "f.hours": "22.00-06.00", "seen": "1"}).status_code == 302
    assert FactSheet.objects.get(code="calendars").facts["night-hours"] == {"name": "Night", "hours": "22.00-06.00"}


def test_a_document_under_control_in_one_language_is_so_in_the_other(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    client = client_of(ada)
    client.post(f"{HERE}/drafts/take-up/?language=en", {"key": "DOC-INC-01"})
    assert "DOC-INC-01 v1" in client.get(f"{HERE}/drafts/?language=id").content.decode()


def test_what_is_known_already_is_shown_with_where_it_came_from_and_the_way_there(
    programme: Programme, ada: Person
) -> None:
    change_programme(actor=actor_of(ada), programme=programme, fields={"people": 61})
    client = client_of(ada)
    page = client.get(f"{HERE}/facts/quotation/").content.decode()
    assert escape("From the programme's answers") in page
    assert f'href="{HERE}/settings"' in page
    part = client.get(f"{HERE}/facts/quotation/people/")
    assert 'value="61"' in part.content.decode()
    assert part.context["form"].fields["f"].disabled
    assert "<button" not in part.content.decode().partition("form-acts")[2].partition("</form>")[0]
    row = next(
        row for row in cli("documents", "facts", "sms-1", "quotation", "--as", ada.email, "--json").json["facts"]
    )
    assert row["known"] == [{"path": "people", "value": 61, "origin": "answers"}]


def test_what_is_said_elsewhere_cannot_be_typed_over_and_is_not_stored_twice(programme: Programme, ada: Person) -> None:
    fields = {"other_certificates": ["ISO/IEC 27001"]}
    change_programme(actor=actor_of(ada), programme=programme, fields=fields)
    client = client_of(ada)
    sent = {"f.1.name": "ISO 9001", "f.1.by": "PT Sertifikasi", "f.2.name": "ISO 22301"}
    assert client.post(f"{HERE}/facts/quotation/held/", sent).status_code == 302
    assert FactSheet.objects.get(code="quotation").facts == {
        "held": [{"name": "ISO/IEC 27001", "by": "PT Sertifikasi"}, {"name": "ISO 22301"}]
    }
    typed = {"f.1.from": "2020-01-01", "f.1.internal": "7", "f.1.leaves": "a charter", "f.4.money": "9"}
    assert client.post(f"{HERE}/facts/programme/phases/", typed).status_code == 302
    assert FactSheet.objects.get(code="programme").facts == {
        "phases": [{"key": "P1", "leaves": "a charter"}, {"key": "P2"}, {"key": "P3"}, {"key": "P4", "money": 9}]
    }
    assert client.post(f"{HERE}/facts/roles/coordinator/", {"f.holder": "Nobody", "f.deputy": "Ben"}).status_code == 302
    assert FactSheet.objects.get(code="roles").facts == {"coordinator": {"deputy": "Ben"}}
