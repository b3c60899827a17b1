"""Words in one language or in both: how they are kept, read, given in files and taken along again."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from pydantic import ValidationError

from milepost.features.management.models import Risk
from milepost.features.management.rows import RiskRow
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from milepost.platform.ui.wording import said, worded
from tests.doing import Apply
from tests.management.conftest import Enter
from tests.people import client_of

LIST = "/o/cakrawala/p/sms-1/registers/risks/"


@pytest.mark.parametrize(
    ("value", "english", "indonesian"),
    [
        (worded("Flood", "Banjir"), "Flood", "Banjir"),
        (worded("Flood"), "Flood", "Flood"),
        (worded("", "Banjir"), "Banjir", "Banjir"),
        (worded("Same", "Same"), "Same", "Same"),
        (None, "", ""),
        ({"en": "Flood"}, "Flood", "Flood"),
        ({"id": "Banjir"}, "Banjir", "Banjir"),
    ],
)
def test_a_reader_gets_their_language_or_the_other(value: Any, english: str, indonesian: str) -> None:
    assert (said(value, "en"), said(value, "id"), said(value, "id-ID")) == (english, indonesian, indonesian)
    with override("id"):
        assert said(value) == indonesian


@pytest.mark.parametrize(
    "text", ['{"en": "half', '{"en": 1, "id": 2}', '{"en": "a"}', '{"a": 1}', "=1+1", "Ünïcode 🚦"]
)
def test_a_plain_text_comes_back_as_it_was_whatever_it_looks_like(text: str, enter: Enter) -> None:
    enter("risks", code="R-1", title=text)
    assert Risk.objects.get().title == text


@pytest.mark.parametrize(
    "given",
    [
        {"title": {"en": "Flood", "id": "Banjir"}},
        {"title.en": "Flood", "title.id": "Banjir"},
        {"title": "Flood", "title.id": "Banjir"},
        {"title.id": "Banjir", "title": "Flood"},
    ],
)
def test_both_languages_are_given_as_a_table_or_as_columns(given: dict[str, Any]) -> None:
    row = RiskRow.model_validate({"code": "R-1", **given})
    assert row.model_dump(exclude_unset=True) == {"code": "R-1", "title": {"en": "Flood", "id": "Banjir"}}


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ({"de": "Flut"}, "There is no language de"),
        (["Flood"], "A text is wanted"),
        ({"en": ["Flood"]}, "A text is wanted"),
        ("x" * 301, "at most 300 characters"),
        ({"en": "Flood", "id": "x" * 301}, "at most 300 characters"),
        ({"en": "a\x00b"}, "cannot be kept"),
        ({"id": "\ud800"}, "cannot be kept"),
    ],
)
def test_what_is_no_text_is_refused_in_words(title: Any, words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        RiskRow.model_validate({"code": "R-1", "title": title})
    assert words in str(refused.value)


def test_a_refusal_in_a_file_names_row_field_reason_and_fix(apply: Apply) -> None:
    [refused] = apply(risks=[{"code": "R-1", "title": {"de": "Flut"}}])["refused"]
    assert (refused["kind"], refused["row"], refused["code"], refused["field"]) == ("risks", 1, "R-1", "title")
    assert "There is no language de" in refused["reason"]
    assert refused["fix"]


@pytest.mark.usefixtures("services")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_exported_is_taken_in_again_as_it_was(
    kind: str, programme: Programme, ada: Person, enter: Enter
) -> None:
    enter("risks", code="R-1", title={"en": "=Flood", "id": "Banjir"}, cause="Rain\nand more", services=["mail", "pay"],
          likelihood=2, impact=3, treatment="reduce", owner=ada.email)  # fmt: skip
    enter("risks", code="R-2", title="Nur eins")
    client = client_of(ada)
    export = b"".join(client.get(f"{LIST}?export={kind}"))  # type: ignore[arg-type]
    page = client.post(f"{LIST}import/", {"file": SimpleUploadedFile(f"risks.{kind}", export)})
    report = page.context["report"]
    assert (report["unchanged"], report["created"], report["updated"], report["refused"]) == (2, 0, 0, [])
