"""`milepost worker` does long work, `milepost job …` shows it."""

import signal
import threading
from typing import Annotated

import typer

from milepost.doors.cli.options import As, AsJson, find_actor
from milepost.doors.cli.output import emit
from milepost.platform.jobs.models import Job, JobState
from milepost.platform.jobs.querysets import jobs_visible_to
from milepost.platform.jobs.selectors import facts_of, get_job
from milepost.platform.jobs.services import retry_job
from milepost.platform.jobs.worker import work_off, work_until

LISTED = 200

jobs = typer.Typer(no_args_is_help=True, help="Long work: imports, packs, forecasts.")
JobId = Annotated[str, typer.Argument(metavar="JOB", help="The job's id.")]


def worker(
    *,
    once: Annotated[bool, typer.Option("--once", help="Do what is waiting, then end.")] = False,
    as_json: AsJson = False,
) -> None:
    """Do long work until stopped. Several workers may run side by side."""
    if once:
        count = work_off()
        emit("worker", {"jobs": count}, as_json=as_json, people=lambda: typer.echo(f"{count} done."))
        return
    stopped = threading.Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, lambda _number, _frame: stopped.set())
    work_until(stopped)


@jobs.command("list")
def list_(
    *,
    state: Annotated[JobState | None, typer.Option("--state", help="Only jobs in this state.")] = None,
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """List the newest jobs."""
    found = jobs_visible_to(find_actor(as_email))
    if state is not None:
        found = found.filter(state=state)
    rows = list(found[:LISTED])

    def people() -> None:
        for job in rows:
            typer.echo(f"{job.pk}  {job.state:8} {_progress(job):>5}  {job}")

    emit("job-list", {"jobs": [facts_of(job) for job in rows]}, as_json=as_json, people=people)


@jobs.command("show")
def show(*, job: JobId, as_email: As = "", as_json: AsJson = False) -> None:
    """Show one job."""
    found = get_job(find_actor(as_email), job)
    emit("job", facts_of(found), as_json=as_json, people=lambda: _print(found))


@jobs.command("retry")
def retry(*, job: JobId, as_email: As = "", as_json: AsJson = False) -> None:
    """Put a failed job into the queue again."""
    actor = find_actor(as_email)
    again = retry_job(actor=actor, job=get_job(actor, job))
    emit("job", facts_of(again), as_json=as_json, people=lambda: _print(again))


def _progress(job: Job) -> str:
    return f"{job.percent} %" if job.percent is not None and not job.is_over else ""


def _print(job: Job) -> None:
    typer.echo(f"{job}: {job.state} {job.stage} {_progress(job)}".rstrip())
    if job.error:
        typer.echo(f"  {job.error.get('reason', '')}\n  {job.error.get('hint', '')}".rstrip())
    for name, value in job.result.items():
        typer.echo(f"  {name}: {value}")


def add_to(root: typer.Typer) -> None:
    """Add the commands."""
    root.command("worker")(worker)
    root.add_typer(jobs, name="job")
