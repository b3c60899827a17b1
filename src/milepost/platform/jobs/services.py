"""Asking for long work, and asking again."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.platform.jobs.models import Job, JobState
from milepost.platform.jobs.policies import RETRY_JOBS
from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Author
from milepost.platform.ledger.clock import now
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused


def enqueue(
    *,
    actor: Author,
    organisation: Organisation,
    kind: str,
    label: str,
    payload: Mapping[str, Any],
    programme_id: UUID | None = None,
    key: UUID | None = None,
) -> Job:
    """Put work into the queue; the caller has checked the right to it.

    `key` is chosen beforehand where the job's folder was filled with something to work on.
    """
    job = Job(
        organisation=organisation,
        programme_id=programme_id,
        kind=kind,
        label=label[:200],
        payload=dict(payload),
        queued_at=now(),
        made_by_id=actor.person_id,
        channel=actor.channel,
    )
    if key is not None:
        job.pk = key
    job.save(force_insert=True)
    return job


@transaction.atomic
def retry_job(*, actor: Actor, job: Job) -> Job:
    """Put a failed job into the queue again; it goes on from its last finished stage."""
    require(actor, RETRY_JOBS, organisation_id=job.organisation_id, programme_id=job.programme_id)
    again = Job.objects.filter(pk=job.pk, state=JobState.FAILED).update(
        state=JobState.QUEUED, attempts=0, error={}, worker="", lease_until=None, ended_at=None, queued_at=now()
    )
    if not again:
        raise Refused(_("The job is {state}; only a failed one is tried again.").format(state=job.state), field="job")
    job.refresh_from_db()
    entries.append(
        actor=actor,
        organisation_id=job.organisation_id,
        programme_id=job.programme_id,
        kind="job.retried",
        subject=job,
        change={"kind": job.kind, "label": job.label},
    )
    return job
