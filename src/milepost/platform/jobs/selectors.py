"""Reading jobs."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from milepost.platform.jobs.models import Job, Worker
from milepost.platform.jobs.querysets import jobs_visible_to
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import Hidden


def get_job(actor: Actor, key: UUID | str) -> Job:
    """One job. Raises `Hidden` for a stranger and where there is none, alike."""
    try:
        wanted = UUID(str(key))
    except ValueError:
        raise Hidden from None
    job = jobs_visible_to(actor).filter(pk=wanted).first()
    if job is None:
        raise Hidden
    return job


def facts_of(job: Job) -> dict[str, Any]:
    """A job as API and command line show it."""
    return {
        "id": str(job.pk),
        "kind": job.kind,
        "label": job.label,
        "state": job.state,
        "stage": job.stage,
        "percent": job.percent,
        "attempts": job.attempts,
        "queued_at": job.queued_at,
        "started_at": job.started_at,
        "ended_at": job.ended_at,
        "result": job.result,
        "error": job.error or None,
    }


SILENCE = timedelta(minutes=2)  # after which a worker counts as gone


def workers_seen() -> int:
    """How many workers were heard of lately: by their own sign, or by the beat of the job they are at."""
    since = timezone.now() - SILENCE
    signs = set(Worker.objects.filter(seen_at__gt=since).values_list("name", flat=True))
    return len(signs | set(Job.objects.filter(heartbeat_at__gt=since).values_list("worker", flat=True)))


def a_worker_is_there() -> bool:
    """Whether long work is being done."""
    return workers_seen() > 0
