"""Times of something done again and again, in milliseconds."""

import math
import time
from collections.abc import Callable


def times(act: Callable[[], object], rounds: int) -> list[float]:
    """How long each of the rounds took, the shortest first."""
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        act()
        found.append((time.perf_counter() - start) * 1000)
    return sorted(found)


def p95(found: list[float]) -> float:
    """The time that nineteen of twenty rounds kept."""
    return found[math.ceil(len(found) * 0.95) - 1]
