"""An answer held against what is known, and the sums of a set of instances."""

import time
from dataclasses import dataclass, field
from typing import Any

from benchmarks.psplib_optima import Known
from milepost.engines.scheduling.cpsat import Limits
from milepost.engines.scheduling.failures import ContradictingDependencies, DatesCannotHold
from milepost.engines.scheduling.levelling import Levelling, level
from milepost.engines.scheduling.network import Network
from milepost.engines.scheduling.validation import violations


@dataclass(frozen=True, slots=True)
class Judgement:
    """One instance: what was answered, and whether that can be so.

    `agrees`: proven, and what is known confirms it. `wrong`: it contradicts that, or the schedule is not valid.
    `gap`: how far an unproven schedule is above the best known one (or above its own bound); None without a schedule.
    """

    answer: Levelling
    agrees: bool
    wrong: str
    gap: float | None
    seconds: float


def judge(network: Network, known: Known | None, seconds: float) -> Judgement:
    """Solve one instance within so many seconds, and look at the answer."""
    begun = time.perf_counter()
    try:
        answer = level(network, Limits(seconds=seconds))
    except (ContradictingDependencies, DatesCannotHold):  # proven by paths alone
        answer = Levelling((), None, 0, proven=False, unsatisfiable=True)
    took = time.perf_counter() - begun
    wrong = what_is_wrong(network, answer, known)
    return Judgement(answer, not wrong and confirms(answer, known), wrong, gap_of(answer, known), took)


def confirms(answer: Levelling, known: Known | None) -> bool:
    """Whether something is known, and the answer proves that very thing."""
    if known is None:
        return False
    if known.unsat or answer.unsatisfiable:
        return known.unsat and answer.unsatisfiable
    if not answer.proven or answer.makespan is None:
        return False
    return (known.lower or 0) <= answer.makespan and (known.upper is None or answer.makespan <= known.upper)


def what_is_wrong(network: Network, answer: Levelling, known: Known | None) -> str:
    """What cannot be so, in words; empty where nothing is."""
    if answer.makespan is not None and (broken := violations(network, answer.starts)):
        return f"the schedule breaks {broken[0]}"
    if answer.makespan is not None and answer.lower_bound > answer.makespan:
        return f"the bound {answer.lower_bound} is above the makespan {answer.makespan}"
    return "" if known is None else _contradiction(answer, known)


def _contradiction(answer: Levelling, known: Known) -> str:
    if known.unsat:
        return "" if answer.makespan is None else "a schedule was found where none can be"
    if answer.unsatisfiable:
        return "told to be unsatisfiable, and a schedule is known"
    if answer.makespan is not None and known.lower is not None and answer.makespan < known.lower:
        return f"{answer.makespan} is below the known bound {known.lower}"
    if known.upper is not None and answer.lower_bound > known.upper:
        return f"the bound {answer.lower_bound} is above the known makespan {known.upper}"
    return ""


def gap_of(answer: Levelling, known: Known | None) -> float | None:
    """How far above the best known makespan, as a part of it; 0 where the answer is proven."""
    if answer.proven or answer.unsatisfiable:
        return 0.0
    if answer.makespan is None or known is None or not known.upper:
        return answer.gap
    return max(0.0, (answer.makespan - known.upper) / known.upper)


@dataclass(slots=True)
class Sums:
    """A set of instances, summed up as they are solved."""

    name: str
    judged: list[Judgement] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The row of the report; `worst_gap` is null where some instance is left without schedule and proof."""
        gaps = [each.gap for each in self.judged]
        return {
            "set": self.name,
            "instances": len(self.judged),
            "proven": sum(each.answer.proven for each in self.judged),
            "agreeing": sum(each.agrees for each in self.judged),
            "wrong": sum(bool(each.wrong) for each in self.judged),
            "unsat_proven": sum(each.answer.unsatisfiable for each in self.judged),
            "worst_gap": None if None in gaps else round(max((gap for gap in gaps if gap is not None), default=0.0), 4),
            "seconds": round(sum(each.seconds for each in self.judged), 2),
        }
