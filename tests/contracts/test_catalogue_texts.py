"""Every text of the catalogue stands in both languages, and in the words of the glossary."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from milepost.catalogue.loader import ROOT, read
from milepost.catalogue.texts import LocalText, local_text, local_texts

FILES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.toml"))
every_file = pytest.mark.parametrize("path", FILES)
# Indonesian auditors read ketidaksesuaian as nonconformity and SML as the environmental system.
WRONG_INDONESIAN = {
    r"\bSML\b": "the system is SMS",
    r"\bkesadaran\b": "awareness is kepedulian",
    r"\bklausa\b": "a clause is klausul",
    r"\bdokumentasi informasi\b": "documented information is informasi terdokumentasi",
    r"\bpenyuplai\b": "a supplier is pemasok",
    r"\binsiden besar\b": "a major incident is insiden mayor",
    r"\btindakan perbaikan\b": "corrective action is tindakan korektif",
    r"\befektivitas\b": "effectiveness is keefektifan",
}


def _texts(node: Any, where: str) -> Iterator[tuple[str, Any]]:
    """Every table that holds a text: its only keys are languages."""
    if isinstance(node, dict):
        if "en" in node or (set(node) == {"id"}):
            yield where, node
        else:
            for key, inner in node.items():
                yield from _texts(inner, f"{where}.{key}")
    elif isinstance(node, list):
        for index, inner in enumerate(node):
            yield from _texts(inner, f"{where}[{index}]")


@every_file
def test_every_text_stands_in_both_languages(path: str) -> None:
    for where, text in _texts(read(path), path):
        assert set(text) == {"en", "id"}, where
        if isinstance(text["en"], list):
            assert len(text["en"]) == len(text["id"]) > 0, where
            assert all(words.strip() for words in (*text["en"], *text["id"])), where
        else:
            assert text["en"].strip(), where
            assert text["id"].strip(), where


@every_file
def test_texts_are_trimmed_and_on_one_line(path: str) -> None:
    for where, text in _texts(read(path), path):
        for words in text.values():
            for line in words if isinstance(words, list) else [words]:
                assert line == line.strip(), where
                assert "\n" not in line, where
                assert "  " not in line, where


@every_file
def test_indonesian_keeps_to_the_words_of_the_glossary(path: str) -> None:
    for where, text in _texts(read(path), path):
        words = " ".join(text["id"]) if isinstance(text["id"], list) else text["id"]
        for wrong, why in WRONG_INDONESIAN.items():
            assert not re.search(wrong, words, re.IGNORECASE), f"{where}: {why}: {words}"


@every_file
def test_numbers_are_the_same_in_both_languages(path: str) -> None:
    for where, text in _texts(read(path), path):
        if isinstance(text["en"], str):
            assert sorted(re.findall(r"\d+", text["en"])) == sorted(re.findall(r"\d+", text["id"])), where


def test_a_text_is_shown_in_the_language_asked_for() -> None:
    text = LocalText(en="incident", id="insiden")
    assert text.in_language("id") == text.in_language("id-ID") == text.in_language("ID") == "insiden"
    assert text.in_language("en") == text.in_language("en-GB") == text.in_language("fr") == str(text) == "incident"


def test_lists_of_different_length_are_an_error_of_the_data() -> None:
    assert local_text({"en": "a", "id": "b"}) == LocalText("a", "b")
    with pytest.raises(ValueError, match="zip"):
        local_texts({"en": ["a", "b"], "id": ["c"]})
