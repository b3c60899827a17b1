"""Dependencies in the notation of planners: what is written is read again, whatever it is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.catalogue.ties import LINKS, MOST_LAG, Tie
from milepost.features.plans.notation import CODE, MOST, BadNotation, read_after, write_after

codes = st.from_regex(re.compile(CODE, re.ASCII), fullmatch=True).filter(lambda code: len(code) <= 60)
ties = st.builds(Tie, codes, st.sampled_from(LINKS), st.integers(-MOST_LAG, MOST_LAG))
several = st.lists(ties, max_size=MOST, unique_by=lambda tie: (tie.key, tie.link)).map(tuple)


@given(several)
def test_what_is_written_is_read_again(stated: tuple[Tie, ...]) -> None:
    assert read_after(write_after(stated)) == stated


@given(st.text(alphabet="abF S+-−0159;,\n.", max_size=40))
def test_whatever_is_typed_is_read_or_refused_and_reading_it_again_changes_nothing(words: str) -> None:
    try:
        stated = read_after(words)
    except BadNotation:
        return
    assert read_after(write_after(stated)) == stated


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", ()),
        ("gap-practices; risk-method SS+5; charter FS-2",
         (Tie("gap-practices"), Tie("risk-method", "SS", 5), Tie("charter", "FS", -2))),
        ("charter -2", (Tie("charter", "FS", -2),)),
        ("charter ff + 3,  policy sf", (Tie("charter", "FF", 3), Tie("policy", "SF"))),
        ("a\r\nb FS\u22122\n", (Tie("a"), Tie("b", "FS", -2))),
        ("FS FS+1", (Tie("FS", "FS", 1),)),
        ("a SS; a FF", (Tie("a", "SS"), Tie("a", "FF"))),
        ("a-1 +0", (Tie("a-1"),)),
    ],
)  # fmt: skip
def test_planners_write_it_in_many_ways(words: str, expected: tuple[Tie, ...]) -> None:
    assert read_after(words) == expected


@pytest.mark.parametrize(
    ("words", "reason", "fix"),
    [
        ("a XY+1", "has the link XY", "FS, SS, FF or SF"),
        ("a; b c d", "“b c d” is no dependency", "risk-method SS+5"),
        ("chärter", "is no dependency", "code of an activity"),
        ("a FS+2611", "over ten years", "at most 2610"),
        ("a FS+1; b; a FS-1", "waits for a by FS twice", "Keep one"),
        ("; ".join(f"a{number}" for number in range(51)), "waits for 51 activities", "at most 50"),
    ],
)
def test_what_states_no_dependency_is_refused_with_the_way_out(words: str, reason: str, fix: str) -> None:
    with pytest.raises(BadNotation) as refused:
        read_after(words)
    assert reason in str(refused.value.reason)
    assert fix in str(refused.value.fix)


def test_the_shortest_way_is_written() -> None:
    assert write_after((Tie("a"), Tie("b", "SS"), Tie("c", "FS", -2))) == "a; b SS; c FS-2"
