"""Long work of this package."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from milepost.features.evidence.clocks.recounting import RECOUNT
from milepost.features.evidence.imports.drafting import look_at, try_draft
from milepost.features.evidence.imports.queueing import UPLOADED, result_place
from milepost.features.evidence.imports.running import ImportRequest, bulk_failures_as_refusals, import_records
from milepost.features.evidence.imports.terms import refresh
from milepost.features.evidence.imports.trying import TRY
from milepost.features.evidence.models import ImportDraft
from milepost.features.programmes.selectors import programme_of_job
from milepost.platform.jobs.kinds import job
from milepost.platform.jobs.models import Job
from milepost.platform.jobs.runs import Run, forget_folder
from milepost.platform.ledger.authors import Channel
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.policies import Hidden
from milepost.platform.privacy.retention import Due, retained

SHOWN = 100
COUNTS = ("rows", "records", "created", "updated", "unchanged", "rejected", "deleted", "stopped")


@job("records.import")
def import_job(run: Run) -> Mapping[str, Any]:
    """Import the file in the job's folder as whoever asked for it, with the rights they have now."""
    programme = programme_of_job(run.job)
    result = result_place(programme.organisation_id, run.job.pk)
    with bulk_failures_as_refusals():
        imported = import_records(
            actor=run.asker(Channel.IMPORT),
            programme=programme,
            file=_uploaded(run),
            file_name=run.payload["file_name"],
            request=ImportRequest.from_payload(run.payload["request"]),
            folder=run.folder,
            result_file=result,
            report=run.report,
        )
    facts = dict(imported.facts)
    facts["result_file"] = result.name if result.exists() else None
    for name in ("rejections", "changed_times"):
        facts[name] = facts[name][:SHOWN]
    return facts


@job(TRY)
def try_job(run: Run) -> Mapping[str, Any]:
    """Try a draft as it stands, as whoever asked for it; the draft keeps the verdict, the job the counts.

    One that nobody looked at yet is looked at, and then waits for somebody to say how it is read.
    """
    known = {"pk": run.payload["draft"], "programme_id": run.job.programme_id}
    draft = ImportDraft.objects.select_related("programme__organisation").filter(**known).first()
    if draft is None:
        raise Hidden
    if not draft.preview:
        run.report("look")
        look_at(draft)
        return {}
    facts = try_draft(actor=run.asker(Channel.IMPORT), draft=draft, folder=run.folder, report=run.report)
    return {name: facts[name] for name in COUNTS}


@job(RECOUNT)
def recount_job(run: Run) -> Mapping[str, Any]:
    """Count a programme's records anew under its present terms."""
    programme = programme_of_job(run.job)
    run.report("count")
    return {"practices": refresh(programme)}


def _uploaded(run: Run) -> Path:
    return run.folder / UPLOADED / str(run.payload["file_name"])


@retained("import-drafts")
def old_drafts(organisation: Organisation, before: datetime, *, dry_run: bool) -> Due:
    """Files that were handed in and never imported; one that became a job is the job's."""
    drafts = ImportDraft.objects.filter(organisation=organisation, made_at__lt=before)
    found = dict(drafts.exclude(pk__in=Job.objects.values("pk")).values_list("pk", "size"))
    if not dry_run:
        drafts.filter(pk__in=list(found)).delete()
        for key in found:
            forget_folder(key)
    return Due(len(found), sum(found.values()))
