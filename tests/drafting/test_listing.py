"""The list of drafts: summed up, grouped by what a document is, and narrowed alike on page, API and command line."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from milepost.catalogue.documents.kinds import kind
from milepost.catalogue.documents.templates import template
from milepost.catalogue.texts import LocalText
from milepost.engines.templating.drafting import Draft
from milepost.engines.templating.drift import Drift
from milepost.features.documents.models import Document, Version
from milepost.features.drafting.entering.services import put_sheet
from milepost.features.drafting.models import FactSheet, Origin
from milepost.features.drafting.sheets.things import TABLES, Thing, parted
from milepost.features.drafting.writing.controlling import Standing, take_up
from milepost.features.drafting.writing.drafts import Drafted
from milepost.features.drafting.writing.listing import Line, Lines, Sums, Wanted, grouped, narrowed, sums_of
from milepost.features.programmes.applying import apply_rows
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.authors import Channel
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.services import make_token
from tests.drafting.test_drafts import enter
from tests.drafting.test_repeating import CUSTOMERS
from tests.people import actor_of, cli, client_of

ON = date(2027, 1, 15)
HERE = "/o/cakrawala/p/sms-1"
API = "/api/v1/organisations/cakrawala/programmes/sms-1"


@pytest.fixture
def bank(programme: Programme, ada: Person) -> Programme:
    """A programme whose facts are entered; two of its documents are under control, and one of those differs since."""
    enter(ada, programme, "bank")
    take_up(actor=actor_of(ada), programme=programme, keys=["DOC-INC-01", "DOC-CHG-01"], language="en", on=ON)
    facts = FactSheet.objects.get(programme=programme, code="roles").facts
    facts["incident_manager"]["holder"] = "Citra Ayu"
    put_sheet(actor=actor_of(ada), programme=programme, code="roles", facts=facts)
    return programme


def page(person: Person, **filters: str) -> str:
    return client_of(person).get(f"{HERE}/drafts/", filters).content.decode()


def shown(text: str) -> list[str]:
    """The keys of the documents that a page lists."""
    return re.findall(r'/drafts/(DOC-[^/"]+)/\?language=\w+"', text)


def open_groups(text: str) -> list[bool]:
    return [bool(is_open) for is_open in re.findall(r'<details class="sheet fold"( open)?>', text)]


def is_document(key: str) -> bool:
    """Whether a key on the list is that of a document: a kind that repeats stands above its own."""
    return ":" in key or kind(key).repeats not in TABLES


def test_the_page_groups_the_documents_and_sums_them_up_until_somebody_filters(bank: Programme, ada: Person) -> None:
    whole = page(ada, language="id")
    assert re.findall(r"<h3>(\w+)</h3>", whole) == [
        "Policies", "Plans", "Procedures", "Agreements", "Registers", "Reports", "Forms", "Records",
    ]  # fmt: skip
    assert not any(open_groups(whole))
    policies = whole[whole.index("<h3>Policies") : whole.index("<h3>Plans")]
    assert "DOC-POL-01" in shown(policies)
    assert "DOC-INC-01" not in shown(policies)
    numbers = dict(re.findall(r'<dd><a href="\?language=id(?:&amp;)?([^"]*)">([\d,.]+)</a></dd>', whole))
    assert len(numbers) == 6
    assert int(numbers[""]) == sum(map(is_document, shown(whole)))
    assert (numbers["control=yes"], numbers["control=no"]) == ("2", str(int(numbers[""]) - 2))

    text = page(ada, language="en", control="yes", clause="8", owner="nobody")
    assert set(shown(text)) == {"DOC-INC-01", "DOC-CHG-01"}
    assert open_groups(text) == [True]
    assert '<input type="hidden" name="language" value="en">' in text
    assert "control=yes&amp;clause=8&amp;owner=nobody&amp;language=id" in text
    assert "Put the 2 shown under control" in text


def test_what_fits_no_filter_is_said(programme: Programme, ada: Person) -> None:
    assert "Nothing fits these filters." in page(ada, control="yes")


def a_line(address: str, *, done: int = 1, asks: tuple[str, ...] = (), changed: int | None = None) -> Line:
    """A document with two headings; `changed` facts since its version, None where it is not under control."""
    key, code = parted(address)
    about = Thing(code, LocalText(code, code)) if code else None
    shipped = template(key, "en")
    title = f"{shipped.title}: {about.name.en}" if about else shipped.title
    written = Drafted(kind(key), "en", title, Draft("", (), (), ()), 1, {}, shipped, about)
    drifts = tuple(Drift(f"roles.{number}", ("a",), ("b",)) for number in range(changed or 0))
    standing = None if changed is None else Standing(Version(), Origin(), drifts)
    return Line(written, done, 2, asks, standing)


LISTED = (
    Lines(kind("DOC-SMP-01"), (a_line("DOC-SMP-01", asks=("plan_stop",)),), 1, 0),
    Lines(kind("DOC-INC-01"), (a_line("DOC-INC-01", done=2, changed=1),), 1, 1),
    Lines(kind("DOC-CHG-01"), (a_line("DOC-CHG-01", done=2, asks=("x",), changed=0),), 1, 1),
    Lines(kind("DOC-SLA-01"), (a_line("DOC-SLA-01:retail", done=2), a_line("DOC-SLA-01:cards")), 2, 1),
    Lines(kind("DOC-SUP-03"), (), 0, 0, asked=1),
)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, "SMP-01 INC-01 CHG-01 SLA-01:retail SLA-01:cards (SUP-03)"),
        ({"state": "whole"}, "INC-01 CHG-01 SLA-01:retail"),
        ({"state": "asks"}, "SMP-01 CHG-01 (SUP-03)"),
        ({"state": "differs"}, "INC-01"),
        ({"control": "yes"}, "INC-01 CHG-01"),
        ({"control": "no"}, "SMP-01 SLA-01:retail SLA-01:cards"),
        ({"control": "no", "state": "whole"}, "SLA-01:retail"),
        ({"control": "no", "state": "differs"}, ""),
        ({"kind": "plan"}, "SMP-01"),
        ({"practice": "incident"}, "INC-01"),
        ({"clause": "8.6"}, "INC-01"),
        ({"clause": "8.6.1"}, "INC-01"),
        ({"clause": "8.6.1.1"}, ""),
        ({"owner": kind("DOC-CHG-01").owner}, "CHG-01"),
        ({"words": "INCIDENT proc"}, "INC-01"),
        ({"words": "chg-01"}, "CHG-01"),
        ({"words": "Prosedur Manajemen Insiden"}, "INC-01"),
        ({"words": "sla-01 retail"}, "SLA-01:retail"),
        ({"words": "sup-03"}, "(SUP-03)"),
        ({"words": "sup-03", "state": "whole"}, ""),
        ({"words": "sup-03", "control": "no"}, ""),
    ],
)
def test_a_list_is_narrowed_to_what_fits_every_filter(filters: dict[str, str], expected: str) -> None:
    found = [
        key.removeprefix("DOC-")
        for of in narrowed(LISTED, Wanted(**filters))
        for key in ([line.written.address for line in of.lines] or [f"({of.kind.key.removeprefix('DOC-')})"])
    ]
    assert " ".join(found) == expected


def test_a_kind_says_how_many_are_complete_whichever_of_them_are_shown() -> None:
    [agreements] = narrowed(LISTED, Wanted(words="sla-01 cards"))
    assert (len(agreements.lines), agreements.whole, agreements.total) == (1, 1, 2)


def test_documents_are_summed_up_and_grouped_by_what_they_are() -> None:
    assert sums_of(LISTED) == Sums(total=5, whole=3, asks=2, differs=1, controlled=2)
    assert [group.sort.value for group in grouped(LISTED)] == ["plan", "procedure", "agreement", "form"]


def test_documents_about_several_things_stay_beneath_their_kind(programme: Programme, ada: Person) -> None:
    assert apply_rows(actor_of(ada), programme, CUSTOMERS)["refused"] == []
    assert shown(page(ada, words="sla-01")) == ["DOC-SLA-01", "DOC-SLA-01:cards", "DOC-SLA-01:retail"]
    text = page(ada, words="Retail Banking", kind="agreement")
    assert shown(text) == ["DOC-SLA-01", "DOC-SLA-01:retail"]
    assert "0 of 2 documents complete" in text


def test_a_kind_without_a_document_is_listed_where_it_is_asked_for(programme: Programme, ada: Person) -> None:
    assert shown(page(ada, words="sla-01")) == ["DOC-SLA-01"]
    assert shown(page(ada, words="sla-01", state="whole")) == []


def test_what_is_shown_is_put_under_control_and_nothing_else(bank: Programme, ada: Person) -> None:
    answer = client_of(ada).post(f"{HERE}/drafts/take-up/?language=en&practice=problem&kind=procedure")
    assert answer.status_code == 200
    assert set(Document.objects.values_list("number", flat=True)) == {"DOC-INC-01", "DOC-CHG-01", "DOC-PRB-01"}


def test_one_who_only_reads_is_offered_no_control(programme: Programme, ada: Person, iris: Person) -> None:
    assert "under control</button>" in page(ada)
    assert "under control</button>" not in page(iris)


def calling(person: Person, programme: Programme, adi: Person) -> Any:
    _, secret = make_token(
        actor=actor_of(adi, Channel.CLI), organisation=programme.organisation, person=person, scope="read",
        expires_on=date(2099, 1, 1),
    )  # fmt: skip
    return lambda **query: Client().get(f"{API}/coverage", query, headers={"Authorization": f"Bearer {secret}"})


def test_the_api_and_the_command_line_list_what_the_page_shows(bank: Programme, ada: Person, adi: Person) -> None:
    filters = {"control": "yes", "kind": "procedure", "words": "management"}
    by_api = calling(ada, bank, adi)(**filters).json()
    options = [word for name, value in filters.items() for word in (f"--{name}", value)]
    by_command = cli("documents", "coverage", "sms-1", *options, "--as", ada.email, "--json").json
    assert by_command["documents"] == by_api["documents"]
    assert by_api["required"] > len(by_api["documents"])
    rows = {row["key"]: row for row in by_api["documents"]}
    assert {key: row["version"] for key, row in rows.items()} == {
        "DOC-INC-01": "DOC-INC-01 v1",
        "DOC-CHG-01": "DOC-CHG-01 v1",
    }
    assert rows["DOC-INC-01"]["differs"] > 0


@pytest.mark.parametrize("filters", [{"state": "sad"}, {"control": "maybe"}, {"kind": "poem"}])
def test_a_value_that_no_document_has_is_refused(
    programme: Programme, ada: Person, adi: Person, filters: dict[str, str]
) -> None:
    assert calling(ada, programme, adi)(**filters).status_code == 422
    [(name, value)] = filters.items()
    ran = cli("documents", "coverage", "sms-1", f"--{name}", value, "--as", ada.email, "--json")
    assert ran.exit_code == 2


@pytest.mark.parametrize("option", ["--practice", "--owner"])
def test_a_key_that_is_none_is_refused_by_name(programme: Programme, ada: Person, option: str) -> None:
    ran = cli("documents", "coverage", "sms-1", option, "fax", "--as", ada.email, "--json")
    assert ran.exit_code == 2
    assert ran.json["where"]["field"] == option
