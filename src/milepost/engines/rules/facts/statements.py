"""What documents and registers say of the same things: what W-08 holds against each other."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from milepost.engines.rules.facts.refs import Ref


class Matter(StrEnum):
    """What two places may say differently."""

    NAME = "name"
    SCOPE = "scope-sentence"
    TARGET = "target"
    ROLE = "role"
    REVIEW = "review-date"


class Keeper(StrEnum):
    """What a place is: a document, or the register that keeps the fact."""

    DOCUMENT = "document"
    SCOPE = "scope"
    PORTFOLIO = "portfolio"
    ROLES = "roles"
    PRACTICE = "practice"
    SHEET = "sheet"
    MASTER_LIST = "master-list"
    CATALOGUE = "catalogue"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said: the document with a heading of it, or the register with an entry of it.

    `at.key` finds it among its `keeper`'s own, a line of the master list by its document; `since` is the day from which
    a document is in force.
    """

    keeper: Keeper
    at: Ref
    entry: str = ""
    since: date | None = None

    @property
    def label(self) -> str:
        """Document and heading, or register and entry."""
        return f"{self.at.label}, {self.entry}" if self.entry else self.at.label


@dataclass(frozen=True, slots=True)
class Statement:
    """That a place says something of a thing.

    `about.key` is the same wherever that thing is spoken of. `says` are the words that stand there, `means` what is
    compared: the same where only the language differs. `binding` marks the register that the others are held against;
    those stand in documents.
    """

    matter: Matter
    about: Ref
    says: str
    means: str
    place: Place
    binding: bool = False


@dataclass(frozen=True, slots=True)
class ReviewCycle:
    """When a version in force is due for review, and how often its document is to be reviewed.

    `counted_from` is the day from which it holds, or on which it was last confirmed. `months` is the cycle in the
    master list, `usual_months` that of its kind; None or 0 is none. `document` is the document, `entry` its line in
    the master list, `kind` its kind.
    """

    document: Place
    entry: Place
    counted_from: date
    due_on: date | None = None
    months: int | None = None
    kind: Place | None = None
    usual_months: int | None = None
