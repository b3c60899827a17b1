"""Three-point estimates of durations, in units, and what of them cannot be meant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from milepost.engines.rules.texts import say
from milepost.engines.scheduling.failures import BadNetwork, Problem
from milepost.engines.scheduling.network import MAX_DURATION, Network


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long an activity takes when all goes well, most likely, and when much goes wrong.

    `chance` says how probably it takes any time at all, above 0 and up to 1: below 1 it is an event that may not come.
    """

    low: float
    likely: float
    high: float
    chance: float = 1.0

    @property
    def varies(self) -> bool:
        """Whether one run may differ from another."""
        return self.low < self.high or (self.chance < 1 and self.high > 0)


def check_estimates(network: Network, estimates: Mapping[str, Estimate]) -> None:
    """Raise `BadNetwork` with every estimate that cannot be meant, or that no activity of the plan has."""
    known = {activity.key for activity in network.activities}
    problems = tuple(
        problem for key, estimate in estimates.items() for problem in _problems(key, estimate, is_known=key in known)
    )
    if problems:
        raise BadNetwork(problems)


def _problems(key: str, estimate: Estimate, *, is_known: bool) -> Iterator[Problem]:
    if not is_known:
        yield Problem(
            "unknown-activity",
            say("There is an estimate of {activity}, which the plan does not have.", activity=key),
            say("Remove the estimate, or add the activity."),
            (key,),
        )
    if estimate.low < 0:
        yield Problem(
            "negative-estimate",
            say("The low estimate of {activity} is negative.", activity=key),
            say("Enter working days, 0 where it may take no time."),
            (key,),
        )
    # Written so that an estimate that is no number is out of order too.
    if not estimate.low <= estimate.likely <= estimate.high:
        yield Problem(
            "estimates-out-of-order",
            say("The estimates of {activity} do not rise from low over likely to high.", activity=key),
            say("Enter the smallest number as low and the largest as high."),
            (key,),
        )
    if not 0 < estimate.chance <= 1:
        yield Problem(
            "chance-out-of-range",
            say("The chance of {activity} is neither above 0 nor up to 1.", activity=key),
            say("Enter a probability, or leave out what cannot happen."),
            (key,),
        )
    if estimate.high > MAX_DURATION:
        yield Problem(
            "too-long",
            say("The high estimate of {activity} is over ten years.", activity=key),
            say("Correct the estimate, or split the activity."),
            (key,),
        )
