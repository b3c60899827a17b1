"""What finished work says about estimates: a table of cases, and what holds for any work."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.engines.rules.recalibration import LEAST, Observation, closest, observe, rescaled

DAYS = st.decimals(Decimal("0.1"), Decimal(400), places=2)
ONES = st.builds(
    lambda number, estimated, actual: Observation(f"a-{number}", ("documents", "all"), estimated, actual),
    st.integers(0, 10**6), st.integers(1, 200), DAYS,
)  # fmt: skip
MANY = st.lists(ONES, min_size=LEAST, max_size=40)


def _one(key: str, estimated: int, actual: str, *groups: str) -> Observation:
    return Observation(key, groups or ("documents", "all"), estimated, Decimal(actual))


FIVE = [_one("a", 5, "8"), _one("b", 10, "16"), _one("c", 4, "6"), _one("d", 2, "4"), _one("e", 10, "60")]


def test_half_took_more_and_half_took_less() -> None:
    found = observe(FIVE)["documents"]
    assert (found.factor, found.observations, found.estimated, found.actual) == (Decimal("1.60"), 5, 31, Decimal(94))


def test_too_few_say_nothing_and_the_next_wider_group_is_asked() -> None:
    found = observe([*FIVE[:4], _one("e", 10, "10", "all")])
    assert found["documents"].factor is None
    assert closest(("documents", "all"), found) is found["all"]
    assert closest(("documents",), found) is None
    assert closest(("nowhere",), found) is None


def test_an_even_number_lies_between_the_middle_two() -> None:
    assert observe([*FIVE, _one("f", 10, "18")])["all"].factor == Decimal("1.70")


@pytest.mark.parametrize("nothing", [_one("z", 0, "3"), _one("z", 3, "0")])
def test_what_was_not_estimated_or_took_no_days_is_no_observation(nothing: Observation) -> None:
    assert observe([*FIVE, nothing]) == observe(FIVE)


@pytest.mark.parametrize(
    ("days", "factor", "then"), [(5, "1.6", 8), (5, "0.5", 3), (1, "0.1", 1), (0, "3", 0), (3, "1", 3), (7, "1.5", 11)]
)
def test_days_stay_whole_and_never_vanish(days: int, factor: str, then: int) -> None:
    assert rescaled(days, Decimal(factor)) == then


@given(MANY, st.randoms())
def test_the_order_of_the_work_does_not_matter(some: list[Observation], random: object) -> None:
    other = list(some)
    random.shuffle(other)  # type: ignore[attr-defined]
    assert observe(other) == observe(some)


@given(MANY)
def test_a_factor_lies_among_what_was_observed(some: list[Observation]) -> None:
    factor = observe(some)["all"].factor
    ratios = [one.actual / one.estimated for one in some]
    assert factor is not None
    assert max(min(ratios), Decimal("0.01")) - Decimal("0.01") <= factor <= max(ratios) + Decimal("0.01")


@given(MANY)
def test_work_that_took_what_was_estimated_changes_nothing(some: list[Observation]) -> None:
    exact = [Observation(one.key, one.groups, one.estimated, Decimal(one.estimated)) for one in some]
    assert observe(exact)["all"].factor == 1


@given(st.lists(ONES, max_size=LEAST - 1))
def test_few_observations_never_say_anything(some: list[Observation]) -> None:
    assert all(found.factor is None for found in observe(some).values())


@given(MANY, DAYS)
def test_one_more_day_never_lowers_a_factor(some: list[Observation], more: Decimal) -> None:
    first, *rest = some
    slower = [Observation(first.key, first.groups, first.estimated, first.actual + more), *rest]
    before, after = observe(some)["all"].factor, observe(slower)["all"].factor
    assert before is not None
    assert after is not None
    assert after >= before


@given(st.lists(ONES, min_size=LEAST, max_size=40), DAYS)
def test_one_that_went_wrong_moves_it_no_further_than_its_neighbours(some: list[Observation], wild: Decimal) -> None:
    """With an odd number, and one replaced: the factor stays between the ratios beside the middle."""
    some = some if len(some) % 2 else some[:-1]
    if len(some) < LEAST:
        return
    ratios = sorted(one.actual / one.estimated for one in some)
    middle = len(ratios) // 2
    bad = Observation("bad", ("all",), some[0].estimated, wild * 1_000)
    factor = observe([bad, *some[1:]])["all"].factor
    assert factor is not None
    assert ratios[middle - 1] - Decimal("0.01") <= factor <= ratios[middle + 1] + Decimal("0.01")


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.decimals(Decimal("0.01"), Decimal(20), places=2))
def test_more_days_stay_more_days(one: int, other: int, factor: Decimal) -> None:
    low, high = sorted((one, other))
    assert rescaled(low, factor) <= rescaled(high, factor)
