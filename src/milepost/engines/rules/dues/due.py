"""One thing that falls due: what it is about, which period it stands for, by which day, and whether it was done."""

from dataclasses import dataclass
from datetime import date, timedelta

from milepost.engines.rules.results import Subject
from milepost.engines.rules.texts import Text

AHEAD = timedelta(days=30)  # how long before its day it is on the list


@dataclass(frozen=True, slots=True)
class Due:
    """Something owed by a day.

    `what` tells the things apart that one subject owes, `period` the times at which it owes them. `owner` is the key
    of whoever answers for it, empty where nobody does. `listed_from` is the day from which it is on the list, where
    that is not thirty days before. One that `recurs` was done once its subject owes the same for another period.
    """

    about: Subject
    what: str
    period: str
    due_on: date
    title: Text
    owner: str = ""
    settled: bool = False
    recurs: bool = False
    listed_from: date | None = None

    @property
    def series(self) -> str:
        """What stays the same from period to period."""
        return f"{self.about.kind}:{self.about.key}#{self.what}"

    @property
    def key(self) -> str:
        """What names this one for good."""
        return f"{self.series}.{self.period}"

    def is_near(self, on: date) -> bool:
        """Whether its time has come to be on the list."""
        return (self.listed_from or self.due_on - AHEAD) <= on


def series_of(key: str) -> str:
    """The series that a key belongs to."""
    return key.rpartition(".")[0]
