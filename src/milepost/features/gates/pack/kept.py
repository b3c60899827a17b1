"""Packs that workers made: what is under way, what is there to be fetched, and what goes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from milepost.features.gates.pack.queueing import PACK, UNDER_WAY, packs_of, place_of_pack
from milepost.features.programmes.models import Programme
from milepost.platform.files.downloads import handed_out
from milepost.platform.files.stores import here
from milepost.platform.jobs.models import Job, JobState
from milepost.platform.jobs.selectors import get_job
from milepost.platform.ledger.models import Entry
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.policies import Hidden
from milepost.platform.privacy.retention import Due, remove_files

MADE = "gates.pack-made"


@dataclass(frozen=True, slots=True)
class PackState:
    """How the pack of a language stands: the job that is at it or could not, and the last one whose file is there.

    `since` counts the entries of the programme's ledger after the state that the file was made from, packs aside.
    """

    under_way: Job | None
    failed: Job | None
    made: Job | None
    since: int

    @property
    def job(self) -> Job | None:
        """The job that is at it, or the last one where it failed."""
        return self.under_way or self.failed


def state_of(programme: Programme, language: str) -> PackState:
    """How the pack of a language stands."""
    jobs = packs_of(programme, language)
    newest, made = jobs.first(), jobs.filter(state=JobState.DONE).first()
    failed = newest if newest is not None and newest.state == JobState.FAILED else None
    if made is not None and not place_of_pack(made).is_file():
        made = None
    since = _entries_since(programme, made) if made is not None else 0
    return PackState(jobs.filter(state__in=UNDER_WAY).first(), failed, made, since)


def _entries_since(programme: Programme, made: Job) -> int:
    entries = Entry.objects.filter(stream__programme_id=programme.pk, seq__gt=made.result["ledger"])
    return entries.exclude(kind=MADE).count()


def state_values(programme: Programme, state: PackState) -> dict[str, Any]:
    """The same as the API gives it."""
    return {"job": state.job, "made": _made_values(programme, state.made, state.since) if state.made else None}


def _made_values(programme: Programme, made: Job, since: int) -> dict[str, Any]:
    here = {"org": programme.organisation.code, "code": programme.code, "job_id": made.pk}
    return {
        **{name: made.result[name] for name in ("file", "size", "sha256", "on", "whole", "files", "lacking")},
        "job": made.pk,
        "at": made.ended_at,
        "by": str(made.made_by) if made.made_by else None,
        "entries_since": since,
        "download": reverse("api:read_pack_file", kwargs=here),
    }


def progress_words(job: Job) -> str:
    """How far a pack under way is, in words."""
    if job.state == JobState.QUEUED:
        return _("It waits its turn: a worker will take it in a moment.")
    if not job.total:
        return _("Being made: what goes in is gathered.")
    return _("Being made: {done} of {total} documents.").format(done=job.done, total=job.total)


def get_pack_job(actor: Actor, programme: Programme, key: UUID) -> Job:
    """A job that makes or made a pack of the programme. Raises `Hidden` for any other."""
    job = get_job(actor, key)
    if job.kind != PACK or job.programme_id != programme.pk:
        raise Hidden
    return job


def download_pack(actor: Actor, programme: Programme, key: UUID) -> HttpResponseBase:
    """The file that a job made, as an attachment. The caller has checked the right to it. Raises `Hidden`."""
    job = get_pack_job(actor, programme, key)
    if job.state != JobState.DONE:
        raise Hidden
    try:
        content = place_of_pack(job).open("rb")
    except FileNotFoundError:
        raise Hidden from None
    return handed_out(content, job.result["file"], "application/zip")


def remove_old_packs(organisation: Organisation, *, dry_run: bool) -> Due:
    """All packs but the newest of each programme and language. While a backup reads, none."""
    return remove_files(here(), map(place_of_pack, _superseded(organisation)), dry_run=dry_run)


def _superseded(organisation: Organisation) -> Iterator[Job]:
    newest: set[tuple[UUID | None, str]] = set()
    for job in Job.objects.filter(state=JobState.DONE, organisation=organisation, kind=PACK).order_by("-pk"):
        which = (job.programme_id, str(job.payload["language"]))
        if which in newest:
            yield job
        newest.add(which)
