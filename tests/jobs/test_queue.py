"""The queue: work is done once, a dead worker's work is taken up, a broken job says why."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from milepost.features.programmes.models import Programme
from milepost.platform.jobs import kinds, worker
from milepost.platform.jobs.models import Job, JobState
from milepost.platform.jobs.runs import LeaseLost, Run, folder_alone, folder_of
from milepost.platform.jobs.services import enqueue, retry_job
from milepost.platform.ledger.models import Entry
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import NotAllowed
from milepost.platform.organisations.refusals import Refused
from tests.people import actor_of, cli


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> dict[str, kinds.Work]:
    """Kinds of work of this test alone."""
    registry: dict[str, kinds.Work] = {}
    monkeypatch.setattr(worker, "work_for", registry.get)
    return registry


def _queue(programme: Programme, person: Person, kind: str = "test", **payload: Any) -> Job:
    return enqueue(
        actor=actor_of(person),
        organisation=programme.organisation,
        programme_id=programme.pk,
        kind=kind,
        label=f"A {kind}",
        payload=payload,
    )


def _answer(run: Run) -> Mapping[str, Any]:
    return {"sum": run.payload["a"] + 1}


def test_a_job_is_done_once_and_keeps_its_result(
    work: dict[str, kinds.Work], programme: Programme, ada: Person
) -> None:
    work["test"] = _answer
    job = _queue(programme, ada, a=1)
    assert worker.work_off() == 1
    job.refresh_from_db()
    assert (job.state, job.result, job.attempts) == (JobState.DONE, {"sum": 2}, 1)
    assert not folder_of(job.pk).exists()
    assert worker.run_next("w") is None


def test_jobs_are_done_in_the_order_they_were_asked_for(
    work: dict[str, kinds.Work], programme: Programme, ada: Person
) -> None:
    seen: list[int] = []

    def note(run: Run) -> Mapping[str, Any]:
        seen.append(run.payload["a"])
        return {}

    work["test"] = note
    for number in (3, 1, 2):
        _queue(programme, ada, a=number)
    worker.work_off()
    assert seen == [3, 1, 2]


def test_a_refused_job_says_why_and_can_be_tried_again(
    work: dict[str, kinds.Work], programme: Programme, ada: Person
) -> None:
    answers = iter([Refused("The file is empty.", field="file", hint="Export it again."), None])

    def moody(_run: Run) -> Mapping[str, Any]:
        if (answer := next(answers)) is not None:
            raise answer
        return {"ok": True}

    work["test"] = moody
    job = _queue(programme, ada)
    worker.run_next("w")
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.error == {"reason": "The file is empty.", "hint": "Export it again.", "field": "file"}
    retry_job(actor=actor_of(ada), job=job)
    worker.run_next("w")
    job.refresh_from_db()
    assert (job.state, job.result, job.error) == (JobState.DONE, {"ok": True}, {})
    assert Entry.objects.filter(kind="job.retried").count() == 1


def test_a_broken_job_does_not_end_the_worker(work: dict[str, kinds.Work], programme: Programme, ada: Person) -> None:
    def broken(_run: Run) -> Mapping[str, Any]:
        raise ZeroDivisionError("division")

    work["test"], work["good"] = broken, _answer
    first, second = _queue(programme, ada), _queue(programme, ada, "good", a=1)
    assert worker.work_off() == 2
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.state == JobState.FAILED
    assert first.error["reason"] == "ZeroDivisionError: division"
    assert second.state == JobState.DONE


def test_work_that_nobody_knows_fails_instead_of_waiting_for_ever(
    work: dict[str, kinds.Work], programme: Programme, ada: Person
) -> None:
    job = _queue(programme, ada, "unheard")
    worker.run_next("w")
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "unheard" in job.error["reason"]


def test_a_dead_workers_job_is_taken_up_in_the_same_folder(
    work: dict[str, kinds.Work], programme: Programme, ada: Person
) -> None:
    class Killed(BaseException):
        pass

    def staged(run: Run) -> Mapping[str, Any]:
        half = run.folder / "half"
        if half.exists():
            return {"resumed": True}
        half.write_text("done")
        raise Killed

    work["test"] = staged
    job = _queue(programme, ada)
    with pytest.raises(Killed):
        worker.run_next("first")
    job.refresh_from_db()
    assert job.state == JobState.RUNNING
    assert worker.run_next("second") is None, "the lease still holds"
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    worker.run_next("second")
    job.refresh_from_db()
    assert (job.state, job.result, job.attempts, job.worker) == (JobState.DONE, {"resumed": True}, 2, "second")


def test_a_job_that_kills_its_workers_is_given_up(
    work: dict[str, kinds.Work], programme: Programme, ada: Person
) -> None:
    work["test"] = _answer
    job = _queue(programme, ada, a=1)
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, attempts=worker.ATTEMPTS, lease_until=timezone.now() - timedelta(seconds=1)
    )
    worker.run_next("w")
    job.refresh_from_db()
    assert job.state == JobState.FAILED


def test_a_worker_that_lost_its_lease_changes_nothing(
    work: dict[str, kinds.Work], programme: Programme, ada: Person
) -> None:
    def overtaken(run: Run) -> Mapping[str, Any]:
        Job.objects.filter(pk=run.job.pk).update(worker="other", attempts=2)
        with pytest.raises(LeaseLost):
            run.report("late")
        return {"late": True}

    work["test"] = overtaken
    job = _queue(programme, ada)
    worker.run_next("slow")
    job.refresh_from_db()
    assert (job.state, job.worker, job.result) == (JobState.RUNNING, "other", {})


def test_a_result_is_settled_by_the_worker_that_holds_the_job_alone(programme: Programme, ada: Person) -> None:
    job = _queue(programme, ada)
    with pytest.raises(LeaseLost):
        Run(job, folder_of(job.pk)).settle({"a": 1})
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
    Run(job, folder_of(job.pk)).settle({"a": 1})
    job.refresh_from_db()
    assert job.result == {"a": 1}


def test_two_processes_never_work_in_one_folder(work: dict[str, kinds.Work], programme: Programme, ada: Person) -> None:
    work["test"] = _answer
    job = _queue(programme, ada, a=1)
    with folder_alone(job.pk):
        worker.run_next("w")
    job.refresh_from_db()
    assert job.state == JobState.RUNNING


def test_progress_is_shown_while_it_runs(work: dict[str, kinds.Work], programme: Programme, ada: Person) -> None:
    seen: list[tuple[str, int | None]] = []

    def slow(run: Run) -> Mapping[str, Any]:
        run.report("parse", 1, 4)
        job = Job.objects.get(pk=run.job.pk)
        seen.append((job.stage, job.percent))
        return {}

    work["test"] = slow
    _queue(programme, ada)
    worker.work_off()
    assert seen == [("parse", 25)]


def test_a_reader_may_not_have_work_done_again(programme: Programme, ada: Person, iris: Person) -> None:
    job = _queue(programme, ada)
    with pytest.raises(NotAllowed):
        retry_job(actor=actor_of(iris), job=job)


def test_a_job_that_did_not_fail_is_not_tried_again(programme: Programme, ada: Person) -> None:
    with pytest.raises(Refused):
        retry_job(actor=actor_of(ada), job=_queue(programme, ada))


def test_the_command_line_lists_shows_and_retries(
    work: dict[str, kinds.Work], programme: Programme, ada: Person, zoe: Person, bukit: object
) -> None:
    job = _queue(programme, ada, "unheard")
    assert cli("worker", "--once", "--json").json["jobs"] == 1
    listed = cli("job", "list", "--as", ada.email, "--json").json
    assert [(row["id"], row["state"]) for row in listed["jobs"]] == [(str(job.pk), "failed")]
    assert cli("job", "list", "--as", zoe.email, "--json").json["jobs"] == []
    assert cli("job", "show", job.pk, "--as", zoe.email, "--json").json["code"] == "not-found"
    again = cli("job", "retry", job.pk, "--as", ada.email, "--json").json
    assert (again["schema"], again["state"]) == ("milepost/job/1", "queued")
    assert cli("job", "show", "nonsense", "--as", ada.email, "--json").json["code"] == "not-found"
