"""Kinds that are written once for each customer, supplier or service in scope, and the facts that are entered so."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from milepost.catalogue.documents.facts import fact_roots
from milepost.catalogue.documents.kinds import kind
from milepost.catalogue.documents.templates import template, template_keys
from milepost.engines.templating.context import named_in
from milepost.features.documents.models import Document, Version, VersionState
from milepost.features.documents.services import put_document
from milepost.features.drafting.entering.services import put_sheet
from milepost.features.drafting.models import FactSheet
from milepost.features.drafting.sheets.entered import get_sheet
from milepost.features.drafting.sheets.things import TABLES, NotOneDocument, repeated_roots
from milepost.features.drafting.standing.drifting import in_force
from milepost.features.drafting.writing.controlling import standings, take_up
from milepost.features.drafting.writing.coverage import Coverage, coverage_of
from milepost.features.drafting.writing.drafts import write, write_all, write_some
from milepost.features.portfolio.models import Customer, Supplier
from milepost.features.programmes.applying import apply_rows
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.authors import Channel
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services import make_token
from tests.drafting.test_drafts import enter
from tests.people import actor_of, cli, client_of

ON = date(2027, 1, 15)
HERE = "/o/cakrawala/p/sms-1"
API = "/api/v1/organisations/cakrawala/programmes/sms-1"
CUSTOMERS = {
    "customers": [
        {"code": "retail", "name": "Retail Banking"},
        {"code": "cards", "name": "Card Business"},
        {"code": "aside", "name": "Left Aside"},
    ],
    "services": [{"code": "mob", "name": "Mobile Banking", "customers": ["retail", "cards"]}],
    "scope": [
        {"kind": "customer", "code": "retail", "state": "in"},
        {"kind": "customer", "code": "cards", "state": "in"},
        {"kind": "service", "code": "mob", "state": "in"},
    ],
}


@pytest.fixture
def customers(programme: Programme, ada: Person) -> Programme:
    """A programme with two customers in scope and one that is not."""
    assert apply_rows(actor_of(ada), programme, CUSTOMERS)["refused"] == []
    return programme


def put(person: Person, programme: Programme, code: str, facts: Any) -> None:
    put_sheet(actor=actor_of(person), programme=programme, code=code, facts=facts)


def covered(programme: Programme) -> Coverage:
    return coverage_of(write_all(programme, "en", on=ON))


def read(programme: Programme, address: str, path: str, language: str = "en") -> list[str]:
    """What a document read at a path, whether or not the sentence lacks something else."""
    return list(write(programme, address, language, on=ON).read.get(path, ()))


def addresses(programme: Programme, key: str) -> list[str]:
    return [each.address for each in write_some(programme, [key], "en", on=ON).documents]


def test_an_agreement_is_written_once_for_each_customer_in_scope(customers: Programme, ada: Person) -> None:
    put(ada, customers, "agreement", {"retail": {"ref": "SLA-1"}, "cards": {"ref": "SLA-2"}})
    assert addresses(customers, "DOC-SLA-01") == ["DOC-SLA-01:cards", "DOC-SLA-01:retail"]
    retail, cards = (write(customers, f"DOC-SLA-01:{code}", "en", on=ON) for code in ("retail", "cards"))
    assert (retail.read["agreement.ref"], cards.read["agreement.ref"]) == (["SLA-1"], ["SLA-2"])
    assert (retail.read["customers.retail.name"], "customers.cards.name" in retail.read) == (["Retail Banking"], False)
    assert (retail.title, retail.number) == ("Service level agreement: Retail Banking", "DOC-SLA-01-retail")


def test_an_agreement_shows_no_service_that_it_is_not_about(customers: Programme, ada: Person) -> None:
    more = {
        "services": [{"code": "atm", "name": "Cash Machines", "customers": ["cards"]}],
        "scope": [{"kind": "service", "code": "atm", "state": "in"}],
        "answers": [
            {"code": "own_working", "answer": [
                {"services": ["mob", "atm"], "carries_on": "by telephone", "at_most": "a day"},
                {"services": ["atm"], "carries_on": "with notes", "at_most": "an hour"},
            ]},
            {"code": "raised_priority", "answer": [
                {"services": ["atm"], "when": "on Saturdays", "effect": "one up", "decided_by": "desk"},
                {"when": "on paydays", "effect": "one up", "decided_by": "desk"},
            ]},
        ],
    }  # fmt: skip
    assert apply_rows(actor_of(ada), customers, more)["refused"] == []
    put(ada, customers, "agreement", {"retail": {"ref": "SLA-1", "services": [{"service": "mob"}]}, "cards": {}})
    retail, cards = (write(customers, f"DOC-SLA-01:{code}", "en", on=ON).draft.body for code in ("retail", "cards"))
    assert "Without Mobile Banking: by telephone" in retail
    assert "Without Mobile Banking and Cash Machines: by telephone" in cards
    assert [word in retail for word in ("Cash Machines", "with notes", "Saturdays")] == [False, False, False]
    assert [word in cards.lower() for word in ("with notes", "on saturdays", "on paydays")] == [True, True, True]
    assert "on paydays" in retail.lower()
    assert "Without Cash Machines: with notes" in write(customers, "DOC-CON-01", "en", on=ON).draft.body.replace(
        "- Cash Machines: with", "Without Cash Machines: with"
    )


@pytest.mark.parametrize("address", ["DOC-SLA-01:aside", "DOC-SLA-01:nobody", "DOC-INC-01:retail", "DOC-XXX-99"])
def test_what_is_not_in_scope_or_does_not_repeat_is_no_document(customers: Programme, address: str) -> None:
    with pytest.raises(LookupError):
        write(customers, address, "en", on=ON)


def test_one_document_is_wanted_and_the_kind_alone_does_not_say_which(customers: Programme) -> None:
    with pytest.raises(NotOneDocument) as several:
        write(customers, "DOC-SLA-01", "en", on=ON)
    assert several.value.addresses == ("DOC-SLA-01:cards", "DOC-SLA-01:retail")
    assert write(customers, "DOC-REQ-02", "en", on=ON).address == "DOC-REQ-02:mob"


def test_a_record_names_its_customer_by_where_it_stands(customers: Programme, ada: Person) -> None:
    put(ada, customers, "agreement:retail", {"ref": "SLA-1", "customer": "retail"})
    assert FactSheet.objects.get().code == "agreement:retail"
    assert FactSheet.objects.get().facts == {"ref": "SLA-1"}
    with pytest.raises(Refused) as refused:
        put(ada, customers, "agreement:retail", {"ref": "SLA-1", "customer": "cards"})
    assert refused.value.field == "facts.customer"


@pytest.mark.parametrize(
    ("code", "facts", "field"),
    [
        ("agreement", {"nobody": {"ref": "SLA-1"}}, "facts.nobody"),
        ("agreement:nobody", {"ref": "SLA-1"}, "facts"),
        ("agreement", {"retail": {"ref": 3}}, "facts.retail.ref"),
        ("agreement", {"retail": None}, "facts.retail"),
        ("agreement", {"retail": []}, "facts.retail"),
        ("agreement", [], "facts"),
        ("agreement", {"ref": 3}, "facts.ref"),
        ("sms:retail", {}, "code"),
        ("agreement:retail", {"services": [{"service": "mob"}], "targets": [{"service": "atm"}]}, "facts.targets.1"),
        (
            "agreement",
            {"retail": {"services": [{"service": "mob"}], "maintenance": [{"services": ["mob"]}, {"services": ["x"]}]}},
            "facts.retail.maintenance.2",
        ),
    ],
)
def test_what_does_not_fit_is_refused_by_its_place(
    customers: Programme, ada: Person, code: str, facts: Any, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        put(ada, customers, code, facts)
    assert refused.value.field == field
    assert not FactSheet.objects.exists()


def test_the_single_sheet_of_before_is_that_of_the_customer_it_names(customers: Programme, ada: Person) -> None:
    put(ada, customers, "agreement", {"ref": "SLA-1", "customer": "retail"})
    assert FactSheet.objects.get().code == "agreement:retail"
    assert read(customers, "DOC-SLA-01:retail", "agreement.ref") == ["SLA-1"]


def test_a_stored_sheet_of_before_is_read_so_and_becomes_so_when_it_is_next_written(
    customers: Programme, ada: Person
) -> None:
    Customer.objects.filter(code="retail").update(code="later")
    put(ada, customers, "agreement", {"ref": "SLA-1", "customer": "retail"})
    assert FactSheet.objects.get().code == "agreement"  # nobody is called that yet: it waits
    Customer.objects.filter(code="later").update(code="retail")
    assert read(customers, "DOC-SLA-01:retail", "agreement.ref") == ["SLA-1"]
    assert get_sheet(customers, "agreement:retail").facts["ref"] == "SLA-1"
    put(ada, customers, "agreement:retail", {"ref": "SLA-9"})
    row = FactSheet.objects.get()
    assert (row.code, row.facts, row.revision) == ("agreement:retail", {"ref": "SLA-9"}, 2)


def test_an_agreement_of_before_is_that_of_the_supplier_called_so(customers: Programme, ada: Person) -> None:
    apply_rows(actor_of(ada), customers, {"suppliers": [{"code": "fm", "name": "Facility", "kind": "internal"}]})
    put(ada, customers, "internal_agreement", {"ref": "OLA-1", "supplier": {"en": "Facility", "id": "Gedung"}})
    assert FactSheet.objects.get().code == "internal_agreement:fm"
    assert read(customers, "DOC-OLA-01:fm", "internal_agreement.supplier", "id") == ["Gedung"]


def test_each_agreement_is_for_the_suppliers_it_is_meant_for(customers: Programme, ada: Person) -> None:
    suppliers = [{"code": "fm", "name": "Facility", "kind": "internal"}, {"code": "net", "name": "Network"}]
    apply_rows(actor_of(ada), customers, {"suppliers": suppliers})
    assert addresses(customers, "DOC-OLA-01") == ["DOC-OLA-01:fm"]
    put(ada, customers, "suppliers", {"fm": {"services": ["mob"]}})
    assert addresses(customers, "DOC-OLA-01") == ["DOC-OLA-01:fm"]
    put(ada, customers, "suppliers", {"fm": {"services": ["other"]}})
    assert addresses(customers, "DOC-OLA-01") == []


def test_without_suppliers_no_agreement_with_one_is_required(customers: Programme, ada: Person) -> None:
    found = covered(customers)
    assert {each.key for each in found.idle} >= {"DOC-OLA-01"}
    assert not set(kind("DOC-OLA-01").items) & {*found.required, *found.missing}
    apply_rows(actor_of(ada), customers, {"suppliers": [{"code": "fm", "name": "Facility", "kind": "internal"}]})
    assert set(kind("DOC-OLA-01").items) <= set(covered(customers).missing)


def test_without_customers_in_scope_the_scope_is_asked_for(programme: Programme) -> None:
    found = covered(programme)
    assert set(kind("DOC-SLA-01").items) <= set(found.missing)
    asked = next(asked for asked in found.asked if asked.code == "sms.customers")
    assert "DOC-SLA-01" in asked.documents


def test_a_question_names_the_customer_it_is_about(customers: Programme, ada: Person) -> None:
    put(ada, customers, "agreement:retail", {"ref": "SLA-1"})
    asked = {asked.code: asked for asked in covered(customers).asked}
    assert "agreement:retail.ref" not in asked
    lacking = asked["agreement:cards.ref"]
    assert lacking.text == "Number of the agreement: Card Business"
    assert (lacking.sheet, lacking.part) == ("agreement:cards", "ref")
    assert "DOC-SLA-01:cards" in lacking.documents
    assert all(address.endswith(":cards") for address in lacking.documents)


def test_an_item_is_drafted_when_the_documents_of_all_customers_are(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    (item,) = kind("DOC-SLA-01").items
    assert item in covered(programme).drafted
    one = FactSheet.objects.filter(code__startswith="agreement:").first()
    assert one is not None
    put(ada, programme, one.code, {"ref": "SLA-9"})
    found = covered(programme)
    assert item in found.missing
    code = one.code.partition(":")[2]
    undrafted = {each.address for each in found.documents if not each.draft.is_drafted}
    assert f"DOC-SLA-01:{code}" in undrafted
    assert {address.partition(":")[2] for address in undrafted} == {code}


def test_each_is_taken_up_under_a_number_of_its_own_and_drifts_by_itself(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    meant = {"actor": actor_of(ada), "programme": programme, "keys": ["DOC-SLA-01"], "language": "en", "on": ON}
    taken = take_up(**meant)  # type: ignore[arg-type]
    codes = sorted(Customer.objects.values_list("code", flat=True))
    assert [each.key for each in taken] == [f"DOC-SLA-01:{code}" for code in codes]
    assert {row.number: row.about for row in Document.objects.all()} == {f"DOC-SLA-01-{code}": code for code in codes}
    assert Document.objects.get(about=codes[0]).title.startswith("Service level agreement: ")
    facts = {**FactSheet.objects.get(code=f"agreement:{codes[0]}").facts, "ref": "SLA-9"}
    put(ada, programme, f"agreement:{codes[0]}", facts)
    standing = standings(programme, write_some(programme, ["DOC-SLA-01"], "en", on=ON).documents)
    assert [drift.path for drift in standing[f"DOC-SLA-01:{codes[0]}"].drifts] == ["agreement.ref"]
    assert [each.did for each in take_up(**meant)] == ["updated", *["unchanged"] * (len(codes) - 1)]  # type: ignore[arg-type]
    assert verify_ledger().breaches == []


def test_a_document_of_before_is_that_of_the_customer_it_was_written_about(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    code = Customer.objects.order_by("code").values_list("code", flat=True)[0]
    meant: dict[str, Any] = {"actor": actor_of(ada), "programme": programme, "language": "en", "on": ON}
    take_up(**meant, keys=[f"DOC-SLA-01:{code}"])
    document = Document.objects.get()
    put_document(actor=actor_of(ada), programme=programme, fields={"about": None}, document=document)
    (again,) = take_up(**meant, keys=[f"DOC-SLA-01:{code}"])
    assert again.did == "unchanged"
    assert Document.objects.get().about == code


@pytest.mark.parametrize(("about", "catalogue_kind"), [("nobody", "DOC-SLA-01"), ("retail", "DOC-INC-01")])
def test_a_document_is_about_nobody_else(customers: Programme, ada: Person, about: str, catalogue_kind: str) -> None:
    fields = {"number": "P-7", "title": "Ours", "kind": "agreement", "catalogue_kind": catalogue_kind, "about": about}
    with pytest.raises(Refused) as refused:
        put_document(actor=actor_of(ada), programme=customers, fields=fields)
    assert refused.value.field == "about"


def test_an_own_document_says_by_file_for_which_customer_it_is(customers: Programme, ada: Person) -> None:
    row = {"code": "A-1", "title": "Ours", "kind": "agreement", "catalogue_kind": "DOC-SLA-01", "about": "retail"}
    assert apply_rows(actor_of(ada), customers, {"documents": [row]})["refused"] == []
    put(ada, customers, "agreement:retail", {"ref": "SLA-1", "users": "all"})
    take_up(actor=actor_of(ada), programme=customers, keys=["DOC-SLA-01:retail"], language="en", on=ON)
    assert Document.objects.get().versions.get().identification == "A-1 v1"


def test_the_command_line_takes_a_code_in_either_case(customers: Programme, ada: Person, tmp_path: Any) -> None:
    drafted = cli("documents", "draft", "sms-1", "DOC-SLA-01:Retail", "--as", ada.email, "--json").json
    assert (drafted["key"], drafted["number"]) == ("DOC-SLA-01:retail", "DOC-SLA-01-retail")
    several = cli("documents", "draft", "sms-1", "DOC-SLA-01", "--as", ada.email, "--json")
    assert several.exit_code == 2
    assert "DOC-SLA-01:cards" in several.json["hint"]
    args = ("--format", "html", "--lang", "en", "-o", tmp_path / "files", "--as", ada.email)
    assert cli("documents", "render", "sms-1", "DOC-SLA-01", *args).exit_code == 0
    assert {path.name for path in (tmp_path / "files").iterdir()} == {
        "DOC-SLA-01-cards.en.html",
        "DOC-SLA-01-retail.en.html",
    }
    answer = cli("documents", "coverage", "sms-1", "--as", ada.email, "--json").json
    assert {"DOC-SLA-01:cards", "DOC-SLA-01:retail"} <= {row["key"] for row in answer["documents"]}
    without = {row["key"]: row for row in answer["without"]}
    assert not without["DOC-OLA-01"]["required"]
    assert without["DOC-OLA-01"]["why"]
    sheet = cli("documents", "facts", "sms-1", "agreement:retail", "--as", ada.email, "--json").json["facts"]
    assert [(row["code"], row["repeats"]) for row in sheet] == [("agreement:retail", "customer")]
    assert cli("documents", "facts", "sms-1", "agreement:nobody", "--as", ada.email).exit_code == 2


def test_the_interface_for_programs_addresses_them_likewise(customers: Programme, ada: Person, adi: Person) -> None:
    organisation, until = customers.organisation, date(2099, 1, 1)
    actor = actor_of(adi, Channel.CLI)
    _, secret = make_token(actor=actor, organisation=organisation, person=ada, scope="write", expires_on=until)

    def call(method: str, path: str, given: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {secret}"}
        return Client().generic(method, API + path, json.dumps(given), content_type="application/json", headers=headers)

    assert call("PUT", "/facts/agreement:retail", {"facts": {"ref": "SLA-1"}}).status_code == 201
    assert call("GET", "/facts/agreement").json()["facts"] == {"retail": {"ref": "SLA-1"}}
    assert call("GET", "/facts/agreement:nobody").status_code == 404
    assert call("GET", "/drafts/DOC-SLA-01:retail").json()["number"] == "DOC-SLA-01-retail"
    assert call("GET", "/drafts/DOC-SLA-01").status_code == 422
    assert call("GET", "/drafts/DOC-SLA-01:aside").status_code == 404
    assert call("POST", "/drafts", {"documents": ["DOC-SLA-01:nobody"]}).status_code == 422


def test_the_list_groups_them_and_says_why_a_kind_has_none(customers: Programme, ada: Person) -> None:
    page = client_of(ada).get(f"{HERE}/drafts/?language=en").content.decode()
    assert "Service level agreement: Retail Banking" in page
    assert "0 of 2 documents complete" in page
    assert "Neither an internal supplier nor a customer acting as supplier is entered." in page
    kind_page = client_of(ada).get(f"{HERE}/drafts/DOC-SLA-01/").content.decode()
    assert f"{HERE}/drafts/DOC-SLA-01:cards/" in kind_page
    assert "Neither an internal" in client_of(ada).get(f"{HERE}/drafts/DOC-OLA-01/").content.decode()
    assert "Card Business" in client_of(ada).get(f"{HERE}/drafts/DOC-SLA-01:cards/").content.decode()
    assert client_of(ada).get(f"{HERE}/drafts/DOC-SLA-01:aside/").status_code == 404


def test_the_sheet_lists_what_each_customer_lacks_and_each_is_entered_by_itself(
    customers: Programme, ada: Person
) -> None:
    client = client_of(ada)
    put(ada, customers, "agreement:retail", {"ref": "SLA-1"})
    page = client.get(f"{HERE}/facts/agreement/").content.decode()
    assert f"{HERE}/facts/agreement:cards/ref/" in page
    assert f"{HERE}/facts/agreement:retail/ref/" not in page
    assert f"{HERE}/facts/agreement:aside/" not in page
    assert "The agreement: Card Business" in client.get(f"{HERE}/facts/agreement:cards/").content.decode()
    assert client.post(f"{HERE}/facts/agreement:cards/ref/", {"f": "SLA-2", "seen": "0"}).status_code == 302
    assert FactSheet.objects.get(code="agreement:cards").facts == {"ref": "SLA-2"}
    for path in ("agreement:nobody/", "agreement/ref/", "agreement:cards/customer/", "sms:cards/"):
        assert client.get(f"{HERE}/facts/{path}").status_code == 404


def test_another_document_about_the_same_customer_is_a_link_away(customers: Programme, ada: Person) -> None:
    apply_rows(actor_of(ada), customers, {"suppliers": [{"code": "fm", "name": "Facility", "kind": "internal"}]})
    written = write(customers, "DOC-OLA-01:fm", "en", on=ON)
    assert written.beside("DOC-SUP-04") == "DOC-SUP-04:fm"
    assert written.beside("DOC-SUP-03") == "DOC-SUP-03"  # for external suppliers only
    assert written.beside("DOC-SLA-01") == "DOC-SLA-01"
    assert Supplier.objects.get().kind == "internal"


@pytest.mark.parametrize("key", template_keys())
def test_a_template_names_roots_that_repeat_for_what_its_kind_repeats_for(key: str) -> None:
    found = template(key, "en")
    roots = {path.partition(".")[0] for path in found.needs} & set(repeated_roots())
    assert {repeated_roots()[root] for root in roots} <= {kind(key).repeats.value}
    if kind(key).repeats in TABLES:
        assert roots, "without one, all its documents would say the same"
    assert roots <= named_in(found)


def test_what_a_root_repeats_for_is_one_of_three_and_leaves_room_for_its_code() -> None:
    assert set(repeated_roots().values()) <= {each.value for each in TABLES}
    assert all(len(root) <= 19 and not fact_roots()[root].by_key for root in repeated_roots())


def test_of_a_customer_who_left_the_scope_every_fact_of_the_agreement_is_gone(
    customers: Programme, ada: Person
) -> None:
    put(ada, customers, "agreement:retail", {"ref": "SLA-1", "charge": "by transfers"})
    take_up(actor=actor_of(ada), programme=customers, keys=["DOC-SLA-01:retail"], language="en", on=ON)
    Version.objects.update(state=VersionState.APPROVED, approved_on=ON)
    document = Document.objects.select_related("programme__organisation").get()
    standing = in_force(document, ON)
    assert standing is not None
    assert standing.drifted == ()
    apply_rows(actor_of(ada), customers, {"scope": [{"kind": "customer", "code": "retail", "state": "undecided"}]})
    standing = in_force(document, ON)
    assert standing is not None
    assert "agreement.ref" in {each.drift.path for each in standing.drifted}
    assert client_of(ada).get(f"{HERE}/drafts/in-force/{document.pk}/").status_code == 200
