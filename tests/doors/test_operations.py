"""What those who run Milepost see of it: readiness, figures, request ids, slow queries."""

import os
import re
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from milepost.doors.config import health, metrics
from milepost.doors.config.environment import WrongSetting, read_environment
from milepost.doors.config.slow_queries import Watch
from milepost.features.programmes.models import Programme
from milepost.platform.jobs.models import Job, Worker
from milepost.platform.jobs.selectors import workers_seen
from milepost.platform.jobs.services import enqueue
from milepost.platform.jobs.worker import say_alive
from milepost.platform.ledger.authors import Channel, system
from milepost.platform.organisations.models import Organisation
from tests.people import PASSWORD

ROOT = Path(__file__).parents[2]
TOKEN = "a-token-of-twenty-four-letters"


def lines_of(caplog: pytest.LogCaptureFixture) -> list[Any]:
    """What structlog handed on, before it is rendered."""
    return [record.msg for record in caplog.records if isinstance(record.msg, dict)]


# -- readiness --------------------------------------------------------------------------------------------------------


def ready() -> tuple[int, dict[str, str]]:
    answer = Client().get("/readyz")
    parts = (line.split() for line in answer.content.decode().splitlines())
    return answer.status_code, dict(parts)


def test_it_is_ready_when_database_tables_and_store_are_there(db: None) -> None:
    say_alive("one")
    assert ready() == (200, {"database": "ok", "migrations": "ok", "evidence": "ok", "worker": "ok"})


def test_a_silent_worker_is_told_and_takes_no_page_away(db: None) -> None:
    assert ready() == (200, {"database": "ok", "migrations": "ok", "evidence": "ok", "worker": "silent"})
    Worker.objects.create(name="gone", seen_at=timezone.now() - timedelta(minutes=5))
    assert ready()[1]["worker"] == "silent"


def test_it_is_not_ready_without_its_database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Any:
        raise DatabaseError("the server at 10.0.0.7 said no")

    with monkeypatch.context() as patched:
        patched.setattr(connection, "cursor", broken)
        status, parts = ready()
    assert (status, parts["database"], parts["worker"]) == (503, "failed", "silent")


def test_it_is_not_ready_while_migrations_are_missing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_applied", [])
    with connection.cursor() as cursor:
        latest = "SELECT MAX(name) FROM django_migrations WHERE app = 'jobs'"
        cursor.execute(f"DELETE FROM django_migrations WHERE app = 'jobs' AND name = ({latest})")
    status, parts = ready()
    assert (status, parts["migrations"]) == (503, "failed")


def test_it_is_not_ready_without_its_evidence(db: None, settings: Any, tmp_path: Path) -> None:
    settings.MILEPOST_HOME = tmp_path / "gone"
    status, parts = ready()
    assert (status, parts["evidence"]) == (503, "failed")


def test_a_worker_counts_by_its_sign_or_by_the_beat_of_its_job(cakrawala: Organisation) -> None:
    say_alive("one")
    say_alive("one")
    job = enqueue(actor=system(Channel.CLI), organisation=cakrawala, kind="x", label="x", payload={})
    Job.objects.filter(pk=job.pk).update(worker="two", heartbeat_at=timezone.now())
    assert (workers_seen(), Worker.objects.count()) == (2, 1)
    Worker.objects.update(seen_at=timezone.now() - timedelta(days=2))
    say_alive("three")
    assert [worker.name for worker in Worker.objects.all()] == ["three"]


# -- figures ----------------------------------------------------------------------------------------------------------


def scrape(**headers: str) -> Any:
    return Client().get("/metrics", headers=headers)


def figures(text: str) -> dict[str, float]:
    lines = (line.rpartition(" ") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


def test_nothing_is_there_unless_it_is_allowed(db: None) -> None:
    assert scrape().status_code == 404


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "via"])
def test_on_loopback_only_this_machine_may_ask_and_not_through_a_proxy(db: None, settings: Any, header: str) -> None:
    settings.METRICS = "loopback"
    assert scrape().status_code == 200
    assert scrape(**{header: "203.0.113.9"}).status_code == 404
    assert Client(REMOTE_ADDR="203.0.113.9").get("/metrics").status_code == 404
    assert Client(REMOTE_ADDR="").get("/metrics").status_code == 404


def test_with_a_token_only_its_bearer_may_ask(db: None, settings: Any) -> None:
    settings.METRICS, settings.METRICS_TOKEN = "token", TOKEN
    assert scrape(authorization=f"Bearer {TOKEN}").status_code == 200
    for wrong in ("", "Bearer ", f"Bearer {TOKEN}x", TOKEN, "Bearer ünwahr"):
        assert scrape(authorization=wrong).status_code == 404, wrong


@pytest.mark.parametrize("env", [{"MILEPOST_METRICS": "everybody"}, {"MILEPOST_METRICS": "token"},
                                 {"MILEPOST_METRICS": "token", "MILEPOST_METRICS_TOKEN": "short"}])  # fmt: skip
def test_an_open_door_is_a_wrong_setting(env: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match="MILEPOST_METRICS"):
        read_environment({"MILEPOST_HOME": str(tmp_path), **env})


def test_the_figures_tell_of_requests_work_and_ledger(programme: Programme, settings: Any) -> None:
    settings.METRICS = "loopback"
    enqueue(actor=system(Channel.CLI), organisation=programme.organisation, kind="x", label="x", payload={})
    before = figures(scrape().content.decode())
    Client().get("/sign-in")
    Client().get("/o/cakrawala/p/sms-1/nowhere")
    Client().generic("BREW", "/sign-in")
    after = figures(scrape().content.decode())
    signs = 'milepost_requests_total{method="GET",route="signin:sign-in",status="200"}'
    assert after[signs] - before.get(signs, 0) == 1
    assert after['milepost_request_seconds_count{route="signin:sign-in"}'] >= 2
    assert after['milepost_jobs{state="queued"}'] == 1
    assert after["milepost_ledger_entries_total"] > 0
    assert after["milepost_imports_total"] == 0
    assert "cakrawala" not in scrape().content.decode()
    assert 'method="BREW"' not in scrape().content.decode()


def test_unless_it_is_allowed_nothing_is_counted(db: None) -> None:
    before = metrics.generate_latest(metrics.OWN)
    Client().get("/sign-in")
    assert metrics.generate_latest(metrics.OWN) == before


ONE_PROCESS = """
import sys
import django
django.setup()
from django.test import Client
from milepost.doors.config import metrics
metrics.Database.collect = lambda self: iter(())  # its queries are tried elsewhere
for _ in range(int(sys.argv[1])):
    assert Client().get("/healthz").status_code == 200
print(Client().get("/metrics").content.decode())
"""


def test_whichever_process_is_asked_tells_of_all(tmp_path: Path) -> None:
    environment = {
        **os.environ, "MILEPOST_HOME": str(tmp_path), "MILEPOST_METRICS": "loopback", "PYTHONPATH": str(ROOT / "src"),
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "milepost.doors.config.settings",
        "MILEPOST_HOSTS": "testserver",
    }  # fmt: skip
    told = ""
    for count in ("2", "3"):
        command = [sys.executable, "-c", ONE_PROCESS, count]
        told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    assert figures(told)['milepost_requests_total{method="GET",route="healthz",status="200"}'] == 5


# -- request ids ------------------------------------------------------------------------------------------------------


def asked(given: str) -> str:
    return str(Client().get("/healthz", headers={"x-request-id": given})["X-Request-Id"])


def test_the_id_of_a_proxy_is_kept_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert asked("edge-7f.00_A") == "edge-7f.00_A"
    assert [line["request_id"] for line in lines_of(caplog)] == ["edge-7f.00_A"]


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "two words here", "ada@cakrawala.example", "a;b=cdefgh", "ä" * 9]
)
def test_any_other_id_is_made_anew(given: str) -> None:
    assert re.fullmatch(r"[0-9a-f-]{36}", asked(given))


# -- slow queries -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("limit", "lines"), [(1, 1), (10_000, 0)])
def test_a_slow_query_is_logged_without_its_values(
    db: None, limit: int, lines: int, caplog: pytest.LogCaptureFixture
) -> None:
    def slowly(execute: Any, *query: Any) -> Any:
        time.sleep(0.01)
        return execute(*query)

    with connection.execute_wrapper(Watch(limit)), connection.execute_wrapper(slowly):
        assert not Organisation.objects.filter(name=PASSWORD).exists()
    assert len(lines_of(caplog)) == lines
    for line in lines_of(caplog):
        assert line["event"] == "slow query"
        assert "organisations_organisation" in line["sql"]
        assert PASSWORD not in str(line)
