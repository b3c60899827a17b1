"""What stands in one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.engines.rendering.kept import kept, pieces


@pytest.mark.parametrize(
    "thing",
    ["DOC-INC-01", "DOC-SLA-01-RETAIL", "R-002", "SLA-RET-01", "0812-2200-01", "2026-11-30", "2 November 2026",
     "17 Agustus 2026", "3 Mei", "≥ 95 %", "100 %", "Rp 400,000,000", "Rp 1.5 billion", "Rp 1,5 miliar", "07.00–19.00",
     "00.00–24.00 WIB", "4 × 5", "ext. 2001", "CLOUD-PLATFORM"],
)  # fmt: skip
def test_it_is_one_piece(thing: str) -> None:
    assert (thing, True) in kept(f"see {thing}, then ({thing}).")
    assert len(pieces(thing)) == 1
    assert pieces(f"({thing}).") == [f"({thing}).".replace(" ", "\u00a0")]


@pytest.mark.parametrize(
    "words", ["self-service", "well-known words", "Mobile banking and Payment hub", "page 2 of 3", "A", "12", ""]
)
def test_other_words_are_not(words: str) -> None:
    assert not any(whole for _, whole in kept(words))
    assert pieces(words) == words.split(" ")


def test_what_is_too_long_for_one_is_not() -> None:
    assert not any(whole for _, whole in kept("A" * 30 + "-" + "1" * 30))


@given(st.text(st.sampled_from("aZ 0123-–.:,()×≥% RpDOCNovember\u00a0")))
def test_no_character_is_lost(text: str) -> None:
    assert "".join(part for part, _ in kept(text)) == text
    assert " ".join(pieces(text)).replace("\u00a0", " ") == text.replace("\u00a0", " ")
