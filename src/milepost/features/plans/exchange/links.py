"""Dependencies as links of a file, and back. A tool takes one link between two tasks; what is more goes beside it."""

from collections.abc import Iterable, Sequence

from milepost.catalogue.ties import Tie


def linked(own: Sequence[Tie], standard: Sequence[Tie]) -> tuple[Tie, ...]:
    """One link for each activity that is waited for: one's own first, then what the standard asks for."""
    found: dict[str, Tie] = {}
    for tie in (*own, *standard):
        found.setdefault(tie.key, Tie(tie.key, tie.link, tie.lag))
    return tuple(found.values())


def read_back(
    links: Iterable[Tie], standard: Sequence[Tie], exported: Sequence[Tie] | None
) -> tuple[tuple[Tie, ...], tuple[str, ...]]:
    """What of a file's links is one's own, and the standard dependencies that the file no longer has.

    `exported` is what the activity waited for when the file was written, where the file says so: what was linked then
    and is linked so still, is as it was.
    """
    given = {tie.key: Tie(tie.key, tie.link, tie.lag) for tie in links}
    before = {tie.key: tie for tie in linked(exported, standard)} if exported is not None else {}
    asked = {(tie.key, tie.link, tie.lag) for tie in standard}
    own = [tie for tie in exported or () if given.get(tie.key) == before[tie.key]]
    kept = {tie.key for tie in own}
    for key, tie in given.items():
        untouched = key in before and before[key] == tie
        if key not in kept and not untouched and (tie.key, tie.link, tie.lag) not in asked:
            own.append(tie)
    return _in_order(own, exported or ()), tuple(dict.fromkeys(tie.key for tie in standard if tie.key not in given))


def _in_order(own: Sequence[Tie], exported: Sequence[Tie]) -> tuple[Tie, ...]:
    """Those of before in their order, then the new ones."""
    place = {(tie.key, tie.link): number for number, tie in enumerate(exported)}
    return tuple(sorted(own, key=lambda tie: place.get((tie.key, tie.link), len(place))))
