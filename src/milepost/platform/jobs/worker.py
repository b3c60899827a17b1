"""Workers: take the next job, do it, say what came of it.

A job is taken in one short transaction; the work itself runs outside of any. On PostgreSQL workers pass over rows that
another one is taking, on SQLite writers queue.
"""

import os
import secrets
import socket
import threading
import time
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from milepost.platform.jobs.duties import do_duties
from milepost.platform.jobs.kinds import work_for
from milepost.platform.jobs.models import Job, JobState, Worker
from milepost.platform.jobs.runs import (
    FolderTaken,
    LeaseLost,
    Run,
    beating,
    folder_alone,
    forget_folder,
    lease_ends,
)
from milepost.platform.ledger.canonical import plain
from milepost.platform.organisations.policies import Hidden, NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.walls.visible import as_installation, seeing

ATTEMPTS = 3
LOOK = 600.0  # seconds between two looks at what is due today
SIGN = timedelta(seconds=30)  # between two signs of being there
FORGOTTEN = timedelta(days=1)
PAUSE = 2.0  # seconds between two looks at an empty queue

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job failed, for whoever asked for it."""

    reason: str
    hint: str = ""
    field: str = ""

    def as_facts(self) -> dict[str, str]:
        """The columns of `Job.error`."""
        return {"reason": self.reason, "hint": self.hint, "field": self.field}


def worker_name() -> str:
    """A name that no other worker has."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(3)}"


def work_until(stopped: threading.Event, worker_id: str = "") -> None:
    """Do jobs until told to stop; the present one is finished first."""
    name = worker_id or worker_name()
    looked_at = 0.0
    while not stopped.is_set():
        say_alive(name)
        if time.monotonic() - looked_at > LOOK:
            looked_at = time.monotonic()
            do_duties()
        if run_next(name) is None:
            connection.close()  # nothing is held while waiting, so a database may restart meanwhile
            stopped.wait(PAUSE)


def say_alive(name: str) -> None:
    """Let others know that this worker is there, now and then; while it does a job, the job's own beat tells it."""
    at = timezone.now()
    known = Worker.objects.filter(name=name)
    if not known.filter(seen_at__gt=at - SIGN).exists():
        Worker.objects.update_or_create(name=name, defaults={"seen_at": at})
        Worker.objects.filter(seen_at__lt=at - FORGOTTEN).delete()


def work_off(worker_id: str = "") -> int:
    """Do all that is waiting, then end. Returns how many jobs were done."""
    name, count = worker_id or worker_name(), 0
    while run_next(name) is not None:
        count += 1
    return count


def run_next(worker_id: str) -> Job | None:
    """Do the next waiting job, or one that a dead worker left; None where there is none."""
    with as_installation("the queue holds the work of every organisation"):
        job = _take(worker_id)
    if job is None:
        return None
    with seeing([job.organisation_id]):
        return _work(job)


def _work(job: Job) -> Job:
    started = time.monotonic()
    try:
        with folder_alone(job.pk) as folder, beating(job), translation.override(_language(job)):
            _finish(job, _outcome(Run(job, folder)))
    except (FolderTaken, LeaseLost):
        log.warning("job left to another worker", job=str(job.pk), kind=job.kind)
        return job
    job.refresh_from_db()
    if job.state == JobState.DONE:
        forget_folder(job.pk)
    log.info("job over", job=str(job.pk), kind=job.kind, state=job.state, seconds=round(time.monotonic() - started, 2))
    return job


def _take(worker_id: str) -> Job | None:
    with transaction.atomic():
        waiting = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=timezone.now())
        queue = Job.objects.select_for_update(skip_locked=True, of=("self",)).filter(waiting).order_by("id")
        job = queue.first()
        if job is None:
            return None
        job.state, job.worker, job.attempts = JobState.RUNNING, worker_id, job.attempts + 1
        job.started_at = job.heartbeat_at = timezone.now()
        job.lease_until = lease_ends()
        job.save()
        return job


def _language(job: Job) -> str:
    """Results and refusals are read by whoever asked for the work."""
    return job.made_by.language if job.made_by else job.organisation.language


def _outcome(run: Run) -> dict[str, object] | Failure:
    job = run.job
    if job.attempts > ATTEMPTS:
        return Failure(_("The work was begun {count} times and never came to an end.").format(count=ATTEMPTS))
    work = work_for(job.kind)
    if work is None:
        return Failure(_("This version does not know the work {kind}.").format(kind=job.kind))
    try:
        return dict(work(run))
    except Refused as refused:
        return Failure(refused.reason, refused.hint, refused.field)
    except NotAllowed as refused:
        return Failure(_("Not allowed: {right}.").format(right=refused.permission.says))
    except Hidden:
        return Failure(_("What the work is about is gone, or whoever asked for it may not see it any more."))
    except LeaseLost:
        raise
    except Exception as broken:  # one broken job must not end the worker
        log.exception("job broke", job=str(job.pk), kind=job.kind)
        return Failure(f"{type(broken).__name__}: {broken}", _("The log of the worker holds the details."))


def _finish(job: Job, outcome: dict[str, object] | Failure) -> None:
    """Write down the outcome, unless another worker has taken the job meanwhile. Raises `LeaseLost`."""
    columns: dict[str, object] = {"state": JobState.DONE, "ended_at": timezone.now(), "lease_until": None}
    if isinstance(outcome, Failure):
        columns |= {"state": JobState.FAILED, "error": outcome.as_facts()}
    else:
        columns |= {"result": plain(outcome), "stage": ""}
    mine = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, worker=job.worker, attempts=job.attempts)
    if not mine.update(**columns):
        raise LeaseLost(str(job.pk))
