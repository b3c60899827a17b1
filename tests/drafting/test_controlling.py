"""Drafts become versions of controlled documents, and keep what people wrote into them."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milepost.catalogue.documents.kinds import kind
from milepost.catalogue.documents.templates import template_keys
from milepost.features.documents.models import Document, Version, VersionState
from milepost.features.documents.services import put_document, save_draft
from milepost.features.drafting.entering.services import put_sheet
from milepost.features.drafting.models import FactSheet, Origin
from milepost.features.drafting.writing.controlling import TakenUp, standings, take_up
from milepost.features.drafting.writing.drafts import write_some
from milepost.features.practices.services import assign_practice, settle_practice
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Member, Person
from milepost.platform.organisations.policies import NotAllowed
from milepost.platform.organisations.services import remove_member
from tests.drafting.test_drafts import enter
from tests.people import actor_of, cli

ON = date(2027, 1, 15)
KEY = "DOC-INC-01"


def taken_up(person: Person, programme: Programme, key: str = KEY, language: str = "en") -> TakenUp:
    (taken,) = take_up(actor=actor_of(person), programme=programme, keys=[key], language=language, on=ON)
    return taken


def rename_the_holder(person: Person, programme: Programme, name: str) -> None:
    facts = FactSheet.objects.get(programme=programme, code="roles").facts
    facts["incident_manager"]["holder"] = name
    put_sheet(actor=actor_of(person), programme=programme, code="roles", facts=facts)


def own_incidents(person: Person, programme: Programme, owner: Person) -> None:
    practice = settle_practice(actor=actor_of(person), programme=programme, key="incident")
    assign_practice(actor=actor_of(person), practice=practice, owner=owner, deputy=None, hours_per_week=None)


def write_by_hand(person: Person, version: Version, old: str, new: str) -> None:
    fresh = Version.objects.select_related("document__programme__organisation").get(pk=version.pk)
    save_draft(actor=actor_of(person), document=fresh.document, fields={"body": fresh.body.replace(old, new)})


def body_of(version: Version | None) -> str:
    assert version is not None
    return Version.objects.get(pk=version.pk).body


def test_a_draft_becomes_the_first_version_of_a_document_of_its_kind(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    taken = taken_up(ada, programme)
    assert (taken.did, taken.clashes) == ("created", ())
    document = Document.objects.get()
    assert (document.number, document.catalogue_kind, document.practice) == (KEY, KEY, "incident")
    assert (document.items, document.clauses) == ([str(each) for each in kind(KEY).items], list(kind(KEY).clauses))
    assert "Rina Wibowo" in body_of(taken.version)
    assert verify_ledger().breaches == []


def test_a_document_entered_now_is_owned_and_approved_by_the_members_who_hold_its_roles(
    programme: Programme, ada: Person, ben: Person, olga: Person, sari: Person
) -> None:
    enter(ada, programme, "bank")
    own_incidents(ada, programme, olga)
    taken_up(ben, programme)  # owned by the incident manager, approved by the coordinator
    taken_up(ada, programme, "DOC-POL-01")  # owned by the coordinator, approved by the sponsor
    taken_up(ada, programme, "DOC-CHG-01")  # by the coordinator, as its practice has no owner; and so by the sponsor
    found = {row.number: (row.owner, row.approver) for row in Document.objects.select_related("owner", "approver")}
    assert found == {KEY: (olga, ada), "DOC-POL-01": (ada, sari), "DOC-CHG-01": (ada, sari)}


def test_who_left_the_organisation_owns_no_new_document(
    programme: Programme, ada: Person, adi: Person, olga: Person
) -> None:
    enter(ada, programme, "bank")
    own_incidents(ada, programme, olga)
    remove_member(actor=actor_of(adi), member=Member.objects.get(person=olga))
    taken_up(ada, programme)
    assert Document.objects.get().owner == ada


def test_of_two_coordinators_the_first_answers_for_what_nobody_else_does(
    programme: Programme, ada: Person, karl: Person, ben: Person
) -> None:
    enter(ada, programme, "bank")
    taken_up(ben, programme)
    assert Document.objects.get().owner == ada


def test_the_same_facts_again_change_nothing(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    taken_up(ada, programme)
    assert taken_up(ada, programme).did == "unchanged"
    assert Version.objects.count() == 1


def test_what_people_wrote_stays_when_the_facts_change(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    first = taken_up(ada, programme)
    assert first.version is not None
    write_by_hand(ada, first.version, "## Scope {#scope", "Written by hand.\n\n## Scope {#scope")
    rename_the_holder(ada, programme, "Citra Ayu")
    second = taken_up(ada, programme)
    assert (second.did, second.clashes) == ("updated", ())
    assert "Written by hand." in body_of(second.version)
    assert "Citra Ayu" in body_of(second.version)
    assert "| Incident Manager | Rina Wibowo" not in body_of(second.version)


def test_where_both_changed_one_place_the_clash_is_told_and_nothing_is_lost(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    first = taken_up(ada, programme)
    assert first.version is not None
    write_by_hand(ada, first.version, "Rina Wibowo", "Rina Wibowo (interim)")
    rename_the_holder(ada, programme, "Citra Ayu")
    second = taken_up(ada, programme)
    assert {clash.heading for clash in second.clashes} >= {"Roles"}
    assert "Rina Wibowo (interim)" in body_of(second.version)


def test_a_version_in_review_is_left_alone(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    first = taken_up(ada, programme)
    assert first.version is not None
    Version.objects.filter(pk=first.version.pk).update(state=VersionState.IN_REVIEW)
    rename_the_holder(ada, programme, "Citra Ayu")
    second = taken_up(ada, programme)
    assert second.did == "refused"
    assert second.refused is not None
    assert "Citra Ayu" not in body_of(first.version)


def test_a_document_written_by_hand_is_left_alone(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    fields = {"number": "P-7", "title": "Ours", "kind": "procedure", "catalogue_kind": KEY}
    document = put_document(actor=actor_of(ada), programme=programme, fields=fields).row
    save_draft(actor=actor_of(ada), document=document, fields={"body": "Ours."})
    taken = taken_up(ada, programme)
    assert taken.did == "refused"
    assert Version.objects.get().body == "Ours."


def test_an_empty_document_of_that_kind_is_filled(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    fields: dict[str, Any] = {
        "number": "P-7",
        "title": "Ours",
        "kind": "procedure",
        "catalogue_kind": KEY,
        "language": "id",
    }
    put_document(actor=actor_of(ada), programme=programme, fields=fields)
    taken = taken_up(ada, programme)
    assert taken.version is not None
    assert taken.version.identification == "P-7 v1"
    assert "## Tujuan" in body_of(taken.version)


def test_a_version_knows_which_facts_changed_since(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    taken_up(ada, programme)
    rename_the_holder(ada, programme, "Citra Ayu")
    written = write_some(programme, [KEY], "en", on=ON).documents
    (drift,) = standings(programme, written)[KEY].drifts
    assert (drift.path, drift.gone, drift.come) == ("roles.incident_manager.holder", ("Rina Wibowo",), ("Citra Ayu",))


def test_registers_are_read_once_however_many_documents_and_languages(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    for key, language in ((KEY, "en"), ("DOC-CHG-01", "id")):
        taken_up(ada, programme, key, language)
    actor = actor_of(ada)
    with CaptureQueriesContext(connection) as queries:
        taken = take_up(actor=actor, programme=programme, keys=[KEY, "DOC-CHG-01"], language="en", on=ON)
    assert [each.did for each in taken] == ["unchanged", "unchanged"]
    read = [query["sql"] for query in queries if 'FROM "drafting_factsheet"' in query["sql"]]
    assert len(read) == 1
    assert len(queries) <= 60


def test_a_reader_puts_nothing_under_control(programme: Programme, iris: Person) -> None:
    with pytest.raises(NotAllowed):
        taken_up(iris, programme)


def test_one_command_puts_everything_under_control(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "hospital")
    answer = cli("documents", "take-up", "sms-1", "--lang", "id", "--as", ada.email, "--json").json
    assert {row["did"] for row in answer["documents"]} == {"created"}
    assert Origin.objects.count() == Document.objects.count() == len(answer["documents"])
    assert {document.catalogue_kind for document in Document.objects.all()} == set(template_keys())
    assert cli("documents", "take-up", "sms-1", "DOC-XXX-99", "--as", ada.email, "--json").exit_code == 2
