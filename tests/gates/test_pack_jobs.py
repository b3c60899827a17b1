"""The application pack as the work of a job: one at a time, told how far it is, whole or not at all."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from milepost.features.documents.models import Version
from milepost.features.gates.pack import queueing
from milepost.features.gates.pack.kept import state_of
from milepost.features.gates.pack.queueing import place_of_pack, queue_pack
from milepost.features.gates.services import HandedIn
from milepost.features.programmes.models import Programme
from milepost.platform.backups.files import names_to_back_up
from milepost.platform.files.keeping import files_stay
from milepost.platform.files.store import place_of
from milepost.platform.jobs.models import Job, JobState
from milepost.platform.jobs.runs import Run
from milepost.platform.jobs.services import retry_job
from milepost.platform.jobs.worker import ATTEMPTS, run_next, work_off
from milepost.platform.ledger.authors import Channel
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import Hidden, NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services import make_token, take_role
from milepost.platform.privacy.retention import keep_retention
from tests.gates.test_pack import PDF, adopt, enter
from tests.people import actor_of, client_of

PAGE = "/o/cakrawala/p/sms-1/application-pack/"
API = "/api/v1/organisations/cakrawala/programmes/sms-1/application-pack"


@pytest.fixture
def policy(programme: Programme, ada: Person) -> Version:
    """One document in force, with its own file."""
    return adopt(enter(programme, ada, "POL-1"), ada, HandedIn("policy.pdf", [PDF]))


def ask(programme: Programme, who: Person, language: str = "en") -> Job:
    return queue_pack(actor=actor_of(who), programme=programme, language=language)


def made(programme: Programme, who: Person, language: str = "en") -> Job:
    job = ask(programme, who, language)
    work_off()
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.error
    return job


def entries() -> list[Entry]:
    return list(Entry.objects.filter(kind="gates.pack-made"))


def page_of(who: Person, language: str = "en") -> str:
    return client_of(who).get(f"{PAGE}?language={language}").content.decode()


@pytest.fixture
def token(programme: Programme, adi: Person) -> Callable[..., dict[str, str]]:
    def headers(who: Person, scope: str = "write") -> dict[str, str]:
        _, secret = make_token(
            actor=actor_of(adi, Channel.CLI), organisation=programme.organisation, person=who, scope=scope,
            expires_on=date(2099, 1, 1),
        )  # fmt: skip
        return {"Authorization": f"Bearer {secret}"}

    return headers


# -- made by a worker --------------------------------------------------------------------------------------------------


def test_the_page_has_the_pack_made_tells_how_far_it_is_and_hands_it_out(
    programme: Programme, ada: Person, policy: Version
) -> None:
    client = client_of(ada)
    sent = client.post(PAGE + "make/", {"language": "id"})
    assert (sent.status_code, sent["Location"]) == (302, f"{PAGE}?language=id")
    job = Job.objects.get()
    waiting = page_of(ada, "id")
    assert "It waits its turn" in waiting
    assert "Look again" in waiting
    assert f'data-follow="{PAGE}{job.pk}/progress"' in waiting
    assert "Make the pack in Indonesian" not in waiting
    assert "Make the pack in English" in page_of(ada), "the other language is not under way"
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, stage="set", done=12, total=140)
    told = client.get(f"{PAGE}{job.pk}/progress")
    assert (told.content.decode(), told["Content-Type"]) == (
        "Being made: 12 of 140 documents.",
        "text/plain; charset=utf-8",
    )
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED)
    assert work_off() == 1
    job.refresh_from_db()
    assert client.get(f"{PAGE}{job.pk}/progress").status_code == 204
    done = page_of(ada, "id")
    day = today("Asia/Jakarta").isoformat()
    for shown in (f"application-sms-1-{day}-id.zip", job.result["sha256"], "Ada Wibowo", f"{PAGE}{job.pk}/file"):
        assert shown in done
    answer: Any = client.get(f"{PAGE}{job.pk}/file")
    content = b"".join(answer.streaming_content)
    assert answer["Content-Disposition"] == f'attachment; filename="application-sms-1-{day}-id.zip"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/zip", "nosniff")
    assert "no-store" in answer["Cache-Control"]
    assert (hashlib.sha256(content).hexdigest(), len(content)) == (job.result["sha256"], job.result["size"])
    assert "00 Indeks.pdf" in zipfile.ZipFile(io.BytesIO(content)).namelist()


def test_the_entry_is_written_once_by_whoever_asked(programme: Programme, sari: Person, policy: Version) -> None:
    job = made(programme, sari)
    [entry] = entries()
    assert (entry.actor_id, entry.channel, entry.subject_id) == (sari.pk, "web", programme.pk)
    assert json.loads(bytes(entry.payload.body))["change"] == {
        "language": "en", "files": 1, "lacking": job.result["lacking"], "sha256": job.result["sha256"],
        "size": job.result["size"],
    }  # fmt: skip
    assert verify_ledger().breaches == []


def test_a_pack_under_way_says_how_many_documents_are_set(programme: Programme, ada: Person, policy: Version) -> None:
    adopt(enter(programme, ada, "POL-2"), ada, HandedIn("b.pdf", [PDF]))
    told: list[tuple[str, int, int]] = []
    keep = Run.report

    def report(run: Run, stage: str, done: int = 0, total: int = 0) -> None:
        told.append((stage, done, total))
        keep(run, stage, done, total)

    with mock.patch.object(Run, "report", report):
        made(programme, ada)
    assert told == [("gather", 0, 0), ("set", 0, 2), ("set", 1, 2), ("set", 2, 2)]


def test_changes_since_are_told_and_further_packs_are_none(programme: Programme, ada: Person, policy: Version) -> None:
    made(programme, ada)
    made(programme, ada, "id")
    assert "Nothing came into the programme" in page_of(ada)
    enter(programme, ada, "POL-2")
    assert state_of(programme, "en").since == 1
    assert "one entry came into the programme" in page_of(ada)


def test_a_second_pack_of_the_same_language_is_not_begun_beside_the_first(
    programme: Programme, ada: Person, sari: Person, policy: Version
) -> None:
    first = ask(programme, ada)
    assert ask(programme, sari).pk == first.pk
    assert ask(programme, sari, "id").pk != first.pk
    assert work_off() == 2
    assert len(entries()) == 2
    assert ask(programme, sari).pk != first.pk


# -- killed, lost, refused ---------------------------------------------------------------------------------------------


def test_a_pack_that_kills_its_workers_is_given_up_with_the_reason_on_the_page(
    programme: Programme, ada: Person, policy: Version
) -> None:
    job = ask(programme, ada)
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, attempts=ATTEMPTS, lease_until=timezone.now() - timedelta(seconds=1)
    )
    work_off()
    assert "never came to an end" in page_of(ada)
    assert entries() == []


def test_a_worker_that_lost_the_job_leaves_no_entry(programme: Programme, ada: Person, policy: Version) -> None:
    job = ask(programme, ada)
    taken = queueing.append_entry

    def late(*args: Any) -> None:
        taken(*args)
        Job.objects.filter(pk=job.pk).update(worker="another", attempts=5)

    with mock.patch.object(queueing, "append_entry", late):
        run_next("slow")
    assert entries() == []
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.RUNNING, {})


def test_a_missing_file_is_named_on_the_page_with_the_way_to_mend_it(
    programme: Programme, ada: Person, policy: Version
) -> None:
    place = place_of(programme.organisation_id, policy.file_sha256)
    place.unlink()
    job = ask(programme, ada)
    work_off()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    page = page_of(ada)
    assert "POL-1 v2.1: its file policy.pdf is missing from the store." in page
    assert "bring the file back from a backup" in page
    assert "Make the pack in English" in page
    assert client_of(ada).get(f"{PAGE}{job.pk}/file").status_code == 404
    assert not place_of_pack(job).exists()
    assert entries() == []
    place.write_bytes(PDF)
    again = made(programme, ada)
    page = page_of(ada)
    assert again.result["sha256"] in page
    assert "is missing from the store" not in page


def test_a_failed_pack_tried_again_after_a_newer_one_is_refused(
    programme: Programme, ada: Person, policy: Version
) -> None:
    place = place_of(programme.organisation_id, policy.file_sha256)
    place.unlink()
    old = ask(programme, ada)
    work_off()
    place.write_bytes(PDF)
    newer = made(programme, ada)
    old.refresh_from_db()
    retry_job(actor=actor_of(ada), job=old)
    work_off()
    old.refresh_from_db()
    assert (old.state, old.error["reason"]) == (JobState.FAILED, "A newer pack in this language was asked for since.")
    assert len(entries()) == 1
    state = state_of(programme, "en")
    assert (state.made, state.failed) == (newer, None)


def test_a_failed_pack_is_made_when_it_is_tried_again(programme: Programme, ada: Person, policy: Version) -> None:
    place = place_of(programme.organisation_id, policy.file_sha256)
    place.unlink()
    job = ask(programme, ada)
    work_off()
    place.write_bytes(PDF)
    job.refresh_from_db()
    retry_job(actor=actor_of(ada), job=job)
    assert ask(programme, ada).pk == job.pk
    work_off()
    assert state_of(programme, "en").made == job


def test_whoever_lost_the_right_meanwhile_gets_no_pack(
    programme: Programme, ada: Person, adi: Person, sari: Person, policy: Version
) -> None:
    job = ask(programme, sari)
    take_role(actor=actor_of(adi), grant=sari.memberships.get().grants.get())
    work_off()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "Make the application pack for the certification body" in job.error["reason"]
    assert entries() == []


def test_a_language_that_documents_are_not_written_in_is_refused(programme: Programme, ada: Person) -> None:
    with pytest.raises(Refused) as refused:
        ask(programme, ada, "fr")
    assert refused.value.field == "language"
    answer = client_of(ada).post(PAGE + "make/", {"language": "fr"})
    assert answer.status_code == 409
    assert "Documents are written in en and id." in answer.content.decode()
    assert not Job.objects.exists()


# -- old packs ---------------------------------------------------------------------------------------------------------


def test_the_sweep_leaves_the_newest_pack_of_each_language(programme: Programme, ada: Person, policy: Version) -> None:
    old, indonesian, new = (made(programme, ada, language) for language in ("en", "id", "en"))
    due = {line.period.key: (line.count, line.size) for line in keep_retention(dry_run=True)}
    assert due["application-packs"] == (1, old.result["size"])
    assert place_of_pack(old).exists()
    with files_stay():
        keep_retention()
    assert place_of_pack(old).exists(), "a backup is reading"
    keep_retention()
    assert [place_of_pack(job).exists() for job in (old, indonesian, new)] == [False, True, True]
    assert client_of(ada).get(f"{PAGE}{old.pk}/file").status_code == 404
    answer: Any = client_of(ada).get(f"{PAGE}{new.pk}/file")
    assert len(b"".join(answer.streaming_content)) == new.result["size"]
    assert {line.period.key: line.count for line in keep_retention()}["application-packs"] == 0


def test_the_newest_pack_goes_with_its_job(programme: Programme, ada: Person, policy: Version) -> None:
    job = made(programme, ada)
    Job.objects.filter(pk=job.pk).update(ended_at=timezone.now() - timedelta(days=91))
    keep_retention()
    assert not place_of_pack(job).exists()
    assert state_of(programme, "en").made is None


def test_a_pack_whose_file_is_gone_is_not_offered(programme: Programme, ada: Person, policy: Version) -> None:
    job = made(programme, ada)
    place_of_pack(job).unlink()
    assert "Download the pack" not in page_of(ada)
    assert client_of(ada).get(f"{PAGE}{job.pk}/file").status_code == 404


def test_a_backup_holds_the_packs_that_are_there(
    programme: Programme, ada: Person, policy: Version, home: Path
) -> None:
    job = made(programme, ada)
    assert place_of_pack(job).relative_to(home).as_posix() in names_to_back_up()


# -- who may -----------------------------------------------------------------------------------------------------------


def test_ben_sees_how_the_pack_stands_but_neither_asks_for_one_nor_fetches_it(
    programme: Programme, ada: Person, ben: Person, policy: Version
) -> None:
    with pytest.raises(NotAllowed):
        ask(programme, ben)
    job = made(programme, ada)
    page = page_of(ben)
    assert job.result["sha256"] in page
    assert "Download the pack" not in page
    assert client_of(ben).get(f"{PAGE}{job.pk}/progress").status_code == 204
    assert client_of(ben).get(f"{PAGE}{job.pk}/file").status_code == 403


def test_to_zoe_there_is_no_pack_and_no_job(
    programme: Programme, ada: Person, zoe: Person, bukit: object, policy: Version
) -> None:
    with pytest.raises(Hidden):
        ask(programme, zoe)
    job = made(programme, ada)
    assert [client_of(zoe).get(f"{PAGE}{job.pk}/{of}").status_code for of in ("progress", "file")] == [404, 404]


def test_another_job_is_no_pack(programme: Programme, ada: Person) -> None:
    job = Job.objects.create(
        organisation=programme.organisation, programme_id=programme.pk, kind="records.import", label="a.csv",
        state=JobState.DONE, queued_at=timezone.now(), ended_at=timezone.now(), channel="web",
    )  # fmt: skip
    place_of_pack(job).parent.mkdir(parents=True)
    place_of_pack(job).write_bytes(b"PK")
    assert [client_of(ada).get(f"{PAGE}{job.pk}/{of}").status_code for of in ("progress", "file")] == [404, 404]


# -- the API -----------------------------------------------------------------------------------------------------------


def test_the_api_has_the_pack_made_and_tells_where_it_is(
    programme: Programme, ada: Person, policy: Version, token: Callable[..., dict[str, str]]
) -> None:
    sent, client = token(ada), Client()
    told = client.get(API + "?language=id", headers=sent).json()
    assert (told["language"], told["whole"], told["job"], told["made"]) == ("id", False, None, None)
    first = client.post(API, "{}", content_type="application/json", headers=sent)
    assert (first.status_code, first.json()["state"], first.json()["kind"]) == (202, "queued", "gates.pack")
    again = client.post(API, "{}", content_type="application/json", headers=sent)
    assert (again.status_code, again.json()["id"]) == (202, first.json()["id"])
    language = programme.organisation.language
    assert client.get(API, headers=sent).json()["job"]["id"] == first.json()["id"]
    work_off()
    job = client.get(first["Location"], headers=sent).json()
    assert (job["state"], job["result"]["language"]) == ("done", language)
    told = client.get(API, headers=sent).json()
    assert told["job"] is None
    assert {name: told["made"][name] for name in ("job", "by", "size", "sha256", "entries_since")} == {
        "job": job["id"], "by": str(ada), "size": job["result"]["size"], "sha256": job["result"]["sha256"],
        "entries_since": 0,
    }  # fmt: skip
    answer: Any = client.get(told["made"]["download"], headers=sent)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert hashlib.sha256(b"".join(answer.streaming_content)).hexdigest() == told["made"]["sha256"]
    wrong = client.post(API, '{"language": "fr"}', content_type="application/json", headers=sent)
    assert wrong.status_code == 422
    assert entries()[0].channel == "api"


def test_the_api_tells_why_no_pack_was_made(
    programme: Programme, ada: Person, policy: Version, token: Callable[..., dict[str, str]]
) -> None:
    place_of(programme.organisation_id, policy.file_sha256).unlink()
    ask(programme, ada)
    work_off()
    told = Client().get(API + "?language=en", headers=token(ada)).json()
    assert (told["job"]["state"], told["made"]) == ("failed", None)
    assert "policy.pdf" in told["job"]["error"]["reason"]
    assert "backup" in told["job"]["error"]["hint"]


def test_a_reading_token_sees_the_pack_but_does_not_fetch_it(
    programme: Programme, ada: Person, policy: Version, token: Callable[..., dict[str, str]]
) -> None:
    job, sent = made(programme, ada), token(ada, "read")
    assert Client().get(API + "?language=en", headers=sent).json()["made"]["job"] == str(job.pk)
    assert Client().get(f"{API}/{job.pk}/file", headers=sent).status_code == 403
