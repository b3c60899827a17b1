"""What the API takes and gives of facts, questions and drafts."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from milepost.features.documents.schemas import ClauseWanted, CompletenessOut, PracticeWanted, SortWanted
from milepost.features.drafting.reading.given import Origin
from milepost.platform.organisations.wire import Schema


class Texts(Schema):
    """A text in both languages."""

    en: str
    id: str


class KnownOut(Schema):
    """A fact that was said elsewhere: its path within the sheet, and where (answers, settings, people …)."""

    path: str
    value: Any
    origin: Origin


class SheetOut(Schema):
    """A fact sheet: `shape` says what may be entered, `facts` what was; `by_key` marks a table of entries by key.

    `known` is what registers and the programme's answers say already. It goes before `facts` and is changed there.
    `repeats` is what a sheet is entered once for (customer, supplier, service): `agreement` holds each record by code,
    `agreement:RETAIL` is one of them.
    """

    code: str
    name: Texts
    kept_in: str
    by_key: bool
    repeats: str
    shape: Any
    facts: Any
    known: list[KnownOut]
    revision: int


class SheetsOut(Schema):
    """Every fact sheet of a programme."""

    items: list[SheetOut]


class SheetIn(Schema):
    """The facts of one sheet, whole."""

    model_config = ConfigDict(extra="forbid")
    facts: Annotated[Any, Field(description="In the shape that the sheet has.")]


class AskedOut(Schema):
    """Something that documents lack: a question (`sheet` is empty), or a fact to enter in a sheet."""

    code: str
    text: str
    why: str
    sheet: str
    documents: list[str]


class QuestionsOut(Schema):
    """Everything that documents lack, each thing once."""

    items: list[AskedOut]


class AnswerOut(Schema):
    """The answer to a question; null while nobody answered."""

    code: str
    text: str
    why: str
    shape: Any
    answer: Any
    revision: int


class AnswerIn(Schema):
    """An answer in the shape that the question asks for; null takes it back, an empty list says that there is none."""

    model_config = ConfigDict(extra="forbid")
    answer: Annotated[Any, Field(description="In the shape that the question asks for.")]


class DraftsWanted(Schema):
    """Which documents are listed; what is left out chooses none away. A clause stands for those below it."""

    state: Literal["", "whole", "asks", "differs"] = ""
    control: Annotated[Literal["", "yes", "no"], Field(description="Whether it is under control.")] = ""
    kind: SortWanted = ""
    practice: PracticeWanted = ""
    clause: ClauseWanted = ""
    owner: Annotated[str, Field(max_length=40, description="The key of the role that owns it.")] = ""
    words: Annotated[str, Field(max_length=100, description="Words in title, kind or key.")] = ""


class CoveredDocumentOut(Schema):
    """A document of the coverage: its items, whether it is drafted, and what it waits for.

    `key` is its kind, with the code of a customer, supplier or service where it is written once for each; `kind` what
    it is, such as policy; `owner` a role; `document` the number of its controlled document and `in_force` the version
    of that which holds, `own` where it is of the organisation's own making. `version` is the newest that was written
    from the template, and `differs` how many facts changed since that was written. `headings_drafted` of its mandatory
    `headings` stand on data.
    """

    key: str
    title: str
    kind: str
    practice: str
    clauses: list[str]
    owner: str
    items: list[int]
    drafted: bool
    headings_drafted: int
    headings: int
    questions: list[str]
    document: str | None
    own: bool
    in_force: str | None
    version: str | None
    differs: int


class WithoutOut(Schema):
    """A kind that is written once for each of something, of which there is none: why, and whether one is required."""

    key: str
    required: bool
    why: str


class CoveredItemOut(Schema):
    """An item of documented information: absent, drafted or in-force, by which documents, and what to do next."""

    item: int
    required: bool
    standing: str
    documents: list[str]
    fix: str


class CoveredClauseOut(Schema):
    """How much of what a clause asks for in writing is there; an item that cites several clauses counts in each."""

    clause: str
    required: int
    drafted: int
    in_force: int
    items: list[CoveredItemOut]


class CoverageOut(Schema):
    """How much of the required documented information is drafted or in force; `missing` are numbers of items."""

    required: int
    drafted: int
    in_force: int
    questions: int
    documents: list[CoveredDocumentOut]
    missing: list[int]
    clauses: list[CoveredClauseOut]
    without: list[WithoutOut]


class HeadingOut(Schema):
    """A heading of a draft; drafted when something under it cites a datum."""

    anchor: str
    title: str
    mandatory: bool
    drafted: bool


class MissingOut(Schema):
    """A fact that a draft lacks, the register to enter it in, and the heading where it is missed."""

    path: str
    kept_in: str
    heading: str


class DraftOut(Schema):
    """A document as it would be written today; `number` is printed on it, `body` is Markdown.

    `edition` is that of its template; `own_version` the version of the organisation's own template, 0 for none.
    """

    key: str
    number: str
    language: str
    title: str
    edition: int
    own_version: int
    items: list[int]
    drafted: bool
    complete: CompletenessOut
    headings: list[HeadingOut]
    gaps: list[MissingOut]
    questions: list[str]
    body: str


class ClashOut(Schema):
    """A place that people changed and the facts too: people's text stands in the draft."""

    heading: str
    mine: str
    theirs: str


class TakenUpOut(Schema):
    """What became of one document: created, updated, unchanged or refused, with the reason and the way out."""

    key: str
    did: str
    version: str | None
    clashes: list[ClashOut]
    reason: str
    fix: str


class TakenUpsOut(Schema):
    """What became of each document."""

    items: list[TakenUpOut]


class TakeUpIn(Schema):
    """Which drafts to put under control; all that have a template where none is named."""

    model_config = ConfigDict(extra="forbid")
    documents: Annotated[list[str], Field(max_length=200, description="Such as DOC-INC-01 or DOC-SLA-01:RETAIL.")] = []
    language: Annotated[Literal["en", "id"], Field(description="The language of documents entered now.")] = "en"
