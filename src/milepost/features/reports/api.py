"""What makes a programme's record trustworthy, over the API: checkpoints, and the proof of one entry."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Router

from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.features.reports.papers.api import router as papers_router
from milepost.features.reports.schemas import CheckpointFile, CheckpointOut, ProofOut
from milepost.features.reports.trust import get_checkpoint, proof_of
from milepost.platform.checkpoints.documents import file_of
from milepost.platform.checkpoints.proving import NoProof
from milepost.platform.checkpoints.querysets import checkpoints_of
from milepost.platform.organisations.api import PROBLEMS, caller
from milepost.platform.organisations.cursors import Cursor, Limit, Page, cursor_page
from milepost.platform.organisations.policies import Hidden

router = Router(tags=["trust"])
router.add_router("", papers_router)

ONE = "/organisations/{org}/programmes/{code}"
Seq = Annotated[int, Path(ge=1, le=2**53)]


@router.get(f"{ONE}/checkpoints", response={200: Page[CheckpointOut], **PROBLEMS}, operation_id="list_checkpoints")
def list_checkpoints(request: HttpRequest, org: str, code: str, limit: Limit = 50, cursor: Cursor = "") -> object:
    """The checkpoints of the programme's organisation, the newest first."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    return cursor_page(checkpoints_of(programme.organisation), limit=limit, cursor=cursor)


@router.get(
    f"{ONE}/checkpoints/{{checkpoint_id}}",
    response={200: CheckpointFile, **PROBLEMS},
    operation_id="get_checkpoint",
    by_alias=True,
)
def read_checkpoint(request: HttpRequest, org: str, code: str, checkpoint_id: UUID) -> object:
    """One checkpoint as the file to be kept elsewhere."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    return file_of([get_checkpoint(programme, checkpoint_id)])


@router.get(f"{ONE}/ledger/{{seq}}/proof", response={200: ProofOut, **PROBLEMS}, operation_id="get_proof")
def read_proof(request: HttpRequest, org: str, code: str, seq: Seq) -> object:
    """That an entry is in the programme's stream as it is now."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    try:
        return proof_of(programme, seq)
    except NoProof:
        raise Hidden from None
