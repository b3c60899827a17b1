"""What own dependencies of a plan cannot mean together: unknown activities, a way back to an earlier phase, circles.

Standard dependencies and standing waits count in a circle, and nothing counts as done: what is taken back closes none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from milepost.catalogue.waits import waits
from milepost.engines.rules.texts import Text, say
from milepost.features.plans.forecasting.given import Work
from milepost.features.plans.forecasting.networks import PHASES, WAIT, stated_dependencies
from milepost.platform.ui.texts import speak


@dataclass(frozen=True, slots=True)
class Mistake:
    """A dependency that cannot be meant, and the activities at which it can be put right: first the one that has it."""

    about: tuple[str, ...]
    reason: Text
    fix: Text


def find_mistakes(works: Mapping[str, Work]) -> Iterator[Mistake]:
    """Each dependency that cannot be meant by itself; where there is none, the first circle."""
    alone = [mistake for work in works.values() for mistake in _alone(work, works)]
    if alone:
        yield from alone
        return
    path = _circle(works)
    if path:
        yield _in_a_circle(path, works)


def _alone(work: Work, works: Mapping[str, Work]) -> Iterator[Mistake]:
    for tie in work.after:
        if tie.key == work.key:
            yield Mistake(
                (work.key,),
                say("{activity} waits for itself.", activity=work.key),
                say("Take it out of what it waits for."),
            )
        elif tie.key not in works:
            near = get_close_matches(tie.key, works, n=1, cutoff=0.6)
            yield Mistake(
                (work.key,),
                say("This plan has no activity {activity}.", activity=tie.key),
                say("Write {activity}, or take that activity in first.", activity=near[0])
                if near
                else say("Write the code of an activity of this plan, or take that one in first."),
            )
        elif PHASES.index(works[tie.key].phase) > PHASES.index(work.phase):
            yield Mistake(
                (work.key, tie.key),
                say(
                    "{activity} waits for {before}, which lies in a later phase, behind a gate (S-01).",
                    activity=work.key,
                    before=tie.key,
                ),
                say("Move one of the two to the phase of the other, or take the dependency out."),
            )


def _circle(works: Mapping[str, Work]) -> list[str]:
    """Keys around a circle, the first one again at the end; none where there is no circle."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for stated in stated_dependencies(works):
        sorter.add(stated.tie.after, stated.tie.before)
    try:
        sorter.prepare()
    except CycleError as error:
        path: list[str] = error.args[1]
        return path
    return []


def _in_a_circle(path: list[str], works: Mapping[str, Work]) -> Mistake:
    """Named by what of it is one's own: a standard dependency cannot be taken out."""
    own = [
        (before, after)
        for before, after in pairwise(path)
        if after in works and any(tie.key == before for tie in works[after].after)
    ]
    names = {WAIT + wait.key: f"“{speak(wait.name)}”" for wait in waits()}
    before, after = own[0] if own else (path[0], path[1])
    others = tuple(key for key in path if key in works and key != after)
    return Mistake(
        (after, *(key for _before, key in own[1:]), *others),
        say(
            "These activities wait for each other in a circle: {path}.",
            path=" → ".join(names.get(key, key) for key in path),
        ),
        say("Take {before} out of what {activity} waits for.", before=before, activity=after),
    )
