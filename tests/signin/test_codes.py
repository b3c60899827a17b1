"""Codes of authenticator apps and recovery codes, as pure functions."""

import math
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.platform.signin import codes

# RFC 6238, appendix B, SHA-1: the secret "12345678901234567890", the last six of its eight digits.
SECRET = b"12345678901234567890"
VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]


@pytest.mark.parametrize(("at", "code"), VECTORS)
def test_codes_are_those_of_the_standard(at: int, code: str) -> None:
    assert codes.code_of(SECRET, at // codes.STEP) == code


@pytest.mark.parametrize(("drift", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_ahead_or_behind(drift: int, taken: bool) -> None:
    step = 1234567890 // codes.STEP
    found = codes.step_of(SECRET, codes.code_of(SECRET, step + drift), at=1234567890, after=0)
    assert found == (step + drift if taken else None)


def test_a_step_is_taken_only_after_the_last_one() -> None:
    step = 1234567890 // codes.STEP
    code = codes.code_of(SECRET, step)
    assert codes.step_of(SECRET, code, at=1234567890, after=step - 1) == step
    assert codes.step_of(SECRET, code, at=1234567890, after=step) is None


@given(st.text(max_size=12))
def test_nothing_but_a_code_is_one(typed: str) -> None:
    step = 1234567890 // codes.STEP
    valid = {codes.code_of(SECRET, step + drift) for drift in (-1, 0, 1)}
    found = codes.step_of(SECRET, codes.plain(typed), at=1234567890, after=0)
    assert (found is not None) == (codes.plain(typed) in valid)


def test_recovery_codes_are_ten_different_ones_and_read_however_they_are_typed() -> None:
    made = codes.new_recovery_codes()
    assert len(set(made)) == 10
    for code in made:
        assert re.fullmatch(r"([a-z2-7]{4}-){5}[a-z2-7]{4}", code)
        assert codes.digest_of(code) == codes.digest_of(code.upper().replace("-", " "))


def test_recovery_codes_are_too_many_to_search() -> None:
    assert all(len(codes.plain(code)) * math.log2(len(codes.LETTERS)) >= 112 for code in codes.new_recovery_codes())
    assert set("".join(codes.plain("".join(codes.new_recovery_codes())) for _ in range(20))) == set(codes.LETTERS)


def test_the_picture_needs_neither_style_nor_script() -> None:
    drawn = codes.picture(SECRET, account="ada@cakrawala.example")
    assert drawn.startswith("<svg")
    assert "style" not in drawn
    assert "script" not in drawn
    assert set(re.findall(r"<(\w+)", drawn)) == {"svg", "path"}


def test_the_secret_is_written_in_groups_of_four_letters() -> None:
    letters = codes.written(SECRET)
    assert letters.startswith("GEZD GNBV")
    assert set(letters) <= set(string.ascii_uppercase + "234567 ")
