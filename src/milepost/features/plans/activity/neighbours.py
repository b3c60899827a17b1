"""The dependencies of one activity both ways, as people read them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.catalogue.waits import waits
from milepost.features.plans.forecasting.networks import GATE, WAIT, Stated, stated_dependencies
from milepost.features.plans.forecasting.reading import works_among
from milepost.features.plans.models import Activity
from milepost.features.plans.selectors import name_in

LINKS: Mapping[str, Promise] = {
    "FS": _("finish to start"),
    "SS": _("start to start"),
    "FF": _("finish to finish"),
    "SF": _("start to finish"),
}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What is waited for, or waits: `activity` is None for a standing wait; `lag` in working days."""

    activity: Activity | None
    name: str
    link: str
    words: Promise
    lag: int
    rule: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What an activity waits for, and what waits for it; gates apart."""

    before: tuple[Neighbour, ...]
    after: tuple[Neighbour, ...]


def neighbours_of(activity: Activity, language: str) -> Neighbours:
    """Both ways. One query."""
    rows = {row.key: row for row in Activity.objects.filter(programme_id=activity.programme_id)}
    names = {key: name_in(row, language) for key, row in rows.items()}
    names |= {WAIT + wait.key: wait.name.in_language(language) for wait in waits()}

    def read(key: str, stated: Stated) -> Neighbour:
        tie = stated.tie
        link = tie.link.value
        return Neighbour(rows.get(key), names[key], link, LINKS[link], tie.lag, stated.rule, stated.is_own)

    found = [
        each
        for each in stated_dependencies(works_among(rows.values()))
        if activity.key in {each.tie.before, each.tie.after} and not _touches_a_gate(each)
    ]
    return Neighbours(
        tuple(_each(read(one.tie.before, one) for one in found if one.tie.after == activity.key)),
        tuple(_each(read(one.tie.after, one) for one in found if one.tie.before == activity.key)),
    )


def _touches_a_gate(stated: Stated) -> bool:
    return stated.tie.before.startswith(GATE) or stated.tie.after.startswith(GATE)


def _each(found: Iterator[Neighbour]) -> Iterator[Neighbour]:
    """Each once: two standard ways may lead to the same dependency."""
    return iter(dict.fromkeys(found))
