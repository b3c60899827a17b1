"""Criteria by their ids. A criterion registers itself with the gate it belongs to and the topics it needs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.results import Outcome

type Judge = Callable[[ProgrammeFacts, date], Outcome]


@dataclass(frozen=True, slots=True)
class Criterion:
    """`needs` are the topics of `ProgrammeFacts` without which the criterion cannot be computed."""

    id: str
    gate: Phase
    needs: tuple[str, ...]
    judge: Judge


CRITERIA: dict[str, Criterion] = {}

_GATES = {phase.gate: phase for phase in Phase}


def criterion(id_: str, *needs: str) -> Callable[[Judge], Judge]:
    """Register a function as the criterion with that id; it is only called when all `needs` are there."""

    def register(judge: Judge) -> Judge:
        if id_ in CRITERIA:
            raise ValueError(f"{id_} is registered twice")
        CRITERIA[id_] = Criterion(id_, _GATES[id_.partition("-")[0]], needs, judge)
        return judge

    return register


def there[T](topic: T | None) -> T:
    """A topic that the criterion needs: the gate has looked before."""
    if topic is None:
        raise LookupError("A criterion was judged without a topic that it did not say it needs")
    return topic
