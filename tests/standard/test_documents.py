"""The kinds of document as people meet them: pages, exports, API and command line."""

import csv
import io
import json
import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from milepost.catalogue.documents.kinds import kinds
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.services import make_token
from tests.people import actor_of, cli, client_of

LIST = "/standard/documents/"
API = "/api/v1/catalogue/documents"


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def keys_on(response: Any) -> list[str]:
    return re.findall(r'<span class="sub id">(DOC-[A-Z]{3}-\d\d)</span>', response.content.decode())


@pytest.fixture
def api(programme: Programme, ada: Person) -> Client:
    _token, secret = make_token(
        actor=actor_of(ada), organisation=programme.organisation, person=ada, scope="read", expires_on=date(2099, 1, 1)
    )
    return Client(headers={"Authorization": f"Bearer {secret}"})


# The list


def test_the_list_shows_every_kind_under_its_clause(ada: Person) -> None:
    response = client_of(ada).get(LIST)
    assert keys_on(response) == [found.key for found in kinds()]
    page = response.content.decode()
    assert page.index("DOC-INC-01") < page.index('href="/standard/8.7/"') < page.index("DOC-AVL-01")


def test_whoever_is_signed_in_may_read_it_even_a_stranger_to_every_programme(zoe: Person) -> None:
    assert client_of(zoe).get(LIST).status_code == 200
    assert Client().get(LIST).status_code == 302


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("?practice=incident", ["DOC-INC-01", "DOC-INC-02", "DOC-INC-03"]),
        ("?kind=agreement", ["DOC-SLA-01", "DOC-OLA-01"]),
        ("?practice=change&kind=policy", ["DOC-CHG-02"]),
        ("?words=steering", ["DOC-PRG-01", "DOC-PLN-01"]),
        ("?words=insiden+MAYOR", ["DOC-INC-01", "DOC-INC-02", "DOC-INC-03", "DOC-PRB-01"]),
        ("?words=doc-inc-02", ["DOC-INC-02"]),
        ("?words=8.7.3.3", ["DOC-SEC-03", "DOC-SEC-06"]),
    ],
)
def test_filters_live_in_the_address(ada: Person, address: str, expected: list[str]) -> None:
    assert keys_on(client_of(ada).get(LIST + address)) == expected


def test_words_of_two_languages_are_not_mixed(ada: Person) -> None:
    assert keys_on(client_of(ada).get(f"{LIST}?words=insiden+major")) == []


def test_what_fits_nothing_says_what_to_try(ada: Person) -> None:
    assert "Nothing fits." in text(client_of(ada).get(f"{LIST}?words=zzz"))


@pytest.mark.parametrize("address", ["?kind=song", "?practice=cooking", "?words=" + "x" * 5000])
def test_a_filter_that_nobody_offers_breaks_nothing(ada: Person, address: str) -> None:
    response = client_of(ada).get(LIST + address)
    assert response.status_code == 200
    assert len(keys_on(response)) == len(kinds())


def test_the_filtered_list_is_taken_along_in_both_languages(ada: Person) -> None:
    address = f"{LIST}?practice=incident&export="
    response = client_of(ada).get(f"{address}csv")
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert [row["key"] for row in rows] == ["DOC-INC-01", "DOC-INC-02", "DOC-INC-03"]
    assert rows[0]["title_en"] == "Incident management procedure"
    assert rows[0]["title_id"] == "Prosedur Manajemen Insiden"
    assert rows[0]["items"] == "52 53 54"
    sheet = client_of(ada).get(f"{address}xlsx").getvalue()
    assert len(CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()) == 4


# One kind


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_kind_has_a_page_in_both_languages(ada: Person, language: str) -> None:
    client = client_of(ada)
    ada.language = language
    ada.save(update_fields=["language"])
    for found in kinds():
        page = unescape(text(client.get(f"{LIST}{found.key}/")))
        assert found.title.in_language(language) in page
        assert found.about.in_language(language) in page


def test_a_page_says_what_it_satisfies_and_what_else_does(ada: Person) -> None:
    page = text(client_of(ada).get(f"{LIST}DOC-RSK-01/"))
    assert "Risk and opportunity assessment with customer impact" in page
    assert "Risk method" in page
    assert "every 3 months" in page
    assert "60 months" in page


def test_a_page_says_where_top_management_approves(ada: Person) -> None:
    assert "for top management" in text(client_of(ada).get(f"{LIST}DOC-POL-01/"))
    assert "for top management" not in text(client_of(ada).get(f"{LIST}DOC-PLN-01/"))


@pytest.mark.parametrize("key", ["DOC-XXX-99", "doc-inc-01", "8.6.1", "%2e%2e"])
def test_a_kind_that_does_not_exist_is_not_found(ada: Person, key: str) -> None:
    assert client_of(ada).get(f"{LIST}{key}/").status_code == 404


def test_a_clause_s_page_names_the_documents_that_satisfy_it(ada: Person) -> None:
    page = client_of(ada).get("/standard/8.5.1.1/").content.decode()
    assert '<a href="/standard/documents/DOC-CHG-02/">Change management policy</a>' in page


def test_the_list_asks_the_database_nothing_of_its_own(ada: Person) -> None:
    client = client_of(ada)
    counts = []
    for address in (LIST, f"{LIST}?practice=incident", "/standard/"):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(address)
        counts.append(len(captured))
    assert len(set(counts)) == 1


# API and command line


def test_the_api_gives_the_list_and_one_of_it(api: Client) -> None:
    listed = api.get(API).json()["items"]
    assert [row["key"] for row in listed] == [found.key for found in kinds()]
    one = api.get(f"{API}/DOC-SMP-01").json()
    assert one in listed
    assert (one["kind"], one["items"], one["top_management"], one["rule"]) == ("plan", [10, 9], True, "smp")
    assert one["title"] == {"en": "Service management plan", "id": "Rencana Manajemen Layanan"}


def test_the_api_filters_as_the_page_does(api: Client) -> None:
    rows = api.get(API, {"kind": "procedure", "practice": "incident", "words": "major"}).json()["items"]
    assert [row["key"] for row in rows] == ["DOC-INC-01"]


@pytest.mark.parametrize(
    ("query", "status"), [({"kind": "song"}, 422), ({"practice": "../x"}, 422), ({"practice": "cooking"}, 200)]
)
def test_the_api_refuses_what_cannot_be_meant(api: Client, query: dict[str, str], status: int) -> None:
    assert api.get(API, query).status_code == status


def test_the_api_finds_no_kind_that_does_not_exist(api: Client) -> None:
    assert api.get(f"{API}/DOC-XXX-99").status_code == 404


def test_the_command_prints_what_the_api_gives_and_the_roles(db: None, api: Client) -> None:
    printed = cli("catalogue", "documents", "--json").json
    assert printed["schema"] == "milepost/catalogue-documents/1"
    assert json.loads(json.dumps(printed["documents"])) == api.get(API).json()["items"]
    named = {row["owner"] for row in printed["documents"]} | {row["approver"] for row in printed["documents"]}
    assert named <= {row["key"] for row in printed["roles"]}


def test_the_command_filters_and_prints_a_line_each(db: None) -> None:
    ran = cli("catalogue", "documents", "--practice", "incident", "--kind", "report")
    assert ran.stdout.splitlines() == ["DOC-INC-03  report     Major incident report and review"]


def test_the_command_names_the_practices_there_are(db: None) -> None:
    ran = cli("catalogue", "documents", "--practice", "cooking", "--json")
    assert (ran.exit_code, ran.json["code"], ran.json["where"]["field"]) == (2, "unknown-practice", "--practice")
    assert "incident" in ran.json["hint"]


def test_the_command_names_the_kinds_there_are(db: None) -> None:
    ran = cli("catalogue", "documents", "--kind", "song", "--json")
    assert (ran.exit_code, ran.json["code"]) == (2, "wrong-use")
    assert "procedure" in ran.json["error"]
