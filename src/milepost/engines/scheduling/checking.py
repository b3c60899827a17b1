"""What of a network cannot be meant, each problem with its way out. Linear in its size, but for sorting periods."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from milepost.engines.rules.texts import say
from milepost.engines.scheduling.failures import BadNetwork, Problem
from milepost.engines.scheduling.network import MAX_DURATION, MAX_TIME, Activity, Dependency, Network, Resource


def check_network(network: Network) -> None:
    """Raise `BadNetwork` with every problem of the network as stated; cycles and dates are found later, by paths."""
    problems = (
        *_keys_standing_twice(network),
        *(problem for resource in network.resources for problem in _problems_of_resource(resource)),
        *(problem for activity in network.activities for problem in _problems_of_activity(activity)),
        *_problems_of_demands(network),
        *_problems_of_dependencies(network),
    )
    if problems:
        raise BadNetwork(problems)


def _keys_standing_twice(network: Network) -> Iterator[Problem]:
    things: tuple[Iterable[Activity | Resource], ...] = (network.activities, network.resources)
    for kind in things:
        for key, count in Counter(thing.key for thing in kind).items():
            if count > 1:
                yield Problem(
                    "key-twice",
                    say("{key} stands in the plan more than once.", key=key),
                    say("Give each one a key of its own."),
                    (key,),
                )


def _problems_of_resource(resource: Resource) -> Iterator[Problem]:
    about = (resource.key,)
    if min(resource.capacity, *(period.capacity for period in resource.periods), 0) < 0:
        yield Problem(
            "negative-capacity",
            say("{resource} has a negative capacity.", resource=resource.key),
            say("Enter how many work at once, 0 where nobody does."),
            about,
        )
    periods = sorted(resource.periods, key=lambda period: period.start)
    backwards = any(period.start < 0 or period.end <= period.start for period in periods)
    if backwards or any(first.end > second.start for first, second in pairwise(periods)):
        yield Problem(
            "bad-periods",
            say("Periods of {resource} overlap, or end before they begin.", resource=resource.key),
            say("Enter each day in one period only, its first day before its last."),
            about,
        )
    if periods and periods[-1].end > MAX_TIME:
        yield _too_far(resource.key, periods[-1].end)


def _problems_of_activity(activity: Activity) -> Iterator[Problem]:
    about = (activity.key,)
    if activity.duration < 0:
        yield Problem(
            "negative-duration",
            say("{activity} has a negative duration: {days}.", activity=activity.key, days=activity.duration),
            say("Enter whole working days, 0 for a milestone."),
            about,
        )
    if activity.duration > MAX_DURATION:
        yield Problem(
            "too-long",
            say("{activity} takes {days} working days: over ten years.", activity=activity.key, days=activity.duration),
            say("Correct the duration, or split the activity."),
            about,
        )
    dates = [date for date in (activity.earliest, activity.latest, activity.deadline) if date is not None]
    if min(dates) < 0:
        yield Problem(
            "date-before-start",
            say("{activity} has a date before the plan begins.", activity=activity.key),
            say("Correct the date, or begin the plan earlier."),
            about,
        )
    if max(dates) > MAX_TIME:
        yield _too_far(activity.key, max(dates))
    if _window_is_closed(activity):
        yield Problem(
            "dates-contradict",
            say("The dates of {activity} leave no day on which it could start.", activity=activity.key),
            say("Let it start earlier, or move its latest start or its deadline."),
            about,
        )


def _window_is_closed(activity: Activity) -> bool:
    late = activity.latest is not None and activity.latest < activity.earliest
    return late or (activity.deadline is not None and activity.deadline < activity.earliest + activity.duration)


def _problems_of_demands(network: Network) -> Iterator[Problem]:
    most = {
        resource.key: max(resource.capacity, *(period.capacity for period in resource.periods), 0)
        for resource in network.resources
    }
    for activity in network.activities:
        named = Counter(demand.resource for demand in activity.demands)
        for demand in activity.demands:
            about = (activity.key, demand.resource)
            values = {"activity": activity.key, "resource": demand.resource}
            if demand.resource not in most:
                yield Problem(
                    "unknown-resource",
                    say("{activity} needs {resource}, which the plan does not have.", **values),
                    say("Add the resource, or take it off the activity."),
                    about,
                )
            elif demand.units < 0 or named[demand.resource] > 1:
                yield Problem(
                    "bad-demand",
                    say("{activity} needs {resource} twice, or fewer than none of it.", **values),
                    say("Enter once how many it needs."),
                    about,
                )
            elif activity.duration and demand.units > most[demand.resource]:
                yield _never_enough(values, demand.units, most[demand.resource])


def _never_enough(values: dict[str, str], units: int, most: int) -> Problem:
    about = (values["activity"], values["resource"])
    if most == 0:
        return Problem(
            "zero-capacity",
            say("{activity} needs {resource}, of which there is none on any day.", **values),
            say("Enter the capacity, or who does the work instead."),
            about,
        )
    return Problem(
        "never-enough",
        say(
            "{activity} needs {units} of {resource} at once, and there are never more than {most}.",
            units=units,
            most=most,
            **values,
        ),
        say("Lower what it needs, or raise the capacity."),
        about,
    )


def _problems_of_dependencies(network: Network) -> Iterator[Problem]:
    known = {activity.key for activity in network.activities}
    for dependency in network.dependencies:
        yield from _problems_of_dependency(dependency, known)


def _problems_of_dependency(dependency: Dependency, known: set[str]) -> Iterator[Problem]:
    about = (dependency.before, dependency.after)
    for key in about:
        if key not in known:
            yield Problem(
                "unknown-activity",
                say("A dependency names {activity}, which the plan does not have.", activity=key),
                say("Remove the dependency, or add the activity."),
                about,
            )
    if dependency.before == dependency.after:
        yield Problem(
            "waits-for-itself",
            say("{activity} waits for itself.", activity=dependency.before),
            say("Remove the dependency."),
            about,
        )
    if abs(dependency.lag) > MAX_TIME:
        yield _too_far(dependency.after, dependency.lag)


def _too_far(key: str, days: int) -> Problem:
    return Problem(
        "too-far",
        say("{key} names a time of {days} working days: over a hundred years.", key=key, days=days),
        say("Correct the date or the lag."),
        (key,),
    )
