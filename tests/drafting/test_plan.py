"""The service management plan in force against the registers: what it holds, and which facts may differ by name."""

from collections.abc import Mapping
from typing import Any

import pytest

from milepost.engines.rules.facts.documents import PlanContent
from milepost.features.documents.models import Document, Version
from milepost.features.documents.services import put_document, save_draft
from milepost.features.drafting.entering.services import put_sheet
from milepost.features.drafting.facts import drafted_topics, read_documents
from milepost.features.drafting.models import AcceptedDrift, FactSheet
from milepost.features.drafting.standing.plan import places_of, plan_version
from milepost.features.drafting.writing.controlling import take_up
from milepost.features.gates.facts import gather_facts
from milepost.features.programmes.facts import counting_versions
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from tests.drafting.test_drafts import enter
from tests.people import PASSWORD, actor_of, cli, client_of

KEY, MAIL, READER = "DOC-SMP-01", "ada@cakrawala.example", "iris@cakrawala.example"
SPONSOR = "sari@cakrawala.example"
DEPUTY = "roles.service_level_manager.deputy"
PAGES = "/o/cakrawala/p/sms-1/"


def day() -> Any:
    return today("Asia/Jakarta")


@pytest.fixture
def plan(programme: Programme, ada: Person, iris: Person, sari: Person) -> Document:
    """The plan of the bank, written from its registers and approved by Sari; Ada coordinates, Iris reads."""
    enter(ada, programme, "bank")
    (taken,) = take_up(actor=actor_of(ada), programme=programme, keys=[KEY], language="en", on=day())
    assert taken.version is not None
    assert not cli("documents", "submit", "sms-1", KEY, "--approver", SPONSOR, "--as", MAIL, "--json").exit_code
    signed = ("documents", "approve", "sms-1", KEY, "--as", SPONSOR, "--json", "--password-stdin")
    assert not cli(*signed, stdin=PASSWORD).exit_code
    return Document.objects.get()


def name_the_deputy(person: Person, programme: Programme, name: str) -> None:
    facts = FactSheet.objects.get(programme=programme, code="roles").facts
    facts["service_level_manager"]["deputy"] = name
    put_sheet(actor=actor_of(person), programme=programme, code="roles", facts=facts)


def drift(*args: object, who: str = MAIL) -> Any:
    ran = cli("documents", "drift", "sms-1", KEY, *args, "--as", who, "--json")
    assert ran.exit_code == 0, ran.stdout
    return ran.json


def topics(programme: Programme) -> Mapping[str, Any]:
    return drafted_topics(programme, read_documents(programme, day()), day(), counting_versions(programme))


def open_drifts(programme: Programme) -> list[str]:
    smp = topics(programme)["smp"]
    return [each.drift.key.partition(":")[2] for each in smp.drifts if each.decided_on is None]


def test_a_plan_written_from_its_template_shows_where_it_holds_everything(plan: Document, programme: Programme) -> None:
    version = plan_version(programme, day())
    assert version is not None
    places = {place.content: place.heading for place in places_of(version)}
    assert set(places) == set(PlanContent)
    assert all(places.values()), places
    assert places[PlanContent.LIMITATIONS] == "Known limitations"
    assert topics(programme)["smp"].contents == frozenset(PlanContent)
    assert open_drifts(programme) == []


def test_a_heading_with_nothing_under_it_holds_nothing(plan: Document, programme: Programme) -> None:
    version = Version.objects.get()
    start, end = version.body.index("## Timeline"), version.body.index("## Governance")
    heading = version.body[start : version.body.index("\n", start) + 1]
    Version.objects.update(body=version.body[:start] + heading + "\n" + version.body[end:])
    version = Version.objects.select_related("document").get()
    assert {place.content for place in places_of(version) if not place.where} == {PlanContent.TIMELINE}


def test_a_fact_that_changes_drifts_until_somebody_accepts_it_by_name(
    plan: Document, programme: Programme, ada: Person
) -> None:
    assert drift()["facts"] == []
    name_the_deputy(ada, programme, "Citra Ayu")
    told = drift()
    assert DEPUTY in {each["path"] for each in told["facts"]}
    assert told["open"] == len(told["facts"]) == len(open_drifts(programme))
    found = next(each for each in told["facts"] if each["path"] == DEPUTY)
    assert (found["now"], found["accepted"]) == (["Citra Ayu"], None)
    facts = gather_facts(programme, on=day()).smp
    assert facts is not None
    assert [each.found_on for each in facts.drifts] == [day()] * told["open"]
    every = [word for each in told["facts"] for word in ("--accept", each["path"])]
    accepted = drift(*every, "--reason", "She acts for a month.")
    assert accepted["open"] == 0
    assert accepted["facts"][0]["accepted"] == {"on": str(day()), "by": ada.name, "why": "She acts for a month."}
    assert open_drifts(programme) == []
    name_the_deputy(ada, programme, "Gita Maharani")
    assert DEPUTY in open_drifts(programme)  # another change is not the one that was accepted
    drift("--accept", DEPUTY, "--reason", "Appointed.")
    assert DEPUTY not in open_drifts(programme)
    assert AcceptedDrift.objects.filter(path=DEPUTY).count() == 1
    assert verify_ledger().breaches == []


def test_the_registers_turned_back_are_no_drift(plan: Document, programme: Programme, ada: Person) -> None:
    before = FactSheet.objects.get(programme=programme, code="roles").facts["service_level_manager"]["deputy"]
    name_the_deputy(ada, programme, "Citra Ayu")
    name_the_deputy(ada, programme, before)
    assert drift()["facts"] == []


@pytest.mark.parametrize(
    ("words", "who", "reason"),
    [
        (["--accept", DEPUTY], MAIL, "without a reason"),
        (["--accept", DEPUTY, "--reason", "  "], MAIL, "without a reason"),
        (["--accept", DEPUTY, "--reason", "x" * 2001], MAIL, "longer than 2"),
        (["--accept", "roles.nobody.holder", "--reason", "Why not"], MAIL, "does not differ"),
        (["--accept", DEPUTY, "--reason", "Why not"], READER, "not allowed"),
    ],
)
def test_what_cannot_be_accepted_is_refused(
    words: list[str], who: str, reason: str, plan: Document, programme: Programme, ada: Person
) -> None:
    name_the_deputy(ada, programme, "Citra Ayu")
    ran = cli("documents", "drift", "sms-1", KEY, *words, "--as", who, "--json")
    assert ran.exit_code
    assert reason in ran.stdout
    assert AcceptedDrift.objects.count() == 0


def test_a_document_that_no_template_wrote_cannot_be_compared(programme: Programme, ada: Person) -> None:
    fields = {"number": "P-7", "title": "Ours", "kind": "plan", "stands_for": "smp"}
    document = put_document(actor=actor_of(ada), programme=programme, fields=fields).row
    save_draft(actor=actor_of(ada), document=document, fields={"body": "## Services {#services}\n\nFive."})
    ran = cli("documents", "drift", "sms-1", "P-7", "--as", MAIL, "--json")
    assert ran.exit_code
    assert "written from a template" in ran.stdout
    assert topics(programme)["smp"].contents == {PlanContent.SERVICES}  # told while it is drafted
    assert client_of(ada).get(f"{PAGES}drafts/in-force/{document.pk}/").status_code == 404


def test_what_the_plan_in_force_names_is_held_against_the_scope(plan: Document, programme: Programme) -> None:
    (claim,) = topics(programme)["consistency"].claims
    assert claim.services is not None
    assert claim.services == {"cbs", "mob", "atm", "mail"}
    assert claim.in_force_from == day()


def test_the_page_shows_both_sides_and_keeps_what_was_typed(plan: Document, programme: Programme, ada: Person) -> None:
    name_the_deputy(ada, programme, "Citra <b>Ayu</b>")
    client, address = client_of(ada), f"{PAGES}drafts/in-force/{plan.pk}/"
    page = client.get(address).content.decode()
    assert "Citra &lt;b&gt;Ayu&lt;/b&gt;" in page
    refused = client.post(address, {"fact": [DEPUTY], "why": ""})
    assert refused.status_code == 422
    assert "without a reason" in refused.content.decode()
    refused = client.post(address, {"fact": [], "why": "She acts."})
    assert refused.status_code == 422
    assert "She acts." in refused.content.decode()
    assert client.post(address, {"fact": [DEPUTY], "why": "She acts."}).status_code == 302
    assert "She acts." in client.get(address).content.decode()


def test_a_reader_sees_the_pages_and_changes_nothing(
    plan: Document, programme: Programme, ada: Person, iris: Person
) -> None:
    name_the_deputy(ada, programme, "Citra Ayu")
    client = client_of(iris)
    page = client.get(f"{PAGES}drafts/in-force/{plan.pk}/")
    assert page.status_code == 200
    assert b'name="fact"' not in page.content
    assert client.post(f"{PAGES}drafts/in-force/{plan.pk}/", {"fact": [DEPUTY], "why": "Why not"}).status_code == 403
    assert client.get(f"{PAGES}drafts/contents-of-the-plan/").status_code == 200
    assert client.post(f"{PAGES}drafts/contents-of-the-plan/", {"a": "Section 1"}).status_code == 403


def test_places_are_stated_on_the_page(plan: Document, programme: Programme, ada: Person) -> None:
    client, address = client_of(ada), f"{PAGES}drafts/contents-of-the-plan/"
    assert "Known limitations" in client.get(address).content.decode()
    assert client.post(address, {"b": "y" * 301}).status_code == 422
    assert client.post(address, {"b": "Annex 2"}).status_code == 302
    version = plan_version(programme, day())
    assert version is not None
    assert {place.stated for place in places_of(version) if place.content is PlanContent.LIMITATIONS} == {"Annex 2"}
    assert verify_ledger().breaches == []


def test_without_a_plan_the_page_says_what_to_do(programme: Programme, ada: Person) -> None:
    page = client_of(ada).get(f"{PAGES}drafts/contents-of-the-plan/")
    assert page.status_code == 200
    assert KEY in page.content.decode()
