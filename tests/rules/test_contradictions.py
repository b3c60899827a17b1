"""W-08: two places that do not say the same of one thing stand side by side."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.engines.rules.contradictions import Contradiction, between, contradictions
from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.facts.statements import Keeper, Matter, Place, ReviewCycle, Statement
from tests.rules.gate_worlds import G3, complete, topic

ON = date(2027, 3, 1)
THING = Ref("target:SLA-1|mail", "Mail: Availability")


def document(name: str, since: date, heading: str = "Levels") -> Place:
    return Place(Keeper.DOCUMENT, Ref(name, f"{name} v1"), heading, since)


def says(place: Place, words: str, about: Ref = THING, *, binding: bool = False) -> Statement:
    return Statement(Matter.TARGET, about, words, words, place, binding)


OLD, NEW = document("DOC-SLA-01", date(2026, 6, 1)), document("DOC-SLM-02", date(2026, 9, 1), "Results")
SHEET = Place(Keeper.SHEET, Ref("agreement:RETAIL", "The agreement"), "Retail")


def sides(found: Contradiction) -> list[tuple[str, str]]:
    return [(side.place.label, str(side.says)) for side in (found.this, found.that)]


def test_two_documents_written_on_different_days_stand_side_by_side() -> None:
    stated = [says(OLD, "99 %"), says(NEW, "99.5 %"), says(SHEET, "99.5 %", binding=True)]
    (found,) = between(stated, on=ON)
    assert sides(found) == [("DOC-SLA-01 v1, Levels", "99 %"), ("DOC-SLM-02 v1, Results", "99.5 %")]
    assert (found.result.id, found.result.blocks) == ("W-08.target", False)
    assert str(found.result.text) == (
        "Mail: Availability: DOC-SLA-01 v1, Levels says “99 %”, DOC-SLM-02 v1, Results says “99.5 %”."
    )
    assert (found.result.subject.kind, found.result.subject.key) == ("document", "DOC-SLA-01")
    assert found.result.since == NEW.since
    assert found.documents == {"DOC-SLA-01", "DOC-SLM-02"}


def test_a_document_alone_is_held_against_the_register() -> None:
    (found,) = between([says(OLD, "99 %"), says(SHEET, "99.5 %", binding=True)], on=ON)
    assert sides(found) == [("DOC-SLA-01 v1, Levels", "99 %"), ("The agreement, Retail", "99.5 %")]
    assert "or correct the register" in str(found.result.fix)


def test_where_both_documents_are_behind_each_is_held_against_the_register() -> None:
    stated = [says(OLD, "98 %"), says(NEW, "99 %"), says(SHEET, "99.5 %", binding=True)]
    found = list(between(stated, on=ON))
    assert [one.that.place for one in found] == [SHEET, SHEET]
    assert {one.this.place for one in found} == {OLD, NEW}


def test_without_a_register_older_documents_are_held_against_the_newest() -> None:
    (found,) = between([says(NEW, "99.5 %"), says(OLD, "99 %")], on=ON)
    assert (found.this.place, found.that.place) == (OLD, NEW)
    assert "Decide which of the two holds" in str(found.result.fix)


def test_a_document_that_is_not_yet_in_force_says_nothing() -> None:
    later = document("DOC-SLM-02", ON + timedelta(days=1))
    assert list(between([says(OLD, "99 %"), says(later, "99.5 %")], on=ON)) == []
    assert len(list(between([says(OLD, "99 %"), says(later, "99.5 %")], on=ON + timedelta(days=1)))) == 1


def test_what_reads_differently_by_language_alone_is_the_same() -> None:
    english = Statement(Matter.TARGET, THING, "at least 99 %", "99", OLD)
    indonesian = Statement(Matter.TARGET, THING, "paling sedikit 99 %", "99", NEW)
    assert list(between([english, indonesian], on=ON)) == []


PLACES = [document(f"D-{n}", date(2026, 1, 1) + timedelta(days=n // 2)) for n in range(6)]
STATED = st.lists(
    st.builds(
        lambda place, words, thing: says(place, words, Ref(thing, thing)),
        st.sampled_from(PLACES),
        st.sampled_from(["1", "2", "3"]),
        st.sampled_from(["a", "b"]),
    ),
    unique_by=lambda one: (one.place.at.key, one.about.key),
    max_size=12,
)
KEPT = st.dictionaries(st.sampled_from(["a", "b"]), st.sampled_from(["1", "2", "3"]))


def registers(kept: dict[str, str]) -> list[Statement]:
    return [says(SHEET, words, Ref(thing, thing), binding=True) for thing, words in kept.items()]


@given(STATED, KEPT)
def test_nothing_contradicts_exactly_where_all_say_the_same(stated: list[Statement], kept: dict[str, str]) -> None:
    every = [*stated, *registers(kept)]
    told = {found.thing for found in between(every, on=ON)}
    spoken_of = {one.about.key for one in stated}
    assert told == {thing for thing in spoken_of if len({one.means for one in every if one.about.key == thing}) > 1}


@given(STATED, KEPT)
def test_each_place_is_told_once_for_a_thing_and_only_where_its_other_side_differs(
    stated: list[Statement], kept: dict[str, str]
) -> None:
    found = list(between([*stated, *registers(kept)], on=ON))
    assert len({(one.thing, one.this.place) for one in found}) == len(found)
    for one in found:
        assert str(one.this.says) != str(one.that.says)
        if one.thing in kept:
            assert str(one.that.says) == kept[one.thing]
            assert str(one.this.says) != kept[one.thing]


@given(STATED, KEPT, st.randoms(use_true_random=False))
def test_the_order_of_gathering_changes_nothing(stated: list[Statement], kept: dict[str, str], chance: object) -> None:
    every = [*stated, *registers(kept)]
    shuffled = list(every)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert list(between(every, on=ON)) == list(between(shuffled, on=ON))


LINE = Place(Keeper.MASTER_LIST, Ref("POL-01", "Master list"), "POL-01")
KIND = Place(Keeper.CATALOGUE, Ref("DOC-POL-01", "Kind of document"), "DOC-POL-01 Policy")
POLICY = document("POL-01", date(2026, 8, 31), "its next review")


@pytest.mark.parametrize(
    ("due_on", "months", "usual", "told"),
    [
        (date(2027, 2, 28), 6, 12, []),
        (date(2027, 3, 1), 6, 12, [("next review on 2027-03-01", "a review every 6 months, so by 2027-02-28")]),
        (date(2026, 9, 1), 6, 12, []),
        (date(2028, 8, 31), 24, 12, [("a review every 24 months", "a review every 12 months")]),
        (None, 6, 12, []),
        (date(2030, 1, 1), None, 12, []),
        (date(2028, 8, 31), 24, 0, []),
    ],
)
def test_a_review_date_is_held_against_the_cycle_and_the_cycle_against_that_of_its_kind(
    due_on: date | None, months: int | None, usual: int, told: list[tuple[str, str]]
) -> None:
    cycle = ReviewCycle(POLICY, LINE, date(2026, 8, 31), due_on, months, KIND, usual)
    found = list(contradictions(topic("consistency", claims=(), cycles=(cycle,))(complete()), on=G3))
    assert [(str(one.this.says), str(one.that.says)) for one in found] == told
    assert {one.result.id for one in found} <= {"W-08.review-date"}
    assert all(one.documents == {"POL-01"} for one in found)
