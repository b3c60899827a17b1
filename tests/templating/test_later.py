"""What becomes of a draft later: facts that changed, and a new draft that keeps what people wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.engines.templating.drift import Drift, drifts
from milepost.engines.templating.merging import Clash, blocks_of, merge
from tests.templating.test_language import BOOK, drafted

TEXTS = st.lists(st.sampled_from(["# A {#a}", "one", "two", "three", "| a |\n| b |", "four"]), max_size=7).map(
    "\n\n".join
)
BASE = "## Aim {#aim}\n\nOne bank.\n\nTwo services.\n\n## End {#end}\n\nThe end.\n"


def test_only_what_the_template_reads_can_drift() -> None:
    body = "{{ org.name }}{% for s in offered %} {{ s.name }}{% endfor %}"
    then = drafted(body)[1].read
    assert then == {"org.name": ["North Bank"], "services.mail.name": ["Mail"]}
    assert drifts(then, drafted(body, {**BOOK, "org": {**BOOK["org"], "money": 1}})[1].read) == ()
    renamed = {**BOOK, "services": {"mail": {**BOOK["services"]["mail"], "name": "E-mail"}}}
    assert drifts(then, drafted(body, renamed)[1].read) == (Drift("services.mail.name", ("Mail",), ("E-mail",)),)


@given(st.dictionaries(st.text(), st.lists(st.text())), st.dictionaries(st.text(), st.lists(st.text())))
def test_nothing_drifts_from_itself_and_every_drift_says_something(then: dict, now: dict) -> None:
    assert drifts(then, then) == ()
    assert all(drift.gone or drift.come for drift in drifts(then, now))


@given(TEXTS, TEXTS)
def test_where_only_one_changed_the_text_is_theirs_or_mine(base: str, other: str) -> None:
    assert merge(base, base, other).body == other
    assert merge(base, other, base).body == other
    assert blocks_of(merge(base, other, other).body) == blocks_of(other)
    assert merge(base, other, other).clashes == ()


@given(TEXTS, TEXTS, TEXTS)
def test_nothing_that_people_wrote_is_lost(base: str, mine: str, theirs: str) -> None:
    merged = merge(base, mine, theirs)
    written = set(blocks_of(mine)) - set(blocks_of(base))
    kept = set(blocks_of(merged.body)) | {block for clash in merged.clashes for block in blocks_of(clash.mine)}
    assert written <= kept


def test_what_people_added_stays_and_what_the_facts_changed_comes() -> None:
    mine = BASE.replace("Two services.", "Two services.\n\nWritten by hand.")
    theirs = BASE.replace("One bank.", "Another bank.")
    merged = merge(BASE, mine, theirs)
    assert merged.clashes == ()
    assert "Another bank." in merged.body
    assert "Written by hand." in merged.body


def test_a_clash_names_its_place_and_shows_both() -> None:
    merged = merge(
        BASE, BASE.replace("Two services.", "Two good services."), BASE.replace("Two services.", "Three services.")
    )
    assert merged.clashes == (Clash("Aim", "Two good services.", "Three services."),)
    assert "Two good services." in merged.body


@pytest.mark.parametrize("fence", ["```flow\na\n\nb\n```", "```\n\n\n```"])
def test_a_fence_is_one_block(fence: str) -> None:
    assert blocks_of(f"one\n\n{fence}\n\ntwo") == ("one", fence, "two")
