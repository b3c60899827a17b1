"""Which dues go on the list of actions, and which leave it by themselves.

A due stands on the list once, whatever became of it there: who took it off is not asked again for the same period.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from milepost.engines.rules.dues.due import Due, series_of


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be done with the list: put on it, taken off as done, and taken off because nobody owes it any more."""

    put: tuple[Due, ...] = ()
    done: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


def changes_to(
    listed: Mapping[str, bool], dues: Iterable[Due], *, on: date, unsure: Collection[str] = frozenset()
) -> Changes:
    """What a list needs at a day. `listed` says of each key that was ever on it whether it is still open there.

    Of the subjects in `unsure` (`kind:key`) nothing is known for the moment, so that all of theirs stays as it is.
    """
    known = {due.key: due for due in sorted(dues, key=lambda due: (due.due_on, due.key))}
    recurring = {due.series for due in known.values() if due.recurs}
    put = tuple(due for key, due in known.items() if key not in listed and not due.settled and due.is_near(on))
    done, dropped = [], []
    for key in sorted(key for key, is_open in listed.items() if is_open):
        if key.partition("#")[0] in unsure:
            continue
        due = known.get(key)
        if due.settled if due is not None else series_of(key) in recurring:
            done.append(key)
        elif due is None:
            dropped.append(key)
    return Changes(put, tuple(done), tuple(dropped))
