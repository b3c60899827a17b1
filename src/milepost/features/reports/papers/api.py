"""Papers of steering meetings over the API."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import override
from ninja import Path, Router, Status

from milepost.features.documents.printing import Format
from milepost.features.governance.selectors import get_meeting
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.features.reports.papers.gathering import gather_paper
from milepost.features.reports.papers.issuing import issue_paper
from milepost.features.reports.papers.reading import get_paper, papers_of, pieces_in
from milepost.features.reports.papers.schemas import Form, Language, PaperIn, PaperOut, PapersOut, PaperWithText
from milepost.features.reports.papers.values import draft_values, paper_values
from milepost.features.reports.papers.views import paper_as_file
from milepost.features.reports.papers.writing import written
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.api import PROBLEMS, caller

router = Router(tags=["governance"])
PROGRAMME = "/organisations/{org}/programmes/{code}"
Number = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=60)]
Reference = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$", max_length=40, description="Its number, like SP-2026-01 or SP-1.")
]


@router.get(PROGRAMME + "/papers", response={200: PapersOut, **PROBLEMS}, operation_id="list_papers")
def list_papers(request: HttpRequest, org: str, code: str) -> Any:
    """Every paper that was issued, oldest first."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    return {"items": [paper_values(row) for row in papers_of(programme)]}


@router.get(
    PROGRAMME + "/meetings/{number}/paper", response={200: PaperWithText, **PROBLEMS}, operation_id="draft_paper"
)
def draft_paper(request: HttpRequest, org: str, code: str, number: Number, language: Language = "en") -> Any:
    """What the paper of a meeting would say today; nothing is kept."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    taken = gather_paper(programme, get_meeting(programme, number), on=today(programme.organisation.timezone))
    with override(language):
        return draft_values(taken, written(taken))


@router.post(PROGRAMME + "/meetings/{number}/paper", response={201: PaperOut, **PROBLEMS}, operation_id="issue_paper")
def post_paper(request: HttpRequest, org: str, code: str, number: Number, given: PaperIn) -> Any:
    """Issue the paper of a meeting that is ahead.

    422 where it was held; 409 (with `present`) where another issue came after the one that was seen.
    """
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    row = issue_paper(actor=caller(request), meeting=get_meeting(programme, number), asks=given.asks, seen=given.seen)
    return Status(201, paper_values(row))


@router.get(PROGRAMME + "/papers/{paper}", response={200: PaperWithText, **PROBLEMS}, operation_id="get_paper")
def read_paper(request: HttpRequest, org: str, code: str, paper: Reference, language: Language = "en") -> Any:
    """A paper as it was issued."""
    row = get_paper(get_programme(caller(request), org, code, READ_PROGRAMME), paper)
    return {**paper_values(row), "text": pieces_in(row, language)}


@router.get(PROGRAMME + "/papers/{paper}/file", response={200: None, **PROBLEMS}, operation_id="get_paper_file")
def read_paper_file(
    request: HttpRequest, org: str, code: str, paper: Reference, form: Form = "pdf", language: Language = "en"
) -> Any:
    """A paper as PDF, DOCX or HTML."""
    row = get_paper(get_programme(caller(request), org, code, READ_PROGRAMME), paper)
    return paper_as_file(row, Format(form), language)
