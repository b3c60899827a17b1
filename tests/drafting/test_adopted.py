"""Documents that an organisation brought with it hold what they say that they hold, and get no twin."""

from datetime import date
from typing import Any

import pytest

from milepost.features.documents.models import Document
from milepost.features.documents.services import adopt_version, put_document, save_draft, withdraw_document
from milepost.features.drafting.writing.controlling import TakenUp, take_up
from milepost.features.drafting.writing.coverage import Coverage, coverage_of
from milepost.features.drafting.writing.drafts import write, write_all
from milepost.features.programmes.applying import apply_rows
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from tests.drafting.test_drafts import enter
from tests.drafting.test_listing import calling
from tests.drafting.test_repeating import CUSTOMERS
from tests.people import actor_of, cli, client_of

ON = date(2027, 1, 15)
OURS = {"title": "What we do about an incident", "kind": "procedure"}
HERE = "/o/cakrawala/p/sms-1"


def entered(person: Person, programme: Programme, number: str, **fields: Any) -> Document:
    return put_document(actor=actor_of(person), programme=programme, fields={"number": number, **fields}).row


def adopted(person: Person, programme: Programme, number: str, *, body: str = "", **fields: Any) -> Document:
    """A document whose version 4.0 was approved before Milepost."""
    document = entered(person, programme, number, **fields)
    stated = {
        "label": "4.0",
        "approved_on": date(2026, 3, 12),
        "approved_by": "Sari",
        "reason": "Minutes",
        "body": body,
    }
    adopt_version(actor=actor_of(person), document=document, fields=stated)
    return document


def covered(programme: Programme) -> Coverage:
    return coverage_of(write_all(programme, "en", on=ON))


def asking(found: Coverage) -> set[str]:
    return {address for asked in found.asked for address in asked.documents}


def taken_up(person: Person, programme: Programme, key: str) -> TakenUp:
    (taken,) = take_up(actor=actor_of(person), programme=programme, keys=[key], language="en", on=ON)
    return taken


@pytest.mark.parametrize(
    "known_by",
    [{"catalogue_kind": "DOC-INC-01", "items": ["52"]}, {"catalogue_kind": "DOC-INC-01"}, {"practice": "incident"}],
)
def test_one_in_force_holds_its_items_and_nothing_is_asked_for_it(
    programme: Programme, ada: Person, known_by: dict[str, Any]
) -> None:
    before = covered(programme)
    assert (52 in before.drafted, 52 in before.missing, "DOC-INC-01" in asking(before)) == (False, True, True)
    document = adopted(ada, programme, "PRO-7", **OURS, **known_by)
    found = covered(programme)
    assert (52 in found.drafted, 52 in found.in_force, 52 in found.missing) == (True, True, False)
    assert "DOC-INC-01" not in asking(found)
    withdraw_document(actor=actor_of(ada), document=document, why="Not kept any more.")
    assert 52 in covered(programme).missing


def test_one_that_a_gate_asks_for_by_name_is_known_by_that(programme: Programme, ada: Person) -> None:
    adopted(ada, programme, "POL-03", title="Information security policy", kind="policy", stands_for="security-policy")
    found = covered(programme)
    assert "DOC-SEC-01" not in asking(found)
    assert found.controlled["DOC-SEC-01"].in_force == "POL-03 v4.0"


def test_one_shared_with_another_standard_holds_the_items_it_names_and_no_others(
    programme: Programme, ada: Person
) -> None:
    adopted(ada, programme, "QM-4", title="Quality manual", kind="policy", items=["52"], shared_with=["ISO 9001"])
    found = covered(programme)
    assert found.in_force == (52,)
    assert "DOC-INC-01" in asking(found)  # it holds the item and is not the procedure


def test_one_that_is_not_in_force_holds_nothing(programme: Programme, ada: Person) -> None:
    document = entered(ada, programme, "PRO-7", **OURS, practice="incident")
    save_draft(actor=actor_of(ada), document=document, fields={"body": "Ours."})
    found = covered(programme)
    assert found.in_force == ()
    assert "DOC-INC-01" in asking(found)


def test_an_agreement_with_one_customer_is_not_that_with_every_customer(programme: Programme, ada: Person) -> None:
    assert apply_rows(actor_of(ada), programme, CUSTOMERS)["refused"] == []
    agreement = {"title": "Agreement", "kind": "agreement", "catalogue_kind": "DOC-SLA-01"}
    adopted(ada, programme, "A-1", **agreement, about="retail")
    found = covered(programme)
    assert not found.in_force
    assert "DOC-SLA-01:retail" not in asking(found)
    assert "DOC-SLA-01:cards" in asking(found)
    adopted(ada, programme, "A-2", **agreement, about="cards")
    assert covered(programme).in_force


@pytest.mark.parametrize("number", ["POL-03", "DOC-SEC-01"])
def test_a_draft_goes_into_the_document_that_is_there_and_says_then_what_it_is(
    programme: Programme, ada: Person, number: str
) -> None:
    enter(ada, programme, "bank")
    adopted(ada, programme, number, title="Security policy", kind="policy", stands_for="security-policy")
    taken = taken_up(ada, programme, "DOC-SEC-01")
    assert taken.did == "created"
    document = Document.objects.get()
    assert (document.number, document.catalogue_kind) == (number, "DOC-SEC-01")
    assert taken.version is not None
    assert taken.version.identification == f"{number} v4.1"


def test_all_under_control_makes_no_twin_of_a_document_with_a_text_of_its_own(
    programme: Programme, ada: Person
) -> None:
    enter(ada, programme, "bank")
    adopted(ada, programme, "PRO-INC-01", title="Incidents", kind="procedure", practice="incident", body="Ours.")
    taken = taken_up(ada, programme, "DOC-INC-01")
    assert taken.did == "refused"
    assert taken.refused is not None
    assert "PRO-INC-01" in taken.refused.reason
    assert Document.objects.count() == 1


def test_where_several_may_be_it_they_are_named_until_one_says_so(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    for number in ("PRO-INC-01", "PRO-INC-02"):
        entered(ada, programme, number, title="Incidents", kind="procedure", practice="incident")
    taken = taken_up(ada, programme, "DOC-INC-01")
    assert taken.refused is not None
    assert "PRO-INC-01, PRO-INC-02" in taken.refused.reason
    entered(ada, programme, "PRO-INC-02", catalogue_kind="DOC-INC-01")
    taken = taken_up(ada, programme, "DOC-INC-01")
    assert taken.version is not None
    assert taken.version.document.number == "PRO-INC-02"


def test_a_document_of_external_origin_is_nobodys_to_write(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    law = {"external": True, "external_source": "Republic of Indonesia", "catalogue_kind": "DOC-SEC-01"}
    entered(ada, programme, "EXT-1", title="The law", kind="policy", **law)
    taken = taken_up(ada, programme, "DOC-SEC-01")
    assert taken.version is not None
    assert taken.version.document.number == "DOC-SEC-01"


def test_drafts_cite_a_document_by_the_number_it_has_here(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    assert "(DOC-SEC-01)](document:DOC-SEC-01)" in write(programme, "DOC-SEC-02", "en", on=ON).draft.body
    adopted(ada, programme, "POL/03", title="Security policy", kind="policy", stands_for="security-policy")
    for language in ("en", "id"):
        citing, cited = (write(programme, key, language, on=ON) for key in ("DOC-SEC-02", "DOC-SEC-01"))
        assert "(POL/03)](document:DOC-SEC-01)" in citing.draft.body
        assert "(DOC-SEC-01)" not in citing.draft.body
        assert (cited.number, cited.file_name) == ("POL/03", "DOC-SEC-01")
    assert cli("documents", "draft", "sms-1", "DOC-SEC-01", "--as", ada.email, "--json").json["number"] == "POL/03"


@pytest.mark.parametrize(
    ("label", "following"),
    [("4.0", "4.1"), ("2.9", "2.10"), ("2026-09", "2026-10"), ("Rev C", "Rev D"), ("v007", "v008"), ("final", ""),
     ("9" * 20, "")],
)  # fmt: skip
def test_the_version_numbers_of_ones_own_go_on(programme: Programme, ada: Person, label: str, following: str) -> None:
    document = entered(ada, programme, "POL-03", title="Security policy", kind="policy")
    stated = {"label": label, "approved_on": date(2026, 3, 12), "approved_by": "Sari", "reason": "Minutes"}
    adopt_version(actor=actor_of(ada), document=document, fields=stated)
    form = client_of(ada).get(f"{HERE}/documents/{document.pk}/draft/").context["form"]
    assert form.initial["label"] == following
    draft = save_draft(actor=actor_of(ada), document=document, fields={"body": "Ours."})
    assert draft.identification == f"POL-03 v{following or 2}"


def test_every_clause_tells_what_it_asks_for_and_how_far_that_is(
    programme: Programme, ada: Person, adi: Person, iris: Person
) -> None:
    enter(ada, programme, "bank")
    adopted(ada, programme, "PRO-7", **OURS, practice="incident")
    answer = cli("documents", "coverage", "sms-1", "--as", ada.email, "--json").json
    clauses = {of["clause"]: of for of in answer["clauses"]}
    assert clauses["8.6.1"]["required"] == clauses["8.6.1"]["in_force"] == 3
    assert clauses["8.6.1"]["items"][0] == {
        "item": 52, "required": True, "standing": "in-force", "documents": ["PRO-7 v4.0", "DOC-INC-01"], "fix": "",
    }  # fmt: skip
    plan = next(each for each in clauses["6.3"]["items"] if each["item"] == 10)
    assert (plan["standing"], plan["documents"]) == ("drafted", ["DOC-SMP-01"])
    assert plan["fix"] == "Have DOC-SMP-01 reviewed and approved."
    assert [*clauses] == sorted(clauses, key=lambda number: [int(part) for part in number.split(".")])
    assert sum(of["required"] for of in answer["clauses"]) >= answer["required"]
    assert calling(ada, programme, adi)().json()["clauses"] == answer["clauses"]
    text = client_of(iris).get(f"{HERE}/drafts/", {"language": "en"}).content.decode()
    assert f"{answer['in_force']} of {answer['required']} in force" in text
    assert "Have DOC-SMP-01 reviewed and approved." in text
    assert '<a href="?language=en&amp;clause=8.6.1">' in text


def test_the_list_names_it_and_counts_it_as_under_control(programme: Programme, ada: Person, iris: Person) -> None:
    adopted(ada, programme, "PRO-7", **OURS, practice="incident")
    entered(ada, programme, "POL-03", title="Security policy", kind="policy", stands_for="security-policy")
    answer = cli("documents", "coverage", "sms-1", "--control", "yes", "--as", ada.email, "--json").json
    assert answer["in_force"] == 3
    told = {row["key"]: (row["document"], row["own"], row["in_force"], row["version"]) for row in answer["documents"]}
    assert told == {
        "DOC-INC-01": ("PRO-7", True, "PRO-7 v4.0", None),
        "DOC-SEC-01": ("POL-03", True, None, None),
    }
    text = client_of(iris).get(f"{HERE}/drafts/", {"control": "yes"}).content.decode()
    assert "PRO-7 v4.0" in text
    assert "your own, in force" in text
    assert "your own, not in force" in text
    assert "PRO-7 v4.0" in client_of(iris).get(f"{HERE}/drafts/DOC-INC-01/").content.decode()
    questions = cli("documents", "questions", "sms-1", "--as", ada.email, "--json").json["questions"]
    assert not any("DOC-INC-01" in each["documents"] for each in questions)
    assert "DOC-INC-01" not in client_of(iris).get(f"{HERE}/questions/").content.decode()
