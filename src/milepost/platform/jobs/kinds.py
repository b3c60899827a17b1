"""Which kinds of work there are: functions registered by `@job("records.import")` in a package's `jobs.py`."""

from collections.abc import Callable, Mapping
from typing import Any

from milepost.platform.gathering import gather
from milepost.platform.jobs.runs import Run

type Work = Callable[[Run], Mapping[str, Any]]

_registry: dict[str, Work] = {}


def job(kind: str) -> Callable[[Work], Work]:
    """Register the function that does a kind of work: `(run) -> result`, the result of plain JSON values.

    It may be called again for the same job after a kill: what it finds in `run.folder` is its own. Raises ValueError
    when the kind is taken.
    """

    def register(work: Work) -> Work:
        if kind in _registry:
            raise ValueError(f"the job {kind} is registered twice")
        _registry[kind] = work
        return work

    return register


def work_for(kind: str) -> Work | None:
    """The function for a kind; None where no package knows it (any more)."""
    gather("jobs")
    return _registry.get(kind)
