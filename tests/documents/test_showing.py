"""A long text is read once, whoever looks at it and however often; what is shown is always what stands there."""

from typing import Any

import pytest

from milepost.engines import rendering
from milepost.features.documents import showing
from milepost.features.documents.models import Document, Version
from milepost.features.documents.services import put_translation, save_draft
from milepost.features.documents.showing import Shelf
from milepost.platform.organisations.models import Person
from tests.documents.conftest import in_force
from tests.people import actor_of, client_of

HERE = "/o/cakrawala/p/sms-1/documents"


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were read, each as often as it was."""
    read: list[str] = []

    def reading(body: str) -> Any:
        read.append(body)
        return rendering.read_markdown(body)

    monkeypatch.setattr(showing, "shown", Shelf(100_000))
    monkeypatch.setattr(showing, "read_markdown", reading)
    return read


def pages_of(document: Document, person: Person) -> list[str]:
    client = client_of(person)
    return [client.get(f"{HERE}/{document.pk}/{page}").content.decode() for page in ("", "v/1/")]


def test_a_version_is_read_once_for_all_its_pages_and_readers(
    document: Document, olga: Person, sari: Person, iris: Person, readings: list[str]
) -> None:
    in_force(document, olga, sari, "## Steps\n\nThe assignee resolves it.\n")
    for person in (olga, iris):
        for page in pages_of(document, person):
            assert "The assignee resolves it." in page
    assert len(readings) == 1


def test_a_draft_that_changed_is_shown_as_it_is_now(
    document: Document, draft: Version, olga: Person, readings: list[str]
) -> None:
    assert "The assignee resolves it." in pages_of(document, olga)[0]
    save_draft(actor=actor_of(olga), document=document, fields={"body": "## Steps\n\nThe desk does."})
    for page in pages_of(document, olga):
        assert "The desk does." in page
        assert "The assignee resolves it." not in page
    assert len(readings) == 2


def test_one_text_in_two_languages_is_two_pages(
    document: Document, olga: Person, sari: Person, readings: list[str]
) -> None:
    body = "## Sama {#sama}\n\nTeks.\n"
    version = in_force(document, olga, sari, body)
    put_translation(actor=actor_of(olga), version=version, language="id", body=body)
    page = pages_of(document, olga)[1]
    assert page.count("Teks.") == 2
    assert readings == [body, body]


def test_a_text_that_is_no_markdown_of_ours_is_found_out_once(
    document: Document, olga: Person, sari: Person, readings: list[str]
) -> None:
    in_force(document, olga, sari, "## A {#same}\n\n## B {#same}\n")
    for page in (*pages_of(document, olga), *pages_of(document, olga)):
        assert '<pre class="doc" dir="auto">## A {#same}' in page
    assert len(readings) == 1


def test_no_more_is_kept_than_a_process_may_hold_and_the_oldest_goes_first() -> None:
    shelf, made = Shelf(10), list[str]()

    def ask(text: str) -> str:
        def make() -> str:
            made.append(text)
            return text

        return shelf.ask((text, "en"), make)

    for text in ("aaaa", "bbbb", "aaaa", "cccc", "aaaa", "bbbb", "much too long", "aaaa", "bbbb"):
        assert ask(text) == text
    assert made == ["aaaa", "bbbb", "cccc", "bbbb", "much too long"]
    assert len(shelf) == 8
