"""The standing waits of a programme: time that rules and the certification body ask to lie between two steps."""

from dataclasses import dataclass
from functools import cache

from milepost.catalogue.loader import Table, read
from milepost.catalogue.programme import activities, criteria, sequencing_rules, settings
from milepost.catalogue.texts import LocalText, local_text
from milepost.catalogue.ties import Spread, read_spread, read_ties

UNITS = ("day", "month", "whole-month")
MOST = {"day": 1_000, "month": 60, "whole-month": 60}


@dataclass(frozen=True, slots=True)
class Wait:
    """A time that begins when all of `after` are done and ends before any of `before` begins.

    It lasts `amount` of `unit` (`day`, `month`, or `whole-month` from the first of the next month), or what the
    programme's `setting` says where it has one; then `amount` is the setting's default.
    """

    key: str
    phase: str
    name: LocalText
    rule: str
    after: tuple[str, ...]
    before: tuple[str, ...]
    setting: str
    amount: int
    unit: str
    spread: Spread
    early: bool


class BadWait(ValueError):
    """A wait that cannot be meant; says of which, what is wrong, and what would do."""


@cache
def waits() -> tuple[Wait, ...]:
    """All waits, in the order in which they are met. Raises `BadWait`, `BadTie` and `BadSpread`."""
    return tuple(read_wait(row) for row in read("programme/waits.toml")["wait"])


def read_wait(row: Table) -> Wait:
    """One wait of a TOML table. Raises `BadWait`, `BadTie` and `BadSpread`."""
    key, known = row["key"], [activity.key for activity in activities()]
    after, before = (tuple(tie.key for tie in read_ties(key, row[end], known=known)) for end in ("after", "before"))
    if key in known or not after or not before:
        raise BadWait(f"The wait “{key}” has the key of an activity, or no end: give it its own, and after and before.")
    rule, unit, setting = row["rule"], row["unit"], row.get("setting", "")
    if rule not in {*(each.id for each in sequencing_rules()), *(each.id for each in criteria())}:
        raise BadWait(f"The wait “{key}” names the rule “{rule}”: write the id of a sequencing rule or a criterion.")
    if unit not in UNITS:
        raise BadWait(f"The wait “{key}” has the unit “{unit}”: write one of {', '.join(UNITS)}.")
    return Wait(
        key=key,
        phase=row["phase"],
        name=local_text(row["name"]),
        rule=rule,
        after=after,
        before=before,
        setting=setting,
        amount=_amount(key, row, setting, unit),
        unit=unit,
        spread=read_spread(key, row),
        early=row.get("early", False),
    )


def _amount(key: str, row: Table, setting: str, unit: str) -> int:
    if bool(setting) == ("amount" in row):
        raise BadWait(f"The wait “{key}” has both an amount and a setting, or neither: give it one of them.")
    if not setting:
        amount: int = row["amount"]
        if not 0 < amount <= MOST[unit]:
            raise BadWait(f"The wait “{key}” lasts {amount} {unit}: write 1 to {MOST[unit]}.")
        return amount
    for known in settings():
        if known.key == setting and known.unit == unit.removeprefix("whole-"):
            return known.default
    raise BadWait(f"The wait “{key}” names the setting “{setting}”: write one of settings.toml in {unit}s.")
