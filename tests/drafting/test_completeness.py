"""A draft says how complete it is: on its page, its row, in its files, to programs and commands."""

import io
import re
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from milepost.features.documents.completeness import Completeness, completeness_of
from milepost.features.documents.models import Version
from milepost.features.documents.printing import Format, printed_version
from milepost.features.documents.services import Asked, put_document, save_draft
from milepost.features.drafting.entering.services import put_answer
from milepost.features.drafting.writing.completeness import completeness_in
from milepost.features.drafting.writing.controlling import take_up
from milepost.features.drafting.writing.drafts import write
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.models import Person
from tests.documents.conftest import submit
from tests.documents.test_api import Caller
from tests.drafting.test_drafts import enter
from tests.people import actor_of, cli, client_of

HERE = "/o/cakrawala/p/sms-1"
KEY = "DOC-CON-01"
API = f"/api/v1/organisations/cakrawala/programmes/sms-1/drafts/{KEY}"
ASKED = f"{HERE}/drafts/{KEY}/?language=en#lacks-heading"


@pytest.fixture
def lacking(programme: Programme, ada: Person) -> Programme:
    """A bank that took back the answer to one question of its continuity plan."""
    enter(ada, programme, "bank")
    put_answer(actor=actor_of(ada), programme=programme, code="own_working", answer=None)
    return programme


def now(programme: Programme) -> Completeness:
    return completeness_in(programme, write(programme, KEY, "en", on=today(programme.organisation.timezone)))


def taken_up(programme: Programme, ada: Person) -> Version:
    (taken,) = take_up(
        actor=actor_of(ada), programme=programme, keys=[KEY], language="en",
        on=today(programme.organisation.timezone),
    )  # fmt: skip
    assert taken.version is not None
    return Version.objects.select_related("document__programme__organisation").get(pk=taken.version.pk)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Completeness(11, 12, 3), "11 of 12 mandatory headings stand on data, 3 questions are open."),
        (Completeness(12, 12, 1), "12 of 12 mandatory headings stand on data, one question is open."),
        (Completeness(1, 1, 0), "1 of 1 mandatory heading stands on data, no question is open."),
    ],
)
def test_it_is_one_sentence(found: Completeness, words: str) -> None:
    assert found.words == words


def test_page_and_row_say_it_and_lead_to_what_is_asked(lacking: Programme, ada: Person) -> None:
    found = now(lacking)
    assert (found.done, found.questions, found.url) == (found.wanted, 1, ASKED)
    page = client_of(ada).get(f"{HERE}/drafts/{KEY}/?language=en").content.decode()
    assert f'<a href="#lacks-heading">{found.words}</a>' in page
    assert 'id="lacks-heading"' in page
    rows = client_of(ada).get(f"{HERE}/drafts/?language=en").content.decode()
    row = next(part for part in rows.split("<tr") if f"/drafts/{KEY}/" in part)
    assert f"{found.done} of {found.wanted}" in row
    assert f'href="{ASKED}">1<' in row


def test_what_is_entered_counts_and_what_is_missing_does_not(programme: Programme, ada: Person) -> None:
    empty = now(programme)
    assert (empty.done, empty.questions > 10) == (0, True)
    enter(ada, programme, "bank")
    whole = now(programme)
    assert (whole.done, whole.wanted, whole.questions) == (empty.wanted, empty.wanted, 0)


def body_of(answer: Any, form: str) -> str:
    content = b"".join(answer.streaming_content)
    if form == "docx":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = packed.read("word/document.xml") + packed.read("word/_rels/document.xml.rels")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", lambda tag: tag[0] if "http" in tag[0] else "", content.decode()))


@pytest.mark.parametrize("form", ["html", "docx"])
def test_the_file_of_a_draft_says_it_with_a_link(lacking: Programme, ada: Person, form: str) -> None:
    said = body_of(client_of(ada).get(f"{HERE}/drafts/{KEY}/file.{form}?language=en"), form)
    assert now(lacking).words in said
    assert escape(f"http://testserver{ASKED}") in said.replace("#x3D;", "=")


def test_a_pdf_of_a_draft_is_longer_by_what_it_says(lacking: Programme, ada: Person) -> None:
    draft = taken_up(lacking, ada)
    on = today(lacking.organisation.timezone)
    html = printed_version(draft, Format.HTML, on=on).decode()
    assert now(lacking).words in html
    assert printed_version(draft, Format.PDF, on=on).startswith(b"%PDF-")


def test_a_controlled_draft_says_it_until_it_is_submitted(
    lacking: Programme, ada: Person, adi: Person, ben: Person, sari: Person
) -> None:
    draft = taken_up(lacking, ada)
    found = completeness_of(draft)
    assert found == now(lacking)
    place = f"{HERE}/documents/{draft.document_id}/"
    link = f'<a href="{escape(ASKED)}">{found.words}</a>'
    assert link in client_of(ada).get(place).content.decode()
    assert link in client_of(ada).get(f"{place}v/1/").content.decode()
    calls = Caller(ada, lacking, adi)
    number = draft.document.number
    assert calls("GET", f"/{number}").json()["complete"] == found.as_values()
    shown = cli("documents", "show", "sms-1", number, "--as", ada.email).stdout
    assert f"{found.done} of {found.wanted} mandatory headings stand on data, open questions: 1 ({ASKED})" in shown
    submit(draft, ada, reviewers=(Asked(ben),), approvers=(Asked(sari),))
    assert found.words not in client_of(ada).get(place).content.decode()
    assert calls("GET", f"/{number}").json()["complete"] is None
    sent = Version.objects.select_related("document__programme__organisation").get(pk=draft.pk)
    assert found.words not in printed_version(sent, Format.HTML, on=today("Asia/Jakarta")).decode()


def test_nothing_is_said_of_what_people_wrote_alone(programme: Programme, ada: Person) -> None:
    own = put_document(
        actor=actor_of(ada), programme=programme, fields={"number": "SOP-1", "title": "Ours", "kind": "procedure"}
    ).row
    assert completeness_of(save_draft(actor=actor_of(ada), document=own, fields={"body": "Ours."})) is None


def test_programs_and_commands_are_told_in_numbers(lacking: Programme, ada: Person, adi: Person) -> None:
    found = now(lacking)
    ran = cli("documents", "draft", "sms-1", KEY, "--as", ada.email)
    assert found.words in ran.stderr
    assert found.words not in ran.stdout
    told = cli("documents", "draft", "sms-1", KEY, "--as", ada.email, "--json").json
    assert told["complete"] == found.as_values()
    line = next(
        each
        for each in cli("documents", "coverage", "sms-1", "--as", ada.email, "--json").json["documents"]
        if each["key"] == KEY
    )
    assert (line["headings_drafted"], line["headings"], line["questions"]) == (
        found.done,
        found.wanted,
        ["own_working"],
    )
    bearer = {"Authorization": f"Bearer {Caller(ada, lacking, adi).secret}"}
    assert Client().get(API, headers=bearer).json()["complete"] == found.as_values()
