"""The application pack between processes: two who ask at once, and workers that are killed in the middle."""

import hashlib
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from milepost.features.gates.pack.queueing import PACK, place_of_pack, queue_pack
from milepost.features.programmes.models import Programme
from milepost.platform.jobs.models import Job, JobState
from milepost.platform.jobs.runs import folder_of
from milepost.platform.jobs.worker import work_off
from milepost.platform.ledger.models import Entry
from milepost.platform.organisations.models import Person
from tests.backups.installations import inside
from tests.gates.conftest import environment, told_by_two
from tests.people import actor_of, cli


def ask(programme: Programme, who: Person) -> Job:
    return queue_pack(actor=actor_of(who), programme=programme, language="en")


def entries() -> int:
    return Entry.objects.filter(kind="gates.pack-made").count()


ASKING = """
import sys, time
from pathlib import Path
import django
django.setup()
from milepost.features.gates.pack import queueing
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.authors import Channel
from milepost.platform.organisations.actors import actor_for
from milepost.platform.organisations.models import Person
from milepost.platform.walls.visible import as_installation
enqueue = queueing.enqueue
def slowly(**asked):
    time.sleep(0.5)
    return enqueue(**asked)
queueing.enqueue = slowly
with as_installation("a test"):
    ada = actor_for(Person.objects.get(email="ada@bank.example"), Channel.WEB)
    programme = Programme.objects.get()
    Path(sys.argv[1], sys.argv[2]).touch()
    while len(list(Path(sys.argv[1]).iterdir())) < 2:
        time.sleep(0.01)
    print(queueing.queue_pack(actor=ada, programme=programme, language="en").pk)
"""


def test_two_who_ask_at_the_same_moment_get_one_job(db: None, installed: tuple[Path, str], tmp_path: Path) -> None:
    told = told_by_two(ASKING, installed, tmp_path, seconds=120)
    with inside(*installed):
        assert told == [str(Job.objects.get(kind=PACK).pk)] * 2


KILLED = """
import os, signal, sys
import django
django.setup()
from milepost.features.gates.pack import queueing
from milepost.platform.jobs.runs import Run
from milepost.platform.jobs.worker import run_next
def die(*_args, **_more):
    os.kill(os.getpid(), signal.SIGKILL)
step = sys.argv[1]
if step == "set":
    keep = Run.report
    Run.report = lambda run, stage, done=0, total=0: die() if stage == step else keep(run, stage, done, total)
elif step == "settled":
    import milepost.platform.jobs.worker as worker
    worker._finish = die
else:
    setattr(queueing, step, die)
run_next("killed")
"""


@pytest.mark.parametrize("step", ["set", "append_entry", "settled"])
def test_a_killed_worker_s_pack_is_made_once_by_the_next(db: None, installed: tuple[Path, str], step: str) -> None:
    with inside(*installed):
        programme, ada = Programme.objects.get(), Person.objects.get(email="ada@bank.example")
        job = ask(programme, ada)
        _kill_a_worker(installed, step)
        job.refresh_from_db()
        assert job.state == JobState.RUNNING
        assert ask(programme, ada).pk == job.pk, "a dead worker's pack is still under way"
        assert entries() == (1 if step == "settled" else 0)
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        assert work_off() == 1
        job.refresh_from_db()
        assert (job.state, job.attempts) == (JobState.DONE, 2)
        assert hashlib.sha256(place_of_pack(job).read_bytes()).hexdigest() == job.result["sha256"]
        assert entries() == 1
        assert not folder_of(job.pk).exists()
        assert cli("ledger", "verify").exit_code == 0


def _kill_a_worker(installed: tuple[Path, str], step: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, step], env=environment(*installed), capture_output=True, text=True, check=False
    )
    assert ran.returncode == -signal.SIGKILL, ran.stderr
