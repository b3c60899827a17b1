"""The kinds of document over the API: the list and one of them. The catalogue belongs to nobody: any token reads it."""

from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Path, Query, Router

from milepost.catalogue.documents.kinds import Sort, kind
from milepost.catalogue.loader import UnknownEntry
from milepost.features.standard.schemas import DocumentKindOut, DocumentKindsOut
from milepost.features.standard.selectors import kind_values, kinds_wanted
from milepost.platform.organisations.api import PROBLEMS

router = Router(tags=["catalogue"])

Key = Annotated[str, Path(pattern=r"^DOC-[A-Z]{3}-[0-9]{2}$", description="A kind's key, like DOC-INC-01.")]
PracticeKey = Annotated[
    str, Query(pattern=r"^([a-z][a-z-]*)?$", max_length=40, description="A practice's key, like incident.")
]
Words = Annotated[str, Query(max_length=100, description="Words in key, clauses, title or purpose.")]


@router.get("/catalogue/documents", response={200: DocumentKindsOut, **PROBLEMS}, operation_id="list_document_kinds")
def list_document_kinds(
    request: HttpRequest,  # noqa: ARG001 - the operation's own signature
    kind: Sort | Literal[""] = "",
    practice: PracticeKey = "",
    words: Words = "",
) -> Any:
    """The kinds of document that an SMS can need, by clause."""
    return {"items": [kind_values(found) for found in kinds_wanted(sort=kind, practice=practice, words=words)]}


@router.get("/catalogue/documents/{key}", response={200: DocumentKindOut, **PROBLEMS}, operation_id="get_document_kind")
def get_document_kind(request: HttpRequest, key: Key) -> Any:  # noqa: ARG001 - the operation's own signature
    """One kind of document."""
    try:
        return kind_values(kind(key))
    except UnknownEntry:
        raise Http404 from None
