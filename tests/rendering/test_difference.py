"""What changed between two versions, whole and readable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.engines.rendering import BadDocument, Limits, difference
from milepost.engines.rendering.difference import Kind, Mark, Run
from tests.rendering.conftest import model

LINES = st.sampled_from([
    "## Scope {#scope}", "### Inner", "The desk answers in 10 minutes.", "The desk answers within 15 minutes.", "",
    "| a | b |", "|---|---|", "| a | c |", "- one", "- two", "  more of it", "```flow", "```", "a -> b : x: y", " ",
    "\t", "\\* star", "ü – ≥",
])  # fmt: skip
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\ufffe\uffff"  # taken out when read
BODIES = st.one_of(
    st.lists(LINES, max_size=25).map("\n".join),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters=TURNING), max_size=120),
)


@given(BODIES, BODIES)
def test_applying_the_difference_gives_the_new_text_and_taking_it_back_the_old(old: str, new: str) -> None:
    found = difference(old, new)
    assert found.old() == old
    assert found.new() == new


@given(BODIES)
def test_a_text_does_not_differ_from_itself(body: str) -> None:
    found = difference(body, body)
    assert found.same
    assert len(list(found.groups())) <= 1


def test_changed_words_are_told_from_the_rest_of_their_paragraph() -> None:
    (passage,) = difference("The desk answers in 10 minutes.\n", "The desk answers in 15 working minutes.\n").passages
    assert passage.mark == Mark.CHANGED
    assert passage.runs == (
        Run(Mark.SAME, "The desk answers in "),
        Run(Mark.REMOVED, "10"),
        Run(Mark.ADDED, "15 working"),
        Run(Mark.SAME, " minutes.\n"),
    )


def test_words_between_two_changes_that_are_none_do_not_break_them_up() -> None:
    (passage,) = difference("from one, two here", "from three, four here").passages
    assert [run.mark for run in passage.runs] == [Mark.SAME, Mark.REMOVED, Mark.ADDED, Mark.SAME]


def test_a_paragraph_put_in_leaves_its_neighbours_alone() -> None:
    found = difference("## A\n\nFirst.\n\nLast.\n", "## A\n\nFirst.\n\nBetween them.\n\nLast.\n")
    assert [(group.same, len(group.passages)) for group in found.groups()] == [(True, 2), (False, 1), (True, 1)]
    assert [passage.mark for passage in found.passages] == [Mark.SAME, Mark.SAME, Mark.ADDED, Mark.SAME]


def test_a_paragraph_that_became_another_is_removed_and_added() -> None:
    found = difference("Everything about apples and pears.\n", "Nothing in common with the older one!\n")
    assert [passage.mark for passage in found.passages] == [Mark.REMOVED, Mark.ADDED]


def test_a_row_is_compared_by_itself_and_shown_by_cell() -> None:
    found = difference("| P | In |\n|---|---|\n| P1 | 10 minutes |\n| P2 | 1 hour |\n",
                       "| P | In |\n|---|---|\n| P1 | 15 minutes |\n| P2 | 1 hour |\n")  # fmt: skip
    (changed,) = [passage for passage in found.passages if passage.mark == Mark.CHANGED]
    assert changed.kind == Kind.ROW
    first, second = changed.cells()
    assert [run.readable.strip() for run in first] == ["P1"]
    assert [(run.mark, run.readable.strip()) for run in second] == [
        (Mark.REMOVED, "10"), (Mark.ADDED, "15"), (Mark.SAME, "minutes"),
    ]  # fmt: skip


def test_a_change_is_named_by_the_section_it_stands_in() -> None:
    found = difference("## Scope {#scope .mandatory}\n\nOne.\n\n## Steps\n\nTwo.\n",
                       "## Scope {#scope .mandatory}\n\nOne.\n\n## Steps\n\nTwo of them.\n")  # fmt: skip
    assert [p.section for p in found.passages if p.mark != Mark.SAME] == ["Steps"]
    assert found.passages[0].section == "Scope"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("## Scope {#scope .mandatory}\n", "Scope\n"),
        ("- **P1** \\* `x`\n", "P1 * x\n"),
        ("| a | b |", " a  b "),
    ],
)
def test_words_are_shown_without_marks(text: str, shown: str) -> None:
    assert Run(Mark.SAME, text).readable == shown


def test_a_changed_datum_of_a_model_document_is_found_everywhere_and_nothing_else() -> None:
    old = model("DOC-INC-01.en.md")
    new = old.replace("0811-1000-30", "0811-1000-99")
    found = difference(old, new)
    assert {run.text for p in found.passages for run in p.runs if run.mark == Mark.ADDED} == {"99"}
    assert sum(p.mark == Mark.CHANGED for p in found.passages) == old.count("0811-1000-30")


def test_versions_that_are_too_long_are_refused() -> None:
    with pytest.raises(BadDocument) as caught:
        difference("a", "b" * 101, Limits(characters=100))
    assert caught.value.code == "too_long"
