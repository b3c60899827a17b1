"""A profile of free units answers as a list of single days would."""

from hypothesis import given
from hypothesis import strategies as st

from milepost.engines.scheduling.network import Period, Resource
from milepost.engines.scheduling.profile import Profile

DAYS = 40
AWAY = Resource("team", 4, (Period(3, 6, 1), Period(6, 9, 0), Period(20, 22, 6)))
work = st.tuples(st.integers(0, 30), st.integers(1, 6), st.integers(0, 3))


def _days(resource: Resource) -> list[int]:
    days = [resource.capacity] * DAYS
    for period in resource.periods:
        days[period.start : period.end] = [period.capacity] * (period.end - period.start)
    return days


@given(st.lists(work, max_size=12))
def test_reservations_lower_what_is_free_and_giving_back_raises_it(reserved: list[tuple[int, int, int]]) -> None:
    profile, days = Profile.of(AWAY), _days(AWAY)
    for start, duration, units in reserved:
        profile.reserve(start, start + duration, units)
        days[start : start + duration] = [free - units for free in days[start : start + duration]]
    assert [profile.free_at(day) for day in range(DAYS)] == days
    for start, duration, units in reserved:
        profile.reserve(start, start + duration, -units)
    assert [profile.free_at(day) for day in range(DAYS)] == _days(AWAY)


@given(st.lists(work, max_size=12), st.integers(0, 30), st.integers(1, 8), st.integers(1, 6))
def test_the_earliest_fit_is_the_first_day_with_room(
    reserved: list[tuple[int, int, int]], start: int, duration: int, units: int
) -> None:
    profile, days = Profile.of(AWAY), _days(AWAY)
    for begun, lasting, taken in reserved:
        profile.reserve(begun, begun + lasting, taken)
        days[begun : begun + lasting] = [free - taken for free in days[begun : begun + lasting]]
    days += [days[-1]] * DAYS
    fits = (day for day in range(start, DAYS + 1) if min(days[day : day + duration]) >= units)
    assert profile.earliest_fit(start, duration, units) == next(fits, None)


def test_a_copy_is_reserved_from_alone() -> None:
    profile = Profile.of(AWAY)
    profile.copy().reserve(0, 2, 4)
    assert profile.free_at(0) == 4
