"""Long work over the API: where a job stands, and trying a failed one again."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router, Status

from milepost.platform.jobs.models import Job
from milepost.platform.jobs.policies import READ_JOBS
from milepost.platform.jobs.querysets import jobs_visible_to
from milepost.platform.jobs.schemas import JobOut
from milepost.platform.jobs.selectors import get_job
from milepost.platform.jobs.services import retry_job
from milepost.platform.organisations.api import PROBLEMS, caller
from milepost.platform.organisations.cursors import Cursor, Limit, Page, cursor_page
from milepost.platform.organisations.policies import Hidden
from milepost.platform.organisations.selectors import enter_organisation

router = Router(tags=["jobs"])


def queued(response: HttpResponse, org: str, job: Job) -> object:
    """The answer of an operation that had work queued: 202, the job, and where it is asked after."""
    response["Location"] = reverse("api:read_job", kwargs={"org": org, "job_id": job.pk})
    return Status(202, job)


@router.get("/organisations/{org}/jobs", response={200: Page[JobOut], **PROBLEMS}, operation_id="list_jobs")
def list_jobs(request: HttpRequest, org: str, limit: Limit = 50, cursor: Cursor = "") -> object:
    """The jobs of an organisation that the caller may see."""
    actor = caller(request)
    organisation = enter_organisation(actor, org, READ_JOBS)
    return cursor_page(jobs_visible_to(actor).filter(organisation=organisation), limit=limit, cursor=cursor)


@router.get("/organisations/{org}/jobs/{job_id}", response={200: JobOut, **PROBLEMS}, operation_id="get_job")
def read_job(request: HttpRequest, org: str, job_id: UUID) -> object:
    """One job: how far it is, what came of it, why it failed."""
    return _job(request, org, job_id)


@router.post("/organisations/{org}/jobs/{job_id}/retry", response={202: JobOut, **PROBLEMS}, operation_id="retry_job")
def post_retry(request: HttpRequest, org: str, job_id: UUID) -> object:
    """Put a failed job into the queue again."""
    return Status(202, retry_job(actor=caller(request), job=_job(request, org, job_id)))


def _job(request: HttpRequest, org: str, job_id: UUID) -> Job:
    job = get_job(caller(request), job_id)
    if job.organisation.code != org:
        raise Hidden
    return job
