"""Pages of imports: the list, a draft from file to dry run, the job, the batch, and what values mean."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from milepost.features.evidence.imports.drafting import (
    begin_draft,
    change_draft,
    forget_draft,
    get_draft,
    mapping_of,
    queue_draft,
    try_draft,
)
from milepost.features.evidence.imports.forms import DraftForm, UploadForm, ValuesForm
from milepost.features.evidence.imports.queueing import result_place
from milepost.features.evidence.imports.reading import TARGETS, unmapped_values
from milepost.features.evidence.imports.trying import TRY, is_large, look_of, queue_try, try_under_way
from milepost.features.evidence.imports.values import map_values
from milepost.features.evidence.models import ImportDraft
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.batches.policies import IMPORT_RECORDS
from milepost.platform.batches.querysets import batches_visible_to, sources_visible_to
from milepost.platform.batches.selectors import get_batch, get_source
from milepost.platform.jobs.models import Job, JobState
from milepost.platform.jobs.policies import RETRY_JOBS
from milepost.platform.jobs.querysets import jobs_visible_to
from milepost.platform.jobs.selectors import get_job
from milepost.platform.jobs.services import retry_job
from milepost.platform.organisations.policies import Hidden, allows
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.forms import Form
from milepost.platform.ui.frame import Link
from milepost.platform.ui.paging import page_of

ORDERS: dict[str, tuple[str, ...]] = {"sealed": ("sealed_at",), "source": ("source__code",), "file": ("file_name",)}
VALUES = 25


def to_page(request: ProgrammeRequest, name: str, **more: Any) -> HttpResponse:
    """The way to another page of the programme."""
    return redirect(address(request, name, **more))


def address(request: ProgrammeRequest, name: str, **more: Any) -> str:
    """The address of a page of the programme."""
    here = {"org": request.organisation.code, "code": request.programme.code}
    return reverse(f"evidence:{name}", kwargs={**here, **more})


def crumbs(request: ProgrammeRequest, here: str) -> list[Link]:
    """The way back to the list."""
    place = {"org": request.organisation.code, "code": request.programme.code}
    home = Link(request.programme.name, reverse("reports:programme", kwargs=place))
    return [home, Link(_("Imports"), address(request, "imports")), Link(here)]


def may_import(request: ProgrammeRequest) -> bool:
    """Whether the reader may bring records in."""
    programme = request.programme
    return allows(request.actor, IMPORT_RECORDS, organisation_id=programme.organisation_id, programme_id=programme.pk)


def put_right(form: Form, refused: Refused) -> None:
    """Say a refusal at the field it is about."""
    said = f"{refused.reason} {refused.hint}".strip()
    form.add_error(refused.field if refused.field in form.fields else None, said)


@programme_page(READ_PROGRAMME)
def imports(request: ProgrammeRequest) -> HttpResponse:
    """What was imported, what is being imported, and a form for one more file."""
    programme = request.programme
    form = UploadForm(request.POST or None, request.FILES or None, organisation=request.organisation)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            draft = begin_draft(
                actor=request.actor,
                programme=programme,
                name=upload.name,
                chunks=upload.chunks(),
                practice=form.cleaned_data["practice"],
                mapping=form.cleaned_data["mapping"],
            )
        except Refused as refused:
            form.add_error("file", f"{refused.reason} {refused.hint}".strip())
        else:
            if not draft.preview:
                return to_page(request, "import-job", key=queue_try(actor=request.actor, draft=draft).pk)
            return to_page(request, "import-draft", key=draft.pk)
    batches = batches_visible_to(request.actor).filter(organisation=request.organisation)
    jobs = jobs_visible_to(request.actor).filter(programme_id=programme.pk, kind="records.import")
    context = {
        "form": form,
        "may_import": may_import(request),
        "listing": page_of(batches, request.GET, orders=ORDERS, default="-sealed"),
        "jobs": jobs.exclude(state=JobState.DONE)[:10],
        "drafts": ImportDraft.objects.filter(programme=programme, made_by_id=request.actor.person_id)[:10],
        "sources": sources_visible_to(request.actor).filter(organisation=request.organisation),
    }
    return render(request, "evidence/imports.html", context, status=422 if form.errors else 200)


@programme_page(IMPORT_RECORDS)
def import_draft(request: ProgrammeRequest, key: UUID) -> HttpResponse:
    """A file on its way: how it is read, tried as often as wanted, then imported."""
    draft = get_draft(request.actor, request.programme, key)
    if job := try_under_way(draft):
        return to_page(request, "import-job", key=job.pk)
    if "forget" in request.POST:
        forget_draft(draft=draft)
        return to_page(request, "imports")
    if not draft.preview:
        look = look_of(draft) or queue_try(actor=request.actor, draft=draft)
        return to_page(request, "import-job", key=look.pk)
    form = DraftForm(request.POST or None, draft=draft, mapping=mapping_of(draft))
    if request.method == "POST" and form.is_valid():
        try:
            change_draft(draft, **form.given())
            if "import" in request.POST:
                job = queue_draft(actor=request.actor, draft=draft)
                return to_page(request, "import-job", key=job.pk)
            if is_large(draft):
                return to_page(request, "import-job", key=queue_try(actor=request.actor, draft=draft).pk)
            try_draft(actor=request.actor, draft=draft)
        except Refused as refused:
            put_right(form, refused)
        else:
            return redirect(address(request, "import-draft", key=draft.pk) + "#tried")
    context = {"draft": draft, "form": form, "tried": draft.tried, "crumbs": crumbs(request, draft.file_name)}
    return render(request, "evidence/import_draft.html", context, status=422 if form.errors else 200)


@programme_page(READ_PROGRAMME)
def import_job(request: ProgrammeRequest, key: UUID) -> HttpResponse:
    """How far an import or the try of a draft is, and what came of it; a verdict stands on the draft's page."""
    job = _job(request, key)
    draft = address(request, "import-draft", key=UUID(job.payload["draft"])) if job.kind == TRY else ""
    if request.method == "POST":
        retry_job(actor=request.actor, job=job)
        return to_page(request, "import-job", key=key)
    if draft and job.state == JobState.DONE:
        return redirect(draft if job.payload.get("looks") else f"{draft}#tried")
    context = {
        "job": job,
        "draft": draft,
        "looks": job.payload.get("looks", False),
        "may_import": may_import(request),
        "result": job.result,
        "may_retry": job.state == JobState.FAILED
        and allows(request.actor, RETRY_JOBS, organisation_id=job.organisation_id, programme_id=request.programme.pk),
        "crumbs": crumbs(request, str(job)),
    }
    return render(request, "evidence/import_job.html", context)


@programme_page(READ_PROGRAMME)
def import_result(request: ProgrammeRequest, key: UUID) -> HttpResponseBase:
    """The verdict per row as a file."""
    job = _job(request, key)
    place = result_place(job.organisation_id, job.pk)
    if not place.is_file():
        raise Hidden
    return FileResponse(
        place.open("rb"), as_attachment=True, filename=f"{job.label}.result.csv", content_type="text/csv"
    )


@programme_page(READ_PROGRAMME)
def import_batch(request: ProgrammeRequest, key: UUID) -> HttpResponse:
    """A sealed batch: what it holds, and what it is known by."""
    batch = get_batch(request.actor, key)
    if batch.organisation_id != request.organisation.pk:
        raise Hidden
    context = {"batch": batch, "parts": batch.parts.all(), "crumbs": crumbs(request, batch.file_name)}
    return render(request, "evidence/import_batch.html", context)


@programme_page(READ_PROGRAMME)
def import_values(request: ProgrammeRequest, column: str = "service") -> HttpResponse:
    """Values that records carry and nobody has said the meaning of, most frequent first."""
    if column not in TARGETS:
        raise Hidden
    waiting = unmapped_values(request.organisation, column)
    if asked := request.POST.get("source") or request.GET.get("source") or "":
        get_source(request.actor, request.organisation, asked)  # not there: hidden, not an empty page
    source_code = asked or (waiting[0].source if waiting else "")
    mine = [found for found in waiting if found.source == source_code]
    shown = mine[:VALUES]
    entries = TARGETS[column]._default_manager.filter(organisation=request.organisation, retired_on=None)
    codes = [(entry.code, f"{entry.name} ({entry.code})") for entry in entries.order_by("name")]
    form = ValuesForm(request.POST or None, values=[found.value for found in shown], codes=codes)
    if request.method == "POST" and form.is_valid() and (given := form.given()):
        source = get_source(request.actor, request.organisation, source_code)
        try:
            map_values(actor=request.actor, programme=request.programme, source=source, values=given, column=column)
        except Refused as refused:
            put_right(form, refused)
        else:
            messages.success(request, _("{count} values are mapped, and the clocks are counted anew.").format(
                count=len(given)))  # fmt: skip
            return redirect(f"{address(request, 'import-values')}?source={source_code}")
    context = {
        "form": form,
        "rows": list(zip(shown, form.visible_fields(), strict=True)),
        "sources": sorted({found.source for found in waiting}),
        "source": source_code,
        "left": len(mine) - len(shown),
        "codes": codes,
        "may_import": may_import(request),
        "crumbs": crumbs(request, _("Values")),
    }
    return render(request, "evidence/import_values.html", context, status=422 if form.errors else 200)


def _job(request: ProgrammeRequest, key: UUID) -> Job:
    job = get_job(request.actor, key)
    if job.programme_id != request.programme.pk or job.kind not in {"records.import", TRY}:
        raise Hidden
    return job
