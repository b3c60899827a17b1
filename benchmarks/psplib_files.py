"""Readers of project scheduling instances: PSPLIB `.sm`, ProGen/max `.sch` (RCPSP/max) and Patterson `.rcp`.

Each gives the network of its file; activities are called by their numbers. Only one mode and renewable resources are
read: what else an instance holds is refused rather than left out.
"""

import re
from collections.abc import Callable
from pathlib import Path

from benchmarks.psplib_words import (
    LARGEST_NUMBER,
    MOST_ACTIVITIES,
    MOST_RESOURCES,
    Unreadable,
    Word,
    Words,
    read_text,
)
from milepost.engines.scheduling.network import MAX_DURATION, Activity, Demand, Dependency, Link, Network, Resource

_STARS = re.compile(r"^\*+$")
_DASHES = re.compile(r"^-+$")


def read_patterson(file: Path) -> Network:
    """`.rcp`: numbers of activities and resources, capacities, then of each activity duration, demands, successors."""
    words = Words.of(file)
    count = words.number("the number of activities", least=1, most=MOST_ACTIVITIES)
    kinds = words.number("the number of resources", most=MOST_RESOURCES)
    resources = _resources(words, kinds)
    activities: list[Activity] = []
    ties: list[Dependency] = []
    for number in range(1, count + 1):
        duration = words.number(f"the duration of activity {number}", most=MAX_DURATION)
        activities.append(Activity(str(number), duration, _demands(words, kinds, number)))
        ties += _followed_by(words, number, count)
    words.end()
    return Network(tuple(activities), tuple(ties), resources)


def read_progen_max(file: Path) -> Network:
    """`.sch`: successors with the least distance of starts in brackets, then durations and demands, then capacities.

    Activity 0 is when the project begins.
    """
    words = Words.of(file, apart="[]")
    last = words.number("the number of activities", most=MOST_ACTIVITIES) + 1
    kinds = words.number("the number of renewable resources", most=MOST_RESOURCES)
    for kind in ("nonrenewable", "doubly constrained"):
        words.number(f"the number of {kind} resources (none are read)", most=0)
    ties = [tie for number in range(last + 1) for tie in _distances(words, number, last)]
    activities = [_timed(words, number, kinds) for number in range(last + 1)]
    resources = _resources(words, kinds)
    words.end()
    return Network(tuple(activities), tuple(ties), resources)


def _distances(words: Words, number: int, last: int) -> list[Dependency]:
    words.number(f"the line of activity {number}", least=number, most=number)
    words.number(f"the modes of activity {number} (one is read)", least=1, most=1)
    found = []
    for after in _successors(words, number, first=0, last=last):
        what = f"the distance from activity {number} to {after}"
        words.mark("[", what)
        lag = words.number(what, least=-LARGEST_NUMBER)
        words.mark("]", what)
        found.append((after, lag))
    return [Dependency(str(number), str(after), Link.START_TO_START, lag) for after, lag in found]


def _timed(words: Words, number: int, kinds: int) -> Activity:
    words.number(f"the durations' line of activity {number}", least=number, most=number)
    words.number(f"the mode of activity {number}", least=1, most=1)
    duration = words.number(f"the duration of activity {number}", most=MAX_DURATION)
    return Activity(str(number), duration, _demands(words, kinds, number), latest=0 if number == 0 else None)


def _followed_by(words: Words, number: int, last: int) -> list[Dependency]:
    """Plain successors: each begins when the activity has finished."""
    return [Dependency(str(number), str(after)) for after in _successors(words, number, first=1, last=last)]


def _successors(words: Words, number: int, *, first: int, last: int) -> list[int]:
    count = words.number(f"the number of successors of activity {number}", most=last)
    found = [words.number(f"a successor of activity {number}", least=first, most=last) for _ in range(count)]
    if number in found:
        raise words.wrong(f"activity {number} follows itself", back=1)
    return found


def _demands(words: Words, kinds: int, number: int) -> tuple[Demand, ...]:
    units = [words.number(f"a demand of activity {number}") for _ in range(kinds)]
    return tuple(Demand(f"R{kind}", each) for kind, each in enumerate(units, start=1) if each)


def _resources(words: Words, kinds: int) -> tuple[Resource, ...]:
    return tuple(Resource(f"R{kind}", words.number(f"the capacity of R{kind}")) for kind in range(1, kinds + 1))


def read_single_mode(file: Path) -> Network:
    """`.sm`: sections under headings, each ended by a line of stars."""
    lines = read_text(file).splitlines()
    count = _stated(file, lines, "jobs (incl. supersource/sink )", least=1, most=MOST_ACTIVITIES)
    kinds = _stated(file, lines, "- renewable", least=0, most=MOST_RESOURCES)
    for kind in ("- nonrenewable", "- doubly constrained"):
        _stated(file, lines, kind, least=0, most=0)
    relations = _section(file, lines, "PRECEDENCE RELATIONS:")
    ties: list[Dependency] = []
    for number in range(1, count + 1):
        relations.number(f"the line of job {number}", least=number, most=number)
        relations.number(f"the modes of job {number} (one is read)", least=1, most=1)
        ties += _followed_by(relations, number, count)
    relations.end()
    requests = _section(file, lines, "REQUESTS/DURATIONS:")
    activities = []
    for number in range(1, count + 1):
        requests.number(f"the durations' line of job {number}", least=number, most=number)
        requests.number(f"the mode of job {number}", least=1, most=1)
        duration = requests.number(f"the duration of job {number}", most=MAX_DURATION)
        activities.append(Activity(str(number), duration, _demands(requests, kinds, number)))
    requests.end()
    available = _section(file, lines, "RESOURCEAVAILABILITIES:")
    resources = _resources(available, kinds)
    available.end()
    return Network(tuple(activities), tuple(ties), resources)


def _stated(file: Path, lines: list[str], what: str, *, least: int, most: int) -> int:
    """The number behind the colon of a line of the heading."""
    for number, line in enumerate(lines, start=1):
        name, colon, rest = line.partition(":")
        if colon and name.strip() == what:
            words = Words(file, [Word(text, number) for text in rest.split()[:1]] or [Word("", number)])
            return words.number(f"“{what}”", least=least, most=most)
    raise Unreadable(file, 1, f"no line “{what}: …”: this is no single-mode PSPLIB file")


def _section(file: Path, lines: list[str], heading: str) -> Words:
    """Everything under a heading but the names of the columns and rulers, up to a line of stars or the end."""
    places = [number for number, line in enumerate(lines) if line.strip() == heading]
    if len(places) != 1:
        raise Unreadable(file, places[1] + 1 if places else len(lines), f"the section “{heading}” has to stand once")
    words: list[Word] = []
    for number, line in enumerate(lines[places[0] + 2 :], start=places[0] + 3):
        if _STARS.match(line.strip()):
            break
        if not _DASHES.match(line.strip()):
            words += [Word(text, number) for text in line.split()]
    return Words(file, words or [Word("", len(lines))])


READERS: dict[str, Callable[[Path], Network]] = {
    ".sm": read_single_mode,
    ".sch": read_progen_max,
    ".rcp": read_patterson,
}
