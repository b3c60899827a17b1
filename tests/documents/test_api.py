"""Documents over the API: entity tags, what is refused, and that no token approves."""

import json
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from milepost.features.documents.models import Document, Version
from milepost.features.documents.services import put_document
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.authors import Channel
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.services import make_token
from tests.documents.conftest import in_force
from tests.people import actor_of, cli

AT = "/api/v1/organisations/cakrawala/programmes/sms-1/documents"


class Caller:
    """Somebody with a token."""

    def __init__(self, person: Person, programme: Programme, adi: Person) -> None:
        _, self.secret = make_token(
            actor=actor_of(adi, Channel.CLI), organisation=programme.organisation, person=person, scope="write",
            expires_on=date(2099, 1, 1),
        )  # fmt: skip

    def __call__(self, method: str, path: str, given: Any = None, **headers: str) -> Any:
        sent = {"Authorization": f"Bearer {self.secret}", **headers}
        return Client().generic(method, AT + path, json.dumps(given), content_type="application/json", headers=sent)


@pytest.fixture
def ada_calls(ada: Person, programme: Programme, adi: Person) -> Caller:
    return Caller(ada, programme, adi)


def test_a_document_is_entered_drafted_and_submitted(
    ada_calls: Caller, programme: Programme, adi: Person, ben: Person, sari: Person
) -> None:
    made = ada_calls("PUT", "/POL-1", {"title": "Policy", "kind": "policy", "owner": "ada@cakrawala.example"})
    assert (made.status_code, made["ETag"]) == (201, '"1"')
    draft = ada_calls("PUT", "/POL-1/draft", {"body": "We serve."})
    assert (draft.status_code, draft.json()["identification"]) == (200, "POL-1 v1")
    asked = {"reviewers": [{"person": ben.email}], "approvers": [{"person": sari.email}]}
    submitted = ada_calls("POST", "/POL-1/submit", asked)
    assert [(step["name"], step["asked"]) for step in submitted.json()["steps"]] == [
        (ben.name, True),
        (sari.name, False),
    ]
    ben_calls = Caller(ben, programme, adi)
    remarked = ben_calls("POST", "/POL-1/comments", {"text": "Whom?", "quote": "We serve."})
    assert (remarked.status_code, len(remarked.json()["comments"])) == (201, 1)
    assert ada_calls("POST", "/POL-1/comments/1/resolve", {"answer": "Our customers."}).status_code == 200
    assert ben_calls("POST", "/POL-1/review", {"outcome": "done"}).status_code == 200
    returned = Caller(sari, programme, adi)("POST", "/POL-1/review", {"outcome": "returned", "note": "Say whom."})
    assert returned.json()["versions"][0]["state"] == "returned"
    assert ada_calls("GET", "/POL-1/versions/1").json()["body"] == "We serve."


def test_an_older_revision_changes_nothing(ada_calls: Caller, document: Document) -> None:
    tag = ada_calls("GET", "/DOC-INC-01")["ETag"]
    assert ada_calls("PUT", "/DOC-INC-01", {"title": "First"}, **{"If-Match": tag}).status_code == 200
    assert ada_calls("PUT", "/DOC-INC-01", {"title": "Second"}, **{"If-Match": tag}).status_code == 412
    assert Document.objects.get().title == "First"
    draft = ada_calls("PUT", "/DOC-INC-01/draft", {"body": "a"})["ETag"]
    assert ada_calls("PUT", "/DOC-INC-01/draft", {"body": "b"}, **{"If-Match": draft}).status_code == 200
    assert ada_calls("PUT", "/DOC-INC-01/draft", {"body": "c"}, **{"If-Match": draft}).status_code == 412
    assert Version.objects.get().body == "b"


def test_a_number_with_a_slash_is_reached_by_its_id(ada_calls: Caller, document: Document) -> None:
    Document.objects.update(number="SOP/IT/001")
    assert ada_calls("GET", f"/{document.pk}").json()["number"] == "SOP/IT/001"


def test_what_is_in_force_is_confirmed_handed_out_read_and_withdrawn(
    ada_calls: Caller, document: Document, programme: Programme, adi: Person, ben: Person, olga: Person, sari: Person
) -> None:
    in_force(document, olga, sari)
    assert (
        ada_calls("POST", "/DOC-INC-01/confirm", {"next_due_on": "2098-01-01"}).json()["review_due_on"] == "2098-01-01"
    )
    handed = ada_calls("POST", "/DOC-INC-01/hand-out", {"due_on": "2098-01-01", "people": [ben.email]})
    assert handed.json()["handed_out"][0]["percent"] == 0
    read = Caller(ben, programme, adi)("POST", "/DOC-INC-01/acknowledge")
    assert read.json()["handed_out"][0]["percent"] == 100
    translated = ada_calls("PUT", "/DOC-INC-01/versions/1/translations/id", {"body": "Insiden"})
    assert translated.json()["language"] == "id"
    assert Caller(ben, programme, adi)("POST", "/DOC-INC-01/withdraw", {"reason": "x"}).status_code == 403
    assert ada_calls("POST", "/DOC-INC-01/withdraw", {"reason": "Old"}).json()["state"] == "withdrawn"
    listed = ada_calls("GET", "?state=withdrawn").json()["items"]
    assert [one["number"] for one in listed] == ["DOC-INC-01"]


FILTERED = [
    ("kind", "policy", ["POL-9"]),
    ("practice", "incident", ["DOC-INC-01"]),
    ("clause", "8.7", ["POL-9"]),
    ("owner", "olga@cakrawala.example", ["DOC-INC-01"]),
    ("words", "policy security", ["POL-9"]),
    ("state", "none", ["DOC-INC-01", "POL-9"]),
]


@pytest.mark.parametrize(("name", "value", "expected"), FILTERED)
def test_the_list_is_narrowed_as_the_page_narrows_it(
    ada_calls: Caller, document: Document, programme: Programme, ada: Person, name: str, value: str, expected: list[str]
) -> None:
    fields = {"number": "POL-9", "title": "Security policy", "kind": "policy", "clauses": ["8.7.3.1"]}
    put_document(actor=actor_of(ada), programme=programme, fields=fields)
    by_api = ada_calls("GET", f"?{urlencode({name: value})}").json()["items"]
    ran = cli("documents", "list", "sms-1", f"--{name}", value, "--as", ada.email, "--json")
    assert [one["number"] for one in by_api] == expected
    assert [one["number"] for one in ran.json["documents"]] == expected


@pytest.mark.parametrize(("name", "value"), [("kind", "poem"), ("state", "sad"), ("owner", "nobody@x.example")])
def test_a_filter_that_names_nothing_is_refused(
    ada_calls: Caller, programme: Programme, ada: Person, name: str, value: str
) -> None:
    assert ada_calls("GET", f"?{urlencode({name: value})}").status_code == 422
    assert cli("documents", "list", "sms-1", f"--{name}", value, "--as", ada.email, "--json").exit_code == 2
