"""What is kept no longer than it is needed, and the daily duty that sees to it."""

from datetime import datetime

from django.db.models import Q

from milepost.engines.bulk import blob_path
from milepost.platform.batches.engines import evidence_root
from milepost.platform.batches.models import Batch
from milepost.platform.batches.services.upkeep import files_spoken_of
from milepost.platform.checkpoints.models import VerificationRun
from milepost.platform.files.stores import store
from milepost.platform.jobs.duties import daily
from milepost.platform.jobs.models import Job, JobState
from milepost.platform.jobs.results import results_of
from milepost.platform.jobs.runs import forget_folder
from milepost.platform.organisations.models import Failures, Invitation, KeptAnswer, Organisation, Session
from milepost.platform.privacy.retention import Due, keep_retention, remove_files, retained, retained_by_installation


@daily("privacy.retention")
def daily_retention() -> str:
    """Remove what is past its period."""
    return ", ".join(f"{line.count} {line.period.key}" for line in keep_retention() if line.count) or "nothing due"


@retained_by_installation("sign-in-failures")
def sign_in_failures(before: datetime, *, dry_run: bool) -> Due:
    """Wrong tries counted by account, address and secret."""
    rows = Failures.objects.filter(since__lt=before)
    count = rows.count()
    if not dry_run:
        rows.delete()
    return Due(count)


@retained_by_installation("sessions")
def ended_sessions(before: datetime, *, dry_run: bool) -> Due:
    """Sessions that nobody can use any more."""
    rows = Session.objects.filter(expire_date__lt=before)
    count = rows.count()
    if not dry_run:
        rows.delete()
    return Due(count)


@retained_by_installation("kept-answers")
def kept_answers(before: datetime, *, dry_run: bool) -> Due:
    """Answers that nobody will ask for again."""
    rows = KeptAnswer.objects.filter(at__lt=before)
    count = rows.count()
    if not dry_run:
        rows.delete()
    return Due(count)


@retained("invitations")
def invitations(organisation: Organisation, before: datetime, *, dry_run: bool) -> Due:
    """Links that work no more; the ledger knows each, so its entry names them."""
    over = Q(used_at__lt=before) | Q(withdrawn_at__lt=before) | Q(used_at=None, expires_at__lt=before)
    rows = list(Invitation.objects.filter(over, organisation=organisation).order_by("pk"))
    return Due(len(rows), removed=() if dry_run else rows)


@retained("jobs")
def finished_jobs(organisation: Organisation, before: datetime, *, dry_run: bool) -> Due:
    """Jobs that are over, their folders and what they wrote for whoever asked."""
    over = Job.objects.filter(organisation=organisation, state__in=[JobState.DONE, JobState.FAILED])
    keys = list(over.filter(ended_at__lt=before).values_list("pk", flat=True))
    files = [file for key in keys for file in results_of(organisation.pk).glob(f"{key}.*")]
    size = sum(file.stat().st_size for file in files)
    if not dry_run:
        Job.objects.filter(pk__in=keys).delete()
        for file in files:
            file.unlink(missing_ok=True)
        for key in keys:
            forget_folder(key)
    return Due(len(keys), size)


@retained("received-files")
def received_files(organisation: Organisation, _before: datetime, *, dry_run: bool) -> Due:
    """Files past what their source says; the last batch that speaks of a file decides. While a backup reads, none."""
    known, root = set(files_spoken_of(organisation)), evidence_root()
    hashes = Batch.objects.filter(organisation=organisation).values_list("file_sha256", flat=True).distinct()
    places = [blob_path(root, str(organisation.pk), digest) for digest in hashes.order_by("file_sha256")]
    return remove_files(store(), [place for place in places if place not in known], dry_run=dry_run)


@retained("verification-runs")
def verification_runs(organisation: Organisation, before: datetime, *, dry_run: bool) -> Due:
    """What verifications said long ago; the newest stays, however old."""
    newest = VerificationRun.objects.filter(organisation=organisation).order_by("-pk").values_list("pk", flat=True)[:1]
    rows = VerificationRun.objects.filter(organisation=organisation, at__lt=before).exclude(pk__in=list(newest))
    count = rows.count()
    if not dry_run:
        rows.delete()
    return Due(count)
