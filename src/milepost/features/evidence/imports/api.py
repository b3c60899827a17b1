"""Imports over the API. A file is taken at once and imported by a worker: 202 with the job to ask for."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import File, Form, Router, UploadedFile

from milepost.engines.bulk import Mapping, parse_mapping
from milepost.features.evidence.imports.mappings import find_named_mapping
from milepost.features.evidence.imports.queueing import keep_upload, queue_import, result_place
from milepost.features.evidence.imports.reading import unmapped_values
from milepost.features.evidence.imports.running import ImportRequest, bulk_failures_as_refusals, instant_of
from milepost.features.evidence.imports.values import map_values
from milepost.features.evidence.schemas import BatchOut, ImportIn, UnmappedPage, ValuesIn, ValuesOut
from milepost.features.programmes.models import Programme
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.platform.batches.policies import IMPORT_RECORDS, READ_BATCHES
from milepost.platform.batches.querysets import batches_visible_to
from milepost.platform.batches.selectors import get_batch, get_source
from milepost.platform.files.services import plain_name
from milepost.platform.jobs.api import queued
from milepost.platform.jobs.runs import forget_folder
from milepost.platform.jobs.schemas import JobOut
from milepost.platform.jobs.selectors import get_job
from milepost.platform.ledger.keys import new_key
from milepost.platform.organisations.api import PROBLEMS, caller
from milepost.platform.organisations.cursors import Cursor, Limit, Page, cursor_page
from milepost.platform.organisations.policies import Hidden
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.selectors import enter_organisation

router = Router(tags=["evidence"])
HERE = "/organisations/{org}/programmes/{code}"


@router.post(HERE + "/imports", response={202: JobOut, **PROBLEMS}, operation_id="import_records")
def post_import(
    request: HttpRequest, response: HttpResponse, org: str, code: str, order: Form[ImportIn], file: File[UploadedFile]
) -> Any:
    """Import a file of records. The answer names the job, whose result says what became of every row."""
    actor = caller(request)
    programme = get_programme(actor, org, code, IMPORT_RECORDS)
    with bulk_failures_as_refusals():
        wanted = _request(programme, order)
    key = new_key()
    keep_upload(key, file.name or "file", file.chunks())
    try:
        job = queue_import(
            actor=actor, programme=programme, key=key, file_name=plain_name(file.name or "file"), request=wanted
        )
    except Refused:
        forget_folder(key)
        raise
    return queued(response, org, job)


@router.get(HERE + "/imports/{job_id}/result.csv", response={200: None, **PROBLEMS}, operation_id="get_import_result")
def get_result(request: HttpRequest, org: str, code: str, job_id: UUID) -> Any:
    """The verdict per row as CSV."""
    actor = caller(request)
    programme = get_programme(actor, org, code, READ_PROGRAMME)
    job = get_job(actor, job_id)
    place = result_place(job.organisation_id, job.pk)
    if job.programme_id != programme.pk or not place.is_file():
        raise Hidden
    return FileResponse(place.open("rb"), as_attachment=True, filename="result.csv", content_type="text/csv")


@router.get("/organisations/{org}/batches", response={200: Page[BatchOut], **PROBLEMS}, operation_id="list_batches")
def list_batches(request: HttpRequest, org: str, limit: Limit = 50, cursor: Cursor = "") -> object:
    """The sealed imports of an organisation, oldest first."""
    organisation = enter_organisation(caller(request), org, READ_BATCHES)
    batches = batches_visible_to(caller(request)).filter(organisation=organisation)
    return cursor_page(batches, limit=limit, cursor=cursor)


@router.get("/organisations/{org}/batches/{batch_id}", response={200: BatchOut, **PROBLEMS}, operation_id="get_batch")
def read_batch(request: HttpRequest, org: str, batch_id: UUID) -> object:
    """One sealed import."""
    batch = get_batch(caller(request), batch_id)
    if batch.organisation.code != org:
        raise Hidden
    return batch


@router.get(HERE + "/unmapped", response={200: UnmappedPage, **PROBLEMS}, operation_id="list_unmapped_values")
def list_unmapped(request: HttpRequest, org: str, code: str) -> Any:
    """Services that records name and nobody has mapped."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    return {"items": unmapped_values(programme.organisation)}


@router.post(HERE + "/values", response={200: ValuesOut, **PROBLEMS}, operation_id="map_values")
def post_values(request: HttpRequest, org: str, code: str, given: ValuesIn) -> Any:
    """Say what values of a source mean; the clocks are counted anew."""
    actor = caller(request)
    programme = get_programme(actor, org, code, IMPORT_RECORDS)
    source = get_source(actor, programme.organisation, given.source)
    return map_values(actor=actor, programme=programme, source=source, values=given.values, column=given.column)


def _request(programme: Programme, order: ImportIn) -> ImportRequest:
    name, mapping = _mapping(programme, order.mapping)
    return ImportRequest(
        practice=order.practice,
        mapping=mapping,
        mapping_name=name,
        timezone=order.timezone,
        date_order=order.date_order,
        dry_run=order.dry_run,
        on_reject=order.on_reject,
        complete_from=instant_of(order.complete_from, programme, ends=False, field="complete_from"),
        complete_to=instant_of(order.complete_to, programme, ends=True, field="complete_to"),
        attest=order.attest,
    )


def _mapping(programme: Programme, written: str) -> tuple[str, Mapping]:
    """By name, or as YAML; never a path: that would read files of the server."""
    if "\n" in written.strip():
        return "mapping.yaml", parse_mapping(written, file="mapping")
    return find_named_mapping(written.strip(), programme.organisation)
