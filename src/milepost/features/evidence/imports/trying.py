"""Trying a large draft: a dry run that would keep the page waiting is done by a worker, and its verdict kept."""

import codecs
from pathlib import Path

from milepost.features.evidence.models import ImportDraft
from milepost.platform.batches.policies import IMPORT_RECORDS
from milepost.platform.jobs.models import Job, JobState
from milepost.platform.jobs.services import enqueue
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import require

TRY = "records.try"
AT_ONCE = 4 * 2**20  # bytes: some 20,000 rows of CSV, which take a second; of a workbook several times as many


def is_large(draft: ImportDraft) -> bool:
    """Whether trying the draft takes longer than a page may."""
    return draft.size > AT_ONCE


def takes_long_to_look_at(draft: ImportDraft, file: Path) -> bool:
    """Whether a first look takes longer than a page may: of all but plain text every row is unpacked for it."""
    with file.open("rb") as opened:
        begins = opened.read(64).removeprefix(codecs.BOM_UTF8).lstrip()
    return is_large(draft) and begins.startswith((b"PK", b"\x1f\x8b", b"{", b"["))


def look_of(draft: ImportDraft) -> Job | None:
    """The job that was asked to look at a draft; it says why where it could not."""
    jobs = Job.objects.filter(organisation_id=draft.organisation_id, kind=TRY)
    return jobs.filter(payload__draft=str(draft.pk)).order_by("-pk").first()


def try_under_way(draft: ImportDraft) -> Job | None:
    """The job that is trying the draft as it stands; it must be over before the draft may change."""
    waiting = (JobState.QUEUED, JobState.RUNNING)
    jobs = Job.objects.filter(organisation_id=draft.organisation_id, kind=TRY, state__in=waiting)
    return jobs.filter(payload__draft=str(draft.pk)).first()


def queue_try(*, actor: Actor, draft: ImportDraft) -> Job:
    """Have the draft tried by a worker, or looked at first. What an earlier try said is over: of another mapping."""
    programme = draft.programme
    require(actor, IMPORT_RECORDS, organisation_id=programme.organisation_id, programme_id=programme.pk)
    draft.tried = {}
    draft.save(update_fields=["tried"])
    return enqueue(
        actor=actor,
        organisation=programme.organisation,
        programme_id=programme.pk,
        kind=TRY,
        label=draft.file_name,
        payload={"draft": str(draft.pk), "looks": not draft.preview},
    )
