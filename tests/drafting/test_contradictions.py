"""Contradictions between documents in force, and between them and the registers, with both places (W-08)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from milepost.features.documents.models import Document, Version
from milepost.features.documents.services import put_document, save_draft
from milepost.features.documents.services.standing import confirm_review
from milepost.features.drafting.entering.services import put_sheet
from milepost.features.drafting.models import FactSheet, Origin
from milepost.features.drafting.writing.controlling import take_up
from milepost.features.gates.facts import gather_facts
from milepost.features.programmes.applying import apply_rows
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.authors import Channel
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.services import make_token
from tests.drafting.test_drafts import enter
from tests.people import PASSWORD, actor_of, cli, client_of

MAIL, SPONSOR = "ada@cakrawala.example", "sari@cakrawala.example"
HERE = "/o/cakrawala/p/sms-1"
API = "/api/v1/organisations/cakrawala/programmes/sms-1"
AGREEMENT, REPORT, INCIDENTS = "DOC-SLA-01:retail", "DOC-SLM-02:retail", "DOC-INC-01"
ROLE = "service_level_manager"


def day() -> Any:
    return today("Asia/Jakarta")


@pytest.fixture
def bank(programme: Programme, ada: Person, sari: Person) -> Programme:
    """The bank with what it has entered; its two agreements have numbers of their own."""
    enter(ada, programme, "bank")
    change(ada, programme, "agreement:ops", lambda facts: facts.update(ref="SLA-OC-01"))
    return programme


def change(person: Person, programme: Programme, code: str, write: Any) -> None:
    facts = FactSheet.objects.get(programme=programme, code=code).facts
    write(facts)
    put_sheet(actor=actor_of(person), programme=programme, code=code, facts=facts)


def approve(number: str) -> None:
    submitted = cli("documents", "submit", "sms-1", number, "--approver", SPONSOR, "--as", MAIL, "--json")
    assert submitted.exit_code == 0, submitted.stdout
    signed = cli("documents", "approve", "sms-1", number, "--as", SPONSOR, "--json", "--password-stdin", stdin=PASSWORD)
    assert signed.exit_code == 0, signed.stdout


def put_in_force(person: Person, programme: Programme, address: str, language: str = "en") -> Document:
    (taken,) = take_up(actor=actor_of(person), programme=programme, keys=[address], language=language, on=day())
    assert taken.version is not None, taken.refused
    approve(taken.version.document.number)
    return taken.version.document


def found(*words: str) -> list[dict[str, Any]]:
    ran = cli("documents", "contradictions", "sms-1", *words, "--as", MAIL, "--json")
    assert ran.exit_code == 0, ran.stdout
    listed: list[dict[str, Any]] = ran.json["contradictions"]
    assert ran.json["total"] == len(listed)
    return listed


def sides(each: dict[str, Any]) -> tuple[str, ...]:
    """Both places by their first word, with heading or entry, and what they say."""
    return tuple(
        part
        for side in (each["this"], each["that"])
        for part in (side["place"].partition(" ")[0], side["entry"], side["says"])
    )


def let_facts_change(person: Person, programme: Programme) -> None:
    """A target, a time, a review date and the holder of a role are others from now on, wherever they are entered."""

    def agreed(facts: Any) -> None:
        next(row for row in facts["targets"] if row["service"] == "cbs")["threshold"] = {
            "en": "99.95 %",
            "id": "99,95 %",
        }
        facts["priorities"][0]["rows"][0]["resolve"] = 90
        facts["review"]["next_on"] = "2031-05-17"

    def worked_to(facts: Any) -> None:
        for each in facts["target_sets"]:
            if "SLA-RB-02" in each["slas"]:
                each["targets"][0]["resolve"] = 90

    change(person, programme, "agreement:retail", agreed)
    change(person, programme, "agreement:ops", agreed)
    change(person, programme, "practice-incident", worked_to)
    change(person, programme, "roles", lambda facts: facts[ROLE].update(holder="Gita Maharani"))


def test_what_changed_between_two_documents_is_found_with_both_places_until_the_next_version_is_in_force(
    bank: Programme, ada: Person
) -> None:
    put_in_force(ada, bank, AGREEMENT)
    assert found() == []
    let_facts_change(ada, bank)
    put_in_force(ada, bank, REPORT)
    put_in_force(ada, bank, INCIDENTS)
    told = {each["thing"]: each for each in found()}
    level = told["Core Banking: Availability (SLA-RB-02)"]
    assert sides(level) == (
        "DOC-SLA-01-retail", "Levels", "at least 99.9 % each month",
        "DOC-SLM-02-retail", "Results against targets", "at least 99.95 % each month",
    )  # fmt: skip
    assert (level["id"], level["about"], level["this"]["since"]) == ("W-08.target", "target", str(day()))
    assert "Put the next version of DOC-SLA-01-retail v1" in level["fix"]
    time = told["Core Banking: P1, restored (SLA-RB-02)"]
    assert (time["this"]["says"], time["that"]["says"]) == ("2 hours", "1 hour 30 minutes")
    assert time["that"]["place"].startswith("DOC-INC-01 v1")
    (role,) = (each for each in told.values() if each["about"] == "role")
    assert (role["id"], role["that"]["says"]) == ("W-08.role", "Gita Maharani")
    assert role["this"]["place"].startswith("DOC-SLA-01-retail v1")
    assert role["this"]["entry"]
    (review,) = (each for each in told.values() if each["about"] == "review-date")
    assert review["that"]["says"] == "17 May 2031"
    assert review["that"]["place"].startswith("DOC-SLM-02-retail v1")
    assert review["this"]["entry"] == "Review, change and end"
    raised = gather_facts(bank, on=day()).consistency
    assert raised is not None
    assert {one.matter.value for one in raised.statements} == {"target", "role", "review-date"}
    put_in_force(ada, bank, AGREEMENT)
    assert found() == []
    assert verify_ledger().breaches == []


def test_a_document_alone_is_held_against_the_entry_of_the_register(bank: Programme, ada: Person) -> None:
    put_in_force(ada, bank, AGREEMENT)
    let_facts_change(ada, bank)
    by_about = {each["about"]: each for each in found()}
    assert (by_about["role"]["that"]["kept_by"], by_about["role"]["that"]["place"]) == ("sheet", "Roles")
    assert (by_about["target"]["that"]["place"], by_about["target"]["that"]["entry"]) == (
        "The agreement",
        "Retail Banking",
    )
    assert "or correct the register" in by_about["target"]["fix"]
    change(ada, bank, "roles", lambda facts: facts[ROLE].pop("holder"))
    (role,) = found("--about", "role")
    assert role["that"]["says"] == "nobody"


def test_documents_in_two_languages_that_state_the_same_target_do_not_contradict(bank: Programme, ada: Person) -> None:
    put_in_force(ada, bank, AGREEMENT, "en")
    put_in_force(ada, bank, REPORT, "id")
    assert found() == []
    let_facts_change(ada, bank)
    assert {each["about"] for each in found()} == {"target", "role", "review-date"}
    assert "| Core Banking |" in Version.objects.get(document__number="DOC-SLM-02-retail").body


def test_what_people_took_out_of_the_text_by_hand_is_not_said_any_more(bank: Programme, ada: Person) -> None:
    document = put_in_force(ada, bank, AGREEMENT)
    let_facts_change(ada, bank)
    body = Version.objects.get(document=document).body
    assert "| at least 99.9 % |" in body
    by_hand = body.replace("| at least 99.9 % |", "| at least 99.95 % |")
    save_draft(actor=actor_of(ada), document=document, fields={"body": by_hand, "summary": "By hand"})
    approve(document.number)
    things = {each["thing"] for each in found("--about", "target")}
    assert "Core Banking: Availability (SLA-RB-02)" not in things
    assert "Core Banking: P1, restored (SLA-RB-02)" in things


def test_a_version_that_kept_no_claims_is_compared_by_what_it_read(bank: Programme, ada: Person) -> None:
    put_in_force(ada, bank, AGREEMENT)
    Origin.objects.update(claims=None)
    let_facts_change(ada, bank)
    assert {each["about"] for each in found()} == {"role", "review-date"}


def test_what_a_service_is_called_is_held_against_the_portfolio(bank: Programme, ada: Person) -> None:
    put_in_force(ada, bank, AGREEMENT)
    change(ada, bank, "services", lambda facts: facts["cbs"].update(name={"en": "Nusa Core", "id": "Nusa Inti"}))
    (name,) = found()
    assert sides(name)[2::3] == ("Core Banking", "Nusa Core")
    assert (name["id"], name["that"]["kept_by"], name["that"]["entry"]) == ("W-08.name", "portfolio", "cbs")


def approve_scope() -> None:
    ran = cli("scope", "approve", "sms-1", "--as", SPONSOR, "--json", "--password-stdin", stdin=PASSWORD)
    assert ran.exit_code == 0, ran.stdout


def test_the_scope_sentence_is_held_against_the_approved_version(bank: Programme, ada: Person) -> None:
    approve_scope()
    put_in_force(ada, bank, "DOC-SMP-01")
    assert found("--about", "scope-sentence") == []
    apply_rows(
        actor_of(ada), bank, {"scope": [{"kind": "service", "code": "mail", "state": "out", "justification": "x"}]}
    )
    assert found("--about", "scope-sentence") == []  # nobody approved that yet
    approve_scope()
    (sentence,) = found("--about", "scope-sentence")
    assert sentence["this"]["place"].startswith("DOC-SMP-01 v1")
    assert (sentence["that"]["kept_by"], sentence["that"]["place"]) == ("scope", "Scope statement, version 2")
    assert "Office Mail" in sentence["this"]["says"]
    assert "Office Mail" not in sentence["that"]["says"]
    assert [each["id"] for each in found("--about", "name")] == ["W-08.names-more"]


def test_a_review_that_is_due_later_than_the_cycle_is_found_until_it_is_confirmed(
    programme: Programme, ada: Person, sari: Person
) -> None:
    fields = {"number": "P-7", "title": "Ours", "kind": "plan", "review_months": 24, "owner": ada}
    document = put_document(actor=actor_of(ada), programme=programme, fields=fields).row
    save_draft(actor=actor_of(ada), document=document, fields={"body": "Five services."})
    approve("P-7")
    assert found() == []
    put_document(actor=actor_of(ada), programme=programme, fields={"review_months": 6}, document=document)
    (late,) = found()
    assert (late["id"], late["this"]["kept_by"], late["that"]["kept_by"]) == (
        "W-08.review-date",
        "document",
        "master-list",
    )
    assert "every 6 months" in late["that"]["says"]
    document.refresh_from_db()
    confirm_review(actor=actor_of(ada), document=document)
    assert found() == []
    confirm_review(actor=actor_of(ada), document=document, next_due_on=day() + timedelta(days=900))
    assert [each["id"] for each in found()] == ["W-08.review-date"]


def test_a_cycle_longer_than_that_of_its_kind_is_found(programme: Programme, ada: Person, sari: Person) -> None:
    fields = {"number": "P-7", "title": "Ours", "kind": "policy", "catalogue_kind": "DOC-POL-01", "review_months": 36,
              "owner": ada}  # fmt: skip
    document = put_document(actor=actor_of(ada), programme=programme, fields=fields).row
    save_draft(actor=actor_of(ada), document=document, fields={"body": "Serve the customers."})
    approve("P-7")
    (found_one,) = found("--document", "P-7")
    assert (found_one["this"]["kept_by"], found_one["that"]["kept_by"]) == ("master-list", "catalogue")
    assert found("--document", "P-7", "--about", "target") == []
    page = client_of(ada).get(f"{HERE}/contradictions/").content.decode()
    assert "/standard/documents/DOC-POL-01/" in page


def test_who_owns_a_procedure_is_held_against_who_owns_its_practice(
    programme: Programme, ada: Person, ben: Person, olga: Person, sari: Person
) -> None:
    fields = {"number": "P-7", "title": "Incidents", "kind": "procedure", "practice": "incident", "owner": ben}
    document = put_document(actor=actor_of(ada), programme=programme, fields=fields).row
    save_draft(actor=actor_of(ada), document=document, fields={"body": "Record each incident."})
    approve("P-7")
    assert found() == []  # nobody owns the practice yet
    own(ada, programme, olga)
    (role,) = found()
    assert sides(role)[2::3] == (ben.name, olga.name)
    assert (role["that"]["kept_by"], role["id"]) == ("practice", "W-08.role")
    own(ada, programme, ben)
    assert found() == []


def own(person: Person, programme: Programme, owner: Person) -> None:
    ran = cli("practice", "own", "sms-1", "incident", "--owner", owner.email, "--as", person.email, "--json")
    assert ran.exit_code == 0, ran.stdout


def test_the_page_shows_both_sides_and_is_reached_from_document_gate_and_programme(
    bank: Programme, ada: Person, iris: Person
) -> None:
    document = put_in_force(ada, bank, AGREEMENT)
    client, address = client_of(iris), f"{HERE}/contradictions/"
    assert "Nothing contradicts" in client.get(address).content.decode()
    change(ada, bank, "roles", lambda facts: facts[ROLE].update(holder="Gita <b>Maharani</b>"))
    page = client.get(address).content.decode()
    assert "Gita &lt;b&gt;Maharani&lt;/b&gt;" in page
    assert f"{HERE}/documents/{document.pk}/" in page
    assert f"{HERE}/facts/roles/" in page
    assert "None of them is about that." in client.get(address, {"about": "target"}).content.decode()
    assert "Gita" in client.get(address, {"document": str(document.pk), "about": "role"}).content.decode()
    assert "Gita" in client.get(address, {"about": "nonsense", "document": "nonsense"}).content.decode()
    assert f"{address}?document={document.pk}" in client.get(f"{HERE}/documents/{document.pk}/").content.decode()
    assert "One contradiction between what this gate reads" in client.get(f"{HERE}/gates/design/").content.decode()
    led = client.get(f"{HERE}/see/document/{document.pk}/?fix=W-08.role")
    assert (led.status_code, led["Location"]) == (302, address)


def test_the_api_lists_them_and_a_stranger_sees_none(bank: Programme, ada: Person, adi: Person, zoe: Person) -> None:
    put_in_force(ada, bank, AGREEMENT)
    let_facts_change(ada, bank)
    actor = actor_of(adi, Channel.CLI)
    until = day() + timedelta(days=9)
    _, secret = make_token(actor=actor, organisation=bank.organisation, person=ada, scope="read", expires_on=until)
    headers = {"Authorization": f"Bearer {secret}"}
    told = Client().get(f"{API}/contradictions?about=role", headers=headers).json()
    assert [each["id"] for each in told["items"]] == ["W-08.role"]
    assert Client().get(f"{API}/contradictions?document=DOC-SLA-01-retail", headers=headers).json()["items"]
    assert Client().get(f"{API}/contradictions?document=nothing", headers=headers).status_code == 404
    assert Client().get(f"{API}/contradictions?about=weather", headers=headers).status_code == 422
    assert client_of(zoe).get(f"{HERE}/contradictions/").status_code == 404
