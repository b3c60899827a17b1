"""What is drafted in the other language becomes the translation of a version in force that says the same."""

from datetime import date

import pytest
from django.test import Client

from milepost.features.documents.models import Document, Translation, Version
from milepost.features.documents.services import save_draft
from milepost.features.drafting.standing.drifting import in_force
from milepost.features.drafting.standing.translating import take_translation
from milepost.features.drafting.writing.controlling import take_up
from milepost.features.drafting.writing.drafts import write
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.authors import Channel
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services import make_token
from tests.documents.conftest import Asked, approve, submit
from tests.drafting.test_controlling import rename_the_holder
from tests.drafting.test_drafts import enter
from tests.people import actor_of, cli, client_of

KEY = "DOC-INC-01"
TAKEN = "/o/cakrawala/p/sms-1/drafts/in-force"


def day() -> date:
    return today("Asia/Jakarta")


@pytest.fixture
def document(programme: Programme, ada: Person, sari: Person) -> Document:
    """The incident procedure as its template writes it, in English, not approved yet; the sponsor is known before."""
    enter(ada, programme, "bank")
    take_up(actor=actor_of(ada), programme=programme, keys=[KEY], language="en", on=day())
    return Document.objects.select_related("programme__organisation", "owner", "approver").get()


def bring_into_force(document: Document, ada: Person, sari: Person) -> Version:
    version = Version.objects.select_related("document__programme__organisation").get(document=document)
    return approve(submit(version, ada, approvers=(Asked(sari),)), sari)


def take(person: Person, document: Document) -> Translation:
    standing = in_force(document, day())
    assert standing is not None
    return take_translation(actor=actor_of(person), standing=standing, on=day())


def test_the_drafted_translation_says_what_the_version_says_in_the_other_language(
    document: Document, ada: Person, sari: Person, iris: Person
) -> None:
    version = bring_into_force(document, ada, sari)
    page = client_of(ada).get(f"{TAKEN}/{document.pk}/").content.decode()
    assert "DOC-INC-01 v1 is not translated yet." in page
    assert "Take the drafted translation" in page
    assert "Take the drafted translation" not in client_of(iris).get(f"{TAKEN}/{document.pk}/").content.decode()
    answer = client_of(ada).post(f"{TAKEN}/{document.pk}/translation/")
    assert answer.status_code == 302
    row = Translation.objects.get()
    assert (row.version_id, row.language, row.source_hash) == (version.pk, "id", version.content_hash)
    assert row.body == write(document.programme, KEY, "id", on=day()).draft.body
    page = client_of(ada).get(f"{TAKEN}/{document.pk}/").content.decode()
    assert "DOC-INC-01 v1 was translated on" in page
    assert "Take the drafted translation" not in page
    assert verify_ledger().breaches == []


def test_it_is_not_taken_where_people_changed_the_text(document: Document, ada: Person, sari: Person) -> None:
    body = Version.objects.get().body
    save_draft(actor=actor_of(ada), document=document, fields={"body": f"{body}\nBy hand.\n"})
    bring_into_force(document, ada, sari)
    with pytest.raises(Refused, match="People wrote in DOC-INC-01 v1"):
        take(ada, document)
    page = client_of(ada).get(f"{TAKEN}/{document.pk}/").content.decode()
    assert "People wrote in DOC-INC-01 v1" in page
    assert "Take the drafted translation" not in page
    client_of(ada).post(f"{TAKEN}/{document.pk}/translation/")
    assert not Translation.objects.exists()


def test_it_is_not_taken_where_a_fact_changed_since(document: Document, ada: Person, sari: Person) -> None:
    bring_into_force(document, ada, sari)
    rename_the_holder(ada, document.programme, "Citra Ayu")
    with pytest.raises(Refused, match="would be written otherwise today"):
        take(ada, document)


def test_a_reader_takes_none(document: Document, ada: Person, sari: Person, iris: Person) -> None:
    bring_into_force(document, ada, sari)
    with pytest.raises(NotAllowed):
        take(iris, document)


def test_the_command_and_the_api_take_it_too(document: Document, ada: Person, sari: Person, adi: Person) -> None:
    ran = cli("documents", "translate", "sms-1", KEY, "--drafted", "--as", ada.email, "--json")
    assert (ran.exit_code, "written from a template" in ran.json["error"]) == (2, True)
    assert cli("documents", "translate", "sms-1", KEY, "--as", ada.email, "--json").exit_code == 2
    bring_into_force(document, ada, sari)
    assert cli("documents", "translate", "sms-1", KEY, "--drafted", "--as", ada.email, "--json").exit_code == 0
    row = Translation.objects.get()
    _, secret = make_token(
        actor=actor_of(adi, Channel.CLI), organisation=document.organisation, person=ada, scope="write",
        expires_on=date(2099, 1, 1),
    )  # fmt: skip
    answer = Client().post(
        f"/api/v1/organisations/cakrawala/programmes/sms-1/documents/{KEY}/drafted-translation",
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert answer.status_code == 200
    told = answer.json()
    assert (told["version"], told["language"], told["body"]) == ("DOC-INC-01 v1", "id", row.body)
