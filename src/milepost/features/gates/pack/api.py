"""The application pack over the API: what is in and what lacks, having it made, and the file."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Body, Query, Router

from milepost.features.gates.pack.gathering import language_of, pack_of
from milepost.features.gates.pack.kept import download_pack, state_of, state_values
from milepost.features.gates.pack.queueing import queue_pack
from milepost.features.gates.pack.schemas import Language, PackIn, PackOut
from milepost.features.gates.pack.values import pack_values
from milepost.features.gates.policies import MAKE_PACK
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.platform.jobs.api import queued
from milepost.platform.jobs.schemas import JobOut
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
    """What the application pack would hold today (S-10), what it lacks, and the last one made."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    chosen = language_of(programme, language or "")
    return {**pack_values(pack_of(programme, chosen)), **state_values(programme, state_of(programme, chosen))}


@router.post(HERE, response={202: JobOut, **PROBLEMS}, operation_id="make_application_pack")
def post_pack(request: HttpRequest, response: HttpResponse, org: str, code: str, given: Body[PackIn]) -> Any:
    """Have the pack made by a worker: one ZIP with letter, documents in force, decisions, lists and manifest.

    The answer names the job; while one is at the pack of that language, it is that one. The job fails where a file is
    missing or a document cannot be set.
    """
    programme = get_programme(caller(request), org, code, MAKE_PACK)
    language = language_of(programme, given.language or "")
    job = queue_pack(actor=caller(request), programme=programme, language=language)
    return queued(response, org, job)


@router.get(
    HERE + "/{job_id}/file",
    response={200: None, **PROBLEMS},
    operation_id="get_application_pack_file",
    openapi_extra={"responses": ZIP},
)
def read_pack_file(request: HttpRequest, org: str, code: str, job_id: UUID) -> Any:
    """The pack that a job made; there until a newer one in its language is, 90 days at most.

    Wants the right to make one, so a token that may write.
    """
    programme = get_programme(caller(request), org, code, MAKE_PACK)
    return download_pack(caller(request), programme, job_id)
