"""What the API takes and gives of documents."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from milepost.catalogue.documents.kinds import Sort
from milepost.features.documents.rows import DocumentIn, Email, Names
from milepost.platform.applying.kinds import Row
from milepost.platform.organisations.wire import Schema

SortWanted = Sort | Literal[""]
PracticeWanted = Annotated[
    str, Field(pattern=r"^([a-z][a-z-]*)?$", max_length=40, description="A practice's key, like incident.")
]
ClauseWanted = Annotated[str, Field(max_length=12, description="A clause, like 8.6.")]


class DocumentsWanted(Schema):
    """Which documents are listed; what is left out chooses none away. A clause stands for those below it."""

    state: Annotated[
        Literal["all", "effective", "overdue", "in_review", "draft", "none", "withdrawn"],
        Field(description="The state."),
    ] = "all"
    kind: SortWanted = ""
    practice: PracticeWanted = ""
    clause: ClauseWanted = ""
    owner: Annotated[str, Field(max_length=254, description="The e-mail address of a member.")] = ""
    words: Annotated[str, Field(max_length=100, description="Words in number or title.")] = ""


class DocumentOut(Schema):
    """A document with the version in force. `state`: effective, overdue, in_review, draft, none or withdrawn."""

    number: str
    id: str
    state: str
    in_work: str | None
    title: str
    title_id: str
    kind: str
    catalogue_kind: str
    about: str | None
    stands_for: str
    practice: str
    clauses: list[str]
    items: list[str]
    owner: str | None
    approver: str | None
    classification: str
    review_months: int | None
    retention_months: int | None
    external: bool
    external_source: str
    shared_with: list[str]
    language: str
    version: str
    written_by: list[str]
    approved_on: date | None
    approved_by: str
    by_top_management: bool
    effective_on: date | None
    review_due_on: date | None
    communicated_on: date | None
    reason: str
    withdrawn_on: date | None
    revision: int


class DocumentVersionOut(Schema):
    """One version, without its text."""

    version: int
    identification: str
    label: str
    state: str
    authors: list[str]
    summary: str
    redesign: bool
    file: str | None
    file_sha256: str | None
    content_hash: str | None
    submitted_on: date | None
    approved_on: date | None
    approved_by: str
    by_top_management: bool
    effective_on: date | None
    review_due_on: date | None
    ended_on: date | None
    before: bool
    reason: str
    revision: int


class StepOut(Schema):
    """A reviewer or approver; `asked`: it is their turn; `gone`: they left and are to be replaced."""

    id: str
    part: str
    name: str
    office: str
    person: str | None
    place: int
    due_on: date | None
    state: str
    done_on: date | None
    note: str
    asked: bool
    gone: bool


class CommentOut(Schema):
    """A remark on a passage: below which heading it stands, and whether the passage is another one by now.

    `passage` is same, changed or gone in the version that it was `compared_with`; null while there is no later one.
    """

    number: int
    author: str | None
    anchor: str
    quote: str
    text: str
    made_on: date
    answer: str
    resolved_on: date | None
    heading: str
    passage: Literal["same", "changed", "gone"] | None
    compared_with: str | None


class VersionText(DocumentVersionOut):
    """One version with its text and the remarks on it."""

    body: str
    comments: list[CommentOut]


class HandedOutOut(Schema):
    """How a version was handed out, how many have read it, and how many were reminded."""

    version: int
    roles: list[str]
    started_on: date
    due_on: date
    asked: int
    read: int
    reminded: int
    percent: int
    wanted_percent: int


class CompletenessOut(Schema):
    """`done` of `wanted` mandatory headings stand on data, `questions` are open; `asked_at`: the page listing them."""

    done: int
    wanted: int
    questions: int
    asked_at: str


class DocumentDetail(DocumentOut):
    """A document with everything about it; `complete` of its draft, where that was written from the registers."""

    complete: CompletenessOut | None
    versions: list[DocumentVersionOut]
    steps: list[StepOut]
    comments: list[CommentOut]
    handed_out: list[HandedOutOut]


class DocumentPut(DocumentIn):
    """What the master list says of a document; what is left out stays."""


class DraftIn(Row):
    """The draft of the next version; a new one starts from the text of the last. Files go by page or command."""

    body: Annotated[str, Field(max_length=1_500_000, description="The text, in Markdown.")] = ""
    label: Annotated[str, Field(max_length=20, description="The organisation's own version number.")] = ""
    summary: Annotated[str, Field(max_length=20_000)] = ""
    redesign: bool = False
    wanted_from: date | None = None
    authors: Annotated[Names, Field(description="Who else wrote it.")] = []


class AskedIn(Row):
    """Somebody who is asked: a member by address, or name and office of one who signs on paper."""

    person: Email = None
    name: Annotated[str, Field(max_length=200)] = ""
    office: Annotated[str, Field(max_length=200)] = ""
    place: Annotated[int, Field(ge=1, le=99, description="Lower places come first.")] = 1
    due_on: date | None = None
    top_management: bool = False


class SubmitIn(Row):
    """Who reviews and approves; a quorum says how many suffice."""

    reviewers: Annotated[list[AskedIn], Field(max_length=30)] = []
    approvers: Annotated[list[AskedIn], Field(max_length=30)] = []
    review_quorum: Annotated[int | None, Field(ge=1)] = None
    approval_quorum: Annotated[int | None, Field(ge=1)] = None


class ReviewIn(Row):
    """The end of one's review: done, or returned with a reason."""

    outcome: Literal["done", "returned"]
    note: Annotated[str, Field(max_length=20_000)] = ""


class CommentIn(Row):
    """A remark on a passage: the one that holds the words quoted, else the heading named with all below it."""

    text: Annotated[str, Field(max_length=20_000)]
    anchor: Annotated[str, Field(max_length=200, description="The heading: its title, or its anchor.")] = ""
    quote: Annotated[str, Field(max_length=20_000, description="Words of the passage, as they stand there.")] = ""


class ResolveIn(Row):
    """How a remark is settled."""

    answer: Annotated[str, Field(max_length=20_000)] = ""


class ReplaceIn(AskedIn):
    """Who does somebody else's part, and why."""

    reason: Annotated[str, Field(max_length=20_000)] = ""


class ConfirmIn(Row):
    """That the version in force was reviewed and stays."""

    note: Annotated[str, Field(max_length=20_000)] = ""
    next_due_on: date | None = None


class WithdrawIn(Row):
    """Why a document is withdrawn, and since when."""

    reason: Annotated[str, Field(max_length=20_000)]
    on: date | None = None


class HandOutIn(Row):
    """Who is to read the version in force."""

    due_on: date
    roles: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=20)] = []
    people: Annotated[
        list[Annotated[str, Field(max_length=254, description="The e-mail address of a member.")]],
        Field(max_length=500),
    ] = []
    percent: Annotated[int, Field(ge=50, le=100)] = 100


class TranslationIn(Row):
    """A version in the other language."""

    body: Annotated[str, Field(max_length=1_500_000)]


class TranslationOut(Schema):
    """A translation and the version it is bound to."""

    version: int
    language: str
    body: str
    translated_on: date
    revision: int


class StyleFile(Schema):
    """A file that documents are printed with."""

    name: str
    sha256: str


class StyleOut(Schema):
    """How documents look; null is the product's own look. `colour`: `#rrggbb`. `revision`: 0 until it is set."""

    colour: str | None
    logo: StyleFile | None
    reference: StyleFile | None
    revision: int


class StyleFileIn(Row):
    """A file to print with: its name, and its bytes in Base64."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    content: Annotated[str, Field(min_length=1)]


class StyleIn(Row):
    """What is left out stays; null clears. `logo`: PNG, JPEG or plain SVG; `reference`: DOCX."""

    colour: Annotated[str | None, Field(max_length=20)] = None
    logo: StyleFileIn | None = None
    reference: StyleFileIn | None = None
