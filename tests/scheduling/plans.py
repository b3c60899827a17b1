"""Plans for the tests: short ways to state one, random ones, and oracles too plain to be wrong."""

from itertools import pairwise, product

from hypothesis import strategies as st

from milepost.engines.scheduling.network import Activity, Demand, Dependency, Link, Network, Period, Resource
from milepost.engines.scheduling.validation import violations

LINKS = tuple(Link)


def chain(**durations: int) -> Network:
    """Activities that follow each other, finish to start."""
    keys = list(durations)
    ties = tuple(Dependency(before, after) for before, after in pairwise(keys))
    return Network(tuple(Activity(key, duration) for key, duration in durations.items()), ties)


def on_one_person(**durations: int) -> Network:
    """Activities that one person does, in any order."""
    work = tuple(Activity(key, duration, (Demand("ada", 1),)) for key, duration in durations.items())
    return Network(work, (), (Resource("ada", 1),))


def weight_of(dependency: Dependency, durations: dict[str, int]) -> int:
    """The least distance of the two starts, from the meaning of the four links."""
    before, after = durations[dependency.before], durations[dependency.after]
    from_start = {Link.FINISH_TO_START: before, Link.FINISH_TO_FINISH: before}.get(dependency.link, 0)
    to_start = {Link.FINISH_TO_FINISH: after, Link.START_TO_FINISH: after}.get(dependency.link, 0)
    return from_start + dependency.lag - to_start


def distances(network: Network) -> dict[tuple[str, str], float]:
    """The longest path between each two activities by Floyd and Warshall; above 0 from one to itself on a circle."""
    keys = [activity.key for activity in network.activities]
    durations = {activity.key: activity.duration for activity in network.activities}
    far = {(one, other): 0.0 if one == other else float("-inf") for one in keys for other in keys}
    for tie in network.dependencies:
        ends = (tie.before, tie.after)
        far[ends] = max(far[ends], weight_of(tie, durations))
    for middle, one, other in product(keys, keys, keys):
        far[one, other] = max(far[one, other], far[one, middle] + far[middle, other])
    return far


def shortest_makespan(network: Network, horizon: int) -> int | None:
    """The least makespan by trying every start up to the horizon; None if no schedule is valid."""
    keys = [activity.key for activity in network.activities]
    best = None
    for starts in product(range(horizon + 1), repeat=len(keys)):
        finish = max(start + each.duration for start, each in zip(starts, network.activities, strict=True))
        if (best is None or finish < best) and not violations(network, dict(zip(keys, starts, strict=True))):
            best = finish
    return best


@st.composite
def tied_networks(draw: st.DrawFn, size: int = 7, reach: int = 8) -> Network:
    """Any ties at all, circles and contradictions among them; no resources."""
    count = draw(st.integers(1, size))
    activities = tuple(
        Activity(f"a{n}", draw(st.integers(0, 6)), earliest=draw(st.integers(0, 4))) for n in range(count)
    )
    return Network(activities, tuple(_ties(draw, count, lambda *_: draw(st.integers(-reach, reach)))))


@st.composite
def possible_networks(draw: st.DrawFn, size: int = 7, latest: int = 12, *, dated: bool = False) -> Network:
    """Networks with lags of every sign and people, each with at least one valid schedule: it is drawn first."""
    count = draw(st.integers(1, size))
    durations = [draw(st.integers(0, 4)) for _ in range(count)]
    witness = [draw(st.integers(0, latest)) for _ in range(count)]

    def slackened(link: Link, before: int, after: int) -> int:
        first = witness[before] + (durations[before] if link in {Link.FINISH_TO_START, Link.FINISH_TO_FINISH} else 0)
        second = witness[after] + (durations[after] if link in {Link.FINISH_TO_FINISH, Link.START_TO_FINISH} else 0)
        return second - first - draw(st.integers(0, 3))

    demands = [draw(st.integers(0, 2)) for _ in range(count)]
    busy = [
        sum(
            units
            for units, start, duration in zip(demands, witness, durations, strict=True)
            if start <= moment < start + duration
        )
        for moment in range(latest + 5)
    ]
    away = draw(st.integers(0, latest))
    until = away + draw(st.integers(1, 4))
    team = Resource(
        "team",
        max(*busy, *demands),
        (Period(away, until, max(busy[away:until], default=0)),) if draw(st.booleans()) else (),
    )
    activities = tuple(
        Activity(
            f"a{n}",
            durations[n],
            (Demand("team", demands[n]),) if demands[n] else (),
            earliest=max(0, witness[n] - draw(st.integers(0, latest))),
            latest=witness[n] + draw(st.integers(0, 3)) if dated and draw(st.booleans()) else None,
            deadline=witness[n] + durations[n] + draw(st.integers(0, 3)) if dated and draw(st.booleans()) else None,
        )
        for n in range(count)
    )
    return Network(activities, tuple(_ties(draw, count, slackened)), (team,))


def _ties(draw, count, lag):
    if count < 2:
        return
    for _ in range(draw(st.integers(0, 2 * count))):
        before = draw(st.integers(0, count - 1))
        after = (before + draw(st.integers(1, count - 1))) % count
        link = draw(st.sampled_from(LINKS))
        yield Dependency(f"a{before}", f"a{after}", link, lag(link, before, after))
