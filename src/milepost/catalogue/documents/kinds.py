"""The kinds of document that an SMS can need, one file per group of clauses: what each is for and what it satisfies.

A kind is what a template is written for and what an organisation's own document is mapped to. Its key (`DOC-INC-01`)
never changes meaning; the number that an organisation prints may be its own.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from milepost.catalogue.loader import Table, UnknownEntry, read_folder
from milepost.catalogue.standard import order
from milepost.catalogue.texts import LocalText, local_text
from milepost.engines.rules.facts.documents import DocumentKind


class Sort(StrEnum):
    """What a document is; `words` says what each means."""

    POLICY = "policy"
    PLAN = "plan"
    PROCEDURE = "procedure"
    AGREEMENT = "agreement"
    REGISTER = "register"
    REPORT = "report"
    FORM = "form"
    RECORD = "record"


class Repeats(StrEnum):
    """How many documents of a kind there are: one, or one for each service, customer, supplier or event."""

    PROGRAMME = "programme"
    SERVICE = "service"
    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    EVENT = "event"


class Classification(StrEnum):
    """Who may read a document unless its organisation says otherwise."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document.

    `practice` is empty where it belongs to the system as a whole; `items` are numbers of the documented information
    that it satisfies; `owner` and `approver` are role keys and never the same; `top_management` says that the
    standard leaves the approval to top management. `review_months` is 0 for what is written once about one event;
    `retention_months` counts from the day a version is superseded. `rule` is what a rule asks for by name: a
    practice has several procedures, and the one that its gate asks for has the rule `procedure`. `among` are the
    kinds of supplier that one which repeats for suppliers is written for; empty for all of them.
    """

    key: str
    title: LocalText
    sort: Sort
    practice: str
    clauses: tuple[str, ...]
    items: tuple[int, ...]
    owner: str
    approver: str
    top_management: bool
    classification: Classification
    review_months: int
    retention_months: int
    rule: DocumentKind
    repeats: Repeats
    about: LocalText
    among: tuple[str, ...] = ()

    @property
    def of_practice(self) -> bool:
        """Whether it is the procedure that the gate asks for, one for each practice."""
        return self.rule is DocumentKind.PROCEDURE


@dataclass(frozen=True, slots=True)
class Group:
    """The kinds of one group of clauses; `clause` is empty for what the programme itself needs."""

    clause: str
    kinds: tuple[Kind, ...]


@cache
def groups() -> tuple[Group, ...]:
    """The kinds by group of clauses in the order of the standard, those of the programme first."""
    found = [
        Group(clause=table["clause"], kinds=tuple(_kind(row) for row in table["kind"]))
        for table in read_folder("documents/kinds")
    ]
    return tuple(sorted(found, key=lambda group: order(group.clause) if group.clause else ()))


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds, group by group in the order of their files."""
    return tuple(found for group in groups() for found in group.kinds)


def kind(key: str) -> Kind:
    """The kind with that key; `UnknownEntry` where there is none."""
    try:
        return _kinds_by_key()[key]
    except KeyError as error:
        raise UnknownEntry("kind of document", key) from error


@cache
def _kinds_by_key() -> dict[str, Kind]:
    return {found.key: found for found in kinds()}


def satisfying(item: int) -> tuple[Kind, ...]:
    """The kinds that satisfy an item of documented information."""
    return tuple(found for found in kinds() if item in found.items)


def _kind(row: Table) -> Kind:
    return Kind(
        key=row["key"],
        title=local_text(row["title"]),
        sort=Sort(row["kind"]),
        practice=row.get("practice", ""),
        clauses=tuple(row["clauses"]),
        items=tuple(row["items"]),
        owner=row["owner"],
        approver=row["approver"],
        top_management=row.get("top_management", False),
        classification=Classification(row["classification"]),
        review_months=row["review_months"],
        retention_months=row["retention_months"],
        rule=DocumentKind(row.get("rule", DocumentKind.OTHER)),
        repeats=Repeats(row["repeats"]),
        about=local_text(row["about"]),
        among=tuple(row.get("among", ())),
    )
