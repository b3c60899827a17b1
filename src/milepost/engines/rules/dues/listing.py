"""Which dues go on the list of actions, and which leave it by themselves.

A due stands on the list once. Who took it off is not asked again for the same period; what left it by itself comes back
where it is owed all the same.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from milepost.engines.rules.dues.due import Due, series_of


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be done with the list: put on it, taken off as done, and taken off because nobody owes it any more.

    `again` is owed although it was taken off: it is put back, unless a person took it off.
    """

    put: tuple[Due, ...] = ()
    again: tuple[Due, ...] = ()
    done: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


def by_key(dues: Iterable[Due]) -> dict[str, Due]:
    """Dues by their keys, the soonest first; of two with one key the later."""
    return {due.key: due for due in sorted(dues, key=lambda due: (due.due_on, due.key))}


def changes_to(
    listed: Mapping[str, bool], dues: Iterable[Due], *, on: date, unsure: Collection[str] = frozenset()
) -> Changes:
    """What a list needs at a day. `listed` says of each key that was ever on it whether it is still open there.

    Of the subjects in `unsure` (`kind:key`) nothing is known for the moment, so that all of theirs stays as it is.
    """
    known = by_key(dues)
    recurring = {due.series for due in known.values() if due.recurs}
    owed = [due for due in known.values() if not due.settled and due.is_near(on)]
    put = tuple(due for due in owed if due.key not in listed)
    again = tuple(due for due in owed if not listed.get(due.key, True))
    done, dropped = [], []
    for key in sorted(key for key, is_open in listed.items() if is_open):
        if key.partition("#")[0] in unsure:
            continue
        due = known.get(key)
        if due.settled if due is not None else series_of(key) in recurring:
            done.append(key)
        elif due is None:
            dropped.append(key)
    return Changes(put, again, tuple(done), tuple(dropped))
