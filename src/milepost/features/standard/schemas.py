"""The kinds of document as the API speaks of them."""

from milepost.catalogue.documents.kinds import Classification, Repeats, Sort
from milepost.engines.rules.facts.documents import DocumentKind
from milepost.platform.organisations.wire import Schema


class BothLanguages(Schema):
    """A text in English and Indonesian."""

    en: str
    id: str


class DocumentKindOut(Schema):
    """A kind of document: what it is for, what it satisfies, who owns and approves it.

    `items` are numbers of the documented information; `review_months` is 0 for what is written once about one event;
    `retention_months` counts from the day a version is superseded.
    """

    key: str
    title: BothLanguages
    kind: Sort
    practice: str
    clauses: list[str]
    items: list[int]
    owner: str
    approver: str
    top_management: bool
    classification: Classification
    review_months: int
    retention_months: int
    rule: DocumentKind
    repeats: Repeats
    about: BothLanguages


class DocumentKindsOut(Schema):
    """The kinds of document, by clause."""

    items: list[DocumentKindOut]
