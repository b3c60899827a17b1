"""The scope in one sentence, its fingerprint, and the effort that the roadmap's rows give it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.engines.rules.effort import (
    EXTERNAL_ROWS,
    EXTERNAL_TEXT,
    INTERNAL_ROWS,
    INTERNAL_TEXT,
    DayRange,
    Extent,
    estimate,
    rows_total,
    size_of,
)
from milepost.engines.rules.facts.scope import ElementKind, Inclusion, ScopeElement, ScopeFacts
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.scope import elements_hash, scope_sentence
from tests.rules.gate_worlds import G1, complete, scope

ELEMENTS = st.builds(
    ScopeElement,
    kind=st.sampled_from(ElementKind),
    key=st.text(min_size=1, max_size=5),
    label=st.text(max_size=5),
    inclusion=st.sampled_from(Inclusion),
    justification=st.text(max_size=5),
)


def test_the_sentence_names_what_is_in_scope_and_nothing_else() -> None:
    sentence = str(scope_sentence("Cakrawala", scope(), on=G1))
    assert sentence == (
        "The service management system of Cakrawala for the delivery of Hosting and Backup to Regional bank"
        " by Operations from Jakarta."
    )
    assert "Mail" not in sentence


def test_the_sentence_lists_three_and_says_where_nothing_is_entered() -> None:
    three = tuple(ScopeElement(ElementKind.SERVICE, name, name, Inclusion.IN) for name in ("A", "B", "C"))
    sentence = str(scope_sentence("Us", ScopeFacts(three), on=G1))
    assert "delivery of A, B and C to (none entered)" in sentence


def test_an_element_known_later_is_not_in_the_sentence_yet() -> None:
    later = replace(scope().elements[0], known_since=date(2027, 1, 1))
    assert "Hosting" not in str(scope_sentence("Us", ScopeFacts((later,)), on=G1))


def test_braces_in_a_name_stay_as_they_were_typed() -> None:
    odd = ScopeElement(ElementKind.SERVICE, "x", "Mail {beta}", Inclusion.IN)
    assert "Mail {beta}" in str(scope_sentence("{Us}", ScopeFacts((odd,)), on=G1))


@given(st.lists(ELEMENTS, max_size=6), st.randoms())
def test_the_fingerprint_does_not_depend_on_the_order(elements: list[ScopeElement], random: object) -> None:
    shuffled = list(elements)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert elements_hash(elements) == elements_hash(shuffled)


def test_the_fingerprint_changes_with_every_field_that_an_approval_covers() -> None:
    known = scope().elements
    prints = {elements_hash(known), elements_hash(known[1:])}
    first = known[0]
    for changed in (
        replace(first, kind=ElementKind.UNIT),
        replace(first, key="other"),
        replace(first, label="Other"),
        replace(first, inclusion=Inclusion.OUT),
        replace(first, justification="Because"),
    ):
        prints.add(elements_hash((changed, *known[1:])))
    assert len(prints) == 7
    unapproved = replace(first, other_party_percent=99, known_since=G1)
    assert elements_hash((unapproved, *known[1:])) == elements_hash(known)


def test_the_version_of_a_day_is_the_last_one_approved_by_then() -> None:
    facts = complete().scope
    assert facts is not None
    assert facts.version_on(date(2026, 4, 19)) is None
    version = facts.version_on(G1)
    assert version is not None
    assert version.version == "1"


def test_the_rows_add_up_to_what_the_roadmap_says_and_differ_from_its_text() -> None:
    assert rows_total(INTERNAL_ROWS) == DayRange(490, 720)
    assert rows_total(EXTERNAL_ROWS) == DayRange(90, 170)
    assert (DayRange(400, 800), DayRange(60, 120)) == (INTERNAL_TEXT, EXTERNAL_TEXT)


def test_a_small_programme_takes_the_low_end_of_each_row_and_a_large_one_the_high_end() -> None:
    small, large = estimate(size_of(Extent(1, 5))), estimate(size_of(Extent(40, 900, 12)))
    assert [row.internal_days for row in small] == [80, 250, 100, 60]
    assert [row.internal_days for row in large] == [120, 350, 150, 100]
    assert [row.external_days for row in large] == [20, 100, 40, 10]
    assert [row.phase for row in large] == list(Phase)


@given(st.integers(0, 100), st.integers(0, 2000), st.integers(0, 20))
def test_every_estimate_lies_within_its_rows_and_the_text(services: int, people: int, locations: int) -> None:
    rows = estimate(size_of(Extent(services, people, locations)))
    assert all(row.internal_days in row.internal_row and row.external_days in row.external_row for row in rows)
    assert sum(row.internal_days for row in rows) in INTERNAL_TEXT


@given(st.decimals(0, 1, places=2), st.decimals(0, 1, places=2))
def test_a_larger_programme_never_costs_less(one: Decimal, other: Decimal) -> None:
    less, more = sorted((one, other))
    for small, large in zip(estimate(less), estimate(more), strict=True):
        assert small.internal_days <= large.internal_days
        assert small.external_days <= large.external_days


def test_without_consultants_no_outside_days_are_planned() -> None:
    assert {row.external_days for row in estimate(Decimal("0.5"), with_consultants=False)} == {Decimal(0)}


def test_a_size_outside_its_bounds_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        estimate(Decimal("1.1"))
