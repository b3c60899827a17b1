"""The application pack over the API: what is in and what lacks, and the file."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Body, Query, Router

from milepost.features.gates.pack.gathering import language_of, pack_of
from milepost.features.gates.pack.making import download_pack
from milepost.features.gates.pack.schemas import Language, PackIn, PackOut
from milepost.features.gates.pack.values import pack_values
from milepost.features.gates.policies import MAKE_PACK
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.platform.organisations.api import PROBLEMS, caller

router = Router(tags=["gates"])
HERE = "/organisations/{org}/programmes/{code}/application-pack"
ZIP = {
    200: {
        "description": "The pack.",
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    }
}
Wanted = Annotated[Language | None, Query(description="The language of the documents; the organisation's without.")]


@router.get(HERE, response={200: PackOut, **PROBLEMS}, operation_id="get_application_pack")
def read_pack(request: HttpRequest, org: str, code: str, language: Wanted = None) -> Any:
    """What the application pack would hold today (S-10), and what it lacks, part by part."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    return pack_values(pack_of(programme, language_of(programme, language or "")))


@router.post(
    HERE, response={200: None, **PROBLEMS}, operation_id="make_application_pack", openapi_extra={"responses": ZIP}
)
def post_pack(request: HttpRequest, org: str, code: str, given: Body[PackIn]) -> Any:
    """Make the pack: one ZIP with letter, documents in force, decisions, lists and manifest; its ledger entry too.

    Refused (422) where a file is missing or a document cannot be set.
    """
    programme = get_programme(caller(request), org, code, MAKE_PACK)
    language = language_of(programme, given.language or "")
    return download_pack(actor=caller(request), programme=programme, language=language)
