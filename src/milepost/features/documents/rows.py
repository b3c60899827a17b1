"""The fields of a document and of its versions, as files and the API give them. People are e-mail addresses."""

from datetime import date
from typing import Annotated

from pydantic import Field

from milepost.platform.applying.kinds import Row

Number = Annotated[
    str,
    Field(
        pattern=r"^[^\s\x00-\x1f](?:[^\x00-\x1f]*[^\s\x00-\x1f])?$",
        max_length=60,
        description="The organisation's own number, like DOC-INC-01 or SOP/IT/001.",
    ),
]
Email = Annotated[str | None, Field(max_length=254, description="The e-mail address of a member.")]
Short = Annotated[str, Field(max_length=60)]
Names = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=50)]
Months = Annotated[int | None, Field(ge=1, le=600, description="A whole number of months.")]


class DocumentIn(Row):
    """What the master list says of a document. What is left out stays."""

    title: Annotated[str, Field(max_length=300)] = ""
    title_id: Annotated[str, Field(max_length=300, description="The title in Indonesian.")] = ""
    kind: Annotated[
        str, Field(max_length=12, description="policy, plan, procedure, agreement, register, report, form or record.")
    ] = ""
    catalogue_kind: Annotated[str, Field(max_length=40, description="A key of the catalogue, like DOC-INC-01.")] = ""
    about: Annotated[
        str | None,
        Field(max_length=60, description="The code of the customer, supplier or service that it is for, like RETAIL."),
    ] = None
    stands_for: Annotated[
        str, Field(max_length=40, description="What the gates ask for by name, like policy, smp or change-policy.")
    ] = ""
    practice: Annotated[str, Field(max_length=40, description="The practice whose procedure it is.")] = ""
    clauses: Annotated[list[Short], Field(max_length=100, description="Clauses like 8.6.1.")] = []
    items: Annotated[list[Short], Field(max_length=100, description="Items of documented information.")] = []
    owner: Email = None
    approver: Email = None
    classification: Annotated[
        str, Field(max_length=12, description="public, internal, confidential or restricted.")
    ] = "internal"
    review_months: Months = None
    retention_months: Months = None
    external: bool = False
    external_source: Annotated[str, Field(max_length=300, description="Publisher and edition.")] = ""
    shared_with: Annotated[list[Short], Field(max_length=100, description="Like ISO 9001.")] = []
    language: Annotated[str, Field(max_length=2, description="The authoritative one: en or id.")] = "en"


class Stated(Row):
    """An approval from before Milepost: stated, with where it is written."""

    version: Annotated[str, Field(max_length=20, description="The organisation's own version number, like 2.1.")] = ""
    written_by: Annotated[Names, Field(description="Who wrote it.")] = []
    approved_on: date | None = None
    approved_by: Annotated[str, Field(max_length=300)] = ""
    by_top_management: bool = False
    effective_on: date | None = None
    review_due_on: date | None = None
    communicated_on: date | None = None
    reason: Annotated[str, Field(max_length=20_000, description="Where the approval is written.")] = ""


class DocumentRow(DocumentIn, Stated):
    """A line of a master list: the document, and the version that is in force, approved before."""

    code: Number


class VersionRow(Stated):
    """A version approved before, of a document by its number; `ended_on` where another one has followed."""

    document: Number
    version: Annotated[str, Field(min_length=1, max_length=20)]
    summary: Annotated[str, Field(max_length=20_000)] = ""
    body: Annotated[str, Field(max_length=1_500_000, description="The text, in Markdown.")] = ""
    redesign: bool = False
    ended_on: date | None = None


DETAILS = tuple(DocumentIn.model_fields)
STATED = tuple(Stated.model_fields)
FIELDS = ("code", *DETAILS, *STATED)
