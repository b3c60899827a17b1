"""One attempt at a job, as the function that does the work sees it; leases, and the folder that outlives a kill.

Leases are about processes, so they take the machine's time: under a simulated clock, which stands still, a dead
worker's lease would never end.
"""

import fcntl
import shutil
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, connection
from django.utils import timezone

from milepost.platform.jobs.models import Job, JobState
from milepost.platform.ledger.authors import Channel
from milepost.platform.ledger.canonical import plain
from milepost.platform.organisations.actors import Actor, actor_for
from milepost.platform.organisations.policies import Hidden
from milepost.platform.walls.visible import seeing

LEASE = timedelta(seconds=90)
BEAT = 20.0  # seconds


class LeaseLost(Exception):
    """Another worker has taken the job: this attempt must leave it alone."""


class FolderTaken(Exception):
    """Another process works in the job's folder."""


@dataclass(frozen=True, slots=True)
class Run:
    """One attempt. `folder` is the job's own: it is kept until the job is over and found again by the next attempt."""

    job: Job
    folder: Path

    @property
    def payload(self) -> Mapping[str, Any]:
        """What was asked for."""
        return self.job.payload  # type: ignore[no-any-return]

    def asker(self, channel: Channel | None = None) -> Actor:
        """Whoever asked for it, with the rights they have now, by the channel of the job unless it is said.

        Raises `Hidden` where nobody did.
        """
        if self.job.made_by is None:
            raise Hidden
        return actor_for(self.job.made_by, channel or Channel(self.job.channel))

    def report(self, stage: str, done: int = 0, total: int = 0) -> None:
        """Say how far the work is. Raises `LeaseLost`."""
        _keep(self.job, stage=stage, done=done, total=total)

    def settle(self, result: Mapping[str, Any]) -> None:
        """Keep the result in the transaction of what the work changed, so that the two stand or fall together.

        An attempt after a kill finds it in `job.result` and has nothing left to do. Raises `LeaseLost`.
        """
        _keep(self.job, result=plain(result))


def lease_ends() -> datetime:
    """Until when a worker that speaks up now holds its job."""
    return timezone.now() + LEASE


def folder_of(job_id: UUID) -> Path:
    """Where a job keeps what it has not finished."""
    return Path(settings.MILEPOST_HOME) / "jobs" / str(job_id)


def forget_folder(job_id: UUID) -> None:
    """Remove a job's folder with all in it."""
    shutil.rmtree(folder_of(job_id), ignore_errors=True)


@contextmanager
def folder_alone(job_id: UUID) -> Generator[Path]:
    """The job's folder, for this process alone; the lock ends with the process. Raises `FolderTaken`."""
    folder = folder_of(job_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder.parent / f"{job_id}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderTaken(str(folder)) from None
        yield folder


def beating(job: Job) -> AbstractContextManager[None]:
    """Renew the job's lease as long as the block runs."""

    def renew() -> None:
        with seeing([job.organisation_id]):  # a thread starts without what its maker sees
            _keep(job)

    return renewing(f"heartbeat {job.pk}", renew)


@contextmanager
def renewing(name: str, renew: Callable[[], object]) -> Generator[None]:
    """Renew a lease from a second thread as long as the block runs, or until `renew` raises `LeaseLost`."""
    over = threading.Event()
    thread = threading.Thread(target=_beat, args=(renew, over), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(renew: Callable[[], object], over: threading.Event) -> None:
    try:
        while not over.wait(BEAT):
            try:
                renew()
            except LeaseLost:
                return  # the work hears of it when it next reports, or at its end
            except OperationalError:
                continue  # the database is busy; the lease bears several missed beats
    finally:
        connection.close()


def _keep(job: Job, **columns: Any) -> None:
    mine = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, worker=job.worker, attempts=job.attempts)
    if not mine.update(heartbeat_at=timezone.now(), lease_until=lease_ends(), **columns):
        raise LeaseLost(str(job.pk))
