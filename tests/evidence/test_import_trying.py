"""A large file is tried by a worker: no page waits for a million rows."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from milepost.features.evidence.imports import trying
from milepost.features.evidence.models import ImportDraft
from milepost.features.programmes.models import Programme
from milepost.platform.batches.models import Batch
from milepost.platform.jobs.models import Job, JobState
from milepost.platform.jobs.runs import folder_of
from milepost.platform.jobs.worker import work_off
from milepost.platform.organisations.models import Person
from tests.evidence.test_import_pages import TICKETS, fields_of, hand_in, place
from tests.people import client_of


@pytest.fixture(autouse=True)
def _every_file_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "AT_ONCE", 10)


def test_a_large_file_is_tried_by_a_worker_and_then_taken_in(operating: Programme, ada: Person) -> None:
    client = client_of(ada)
    draft = hand_in(client, operating)
    here = place(operating, "drafts", draft.pk)
    fields = {**fields_of(client, operating, draft), "system": "desk", "on_reject": "skip"}
    answer = client.post(here, {**fields, "try": "1"})
    job = Job.objects.get()
    waiting = place(operating, "jobs", job.pk)
    assert (answer.headers["Location"], job.state, job.kind) == (waiting, JobState.QUEUED, "records.try")
    assert b"waits its turn to be tried" in client.get(waiting).content
    assert client.get(here).headers["Location"] == waiting
    assert work_off() == 1
    assert client.get(waiting).headers["Location"] == f"{here}#tried"
    page = client.get(here).content.decode()
    assert "Diarsipkan" in page
    assert "Take it in" in page
    job.refresh_from_db()
    assert (job.result["created"], job.result["rejected"]) == (2, 1)
    assert not Batch.objects.exists()
    assert not folder_of(job.pk).exists()
    client.post(here, {**fields_of(client, operating, draft), "import": "1"})
    assert work_off() == 1
    assert Batch.objects.get().counts["created"] == 2


def test_a_draft_is_not_changed_while_a_worker_tries_it(operating: Programme, ada: Person) -> None:
    client = client_of(ada)
    draft = hand_in(client, operating)
    here = place(operating, "drafts", draft.pk)
    fields = {**fields_of(client, operating, draft), "system": "desk"}
    client.post(here, fields)
    job = Job.objects.get()
    for button in ("try", "import", "forget"):
        answer = client.post(here, {**fields, "system": "elsewhere", button: "1"})
        assert answer.headers["Location"] == place(operating, "jobs", job.pk)
    assert Job.objects.count() == 1
    assert "elsewhere" not in ImportDraft.objects.get().mapping


def test_a_try_that_fails_says_why_and_leads_back_to_the_draft(operating: Programme, ada: Person) -> None:
    client = client_of(ada)
    draft = hand_in(
        client, operating, TICKETS.replace("13/04", "03/04").replace("15/04", "05/04").replace("16/04", "06/04")
    )
    here = place(operating, "drafts", draft.pk)
    client.post(here, {**fields_of(client, operating, draft), "system": "desk"})
    job = Job.objects.get()
    assert work_off() == 1
    page = client.get(place(operating, "jobs", job.pk)).content.decode()
    assert "The dates may have the day or the month first" in page
    assert f'href="{here}"' in page
    assert "Take it in" not in client.get(here).content.decode()
    client.post(here, {**fields_of(client, operating, draft), "date_order": "dmy", "on_reject": "skip"})
    assert work_off() == 1
    assert "Take it in" in client.get(here).content.decode()


def test_a_try_of_a_draft_that_is_gone_says_so(operating: Programme, ada: Person) -> None:
    client = client_of(ada)
    draft = hand_in(client, operating)
    client.post(place(operating, "drafts", draft.pk), {**fields_of(client, operating, draft), "system": "desk"})
    ImportDraft.objects.all().delete()
    assert work_off() == 1
    job = Job.objects.get()
    assert job.state == JobState.FAILED
    assert "is gone" in client.get(place(operating, "jobs", job.pk)).content.decode()


def test_what_an_earlier_try_said_does_not_stand_for_the_next(operating: Programme, ada: Person) -> None:
    client = client_of(ada)
    draft = hand_in(client, operating)
    here = place(operating, "drafts", draft.pk)
    fields = {**fields_of(client, operating, draft), "system": "desk", "on_reject": "skip"}
    client.post(here, fields)
    assert work_off() == 1
    client.post(here, fields)
    assert ImportDraft.objects.get().tried == {}


# -- the first look ---------------------------------------------------------------------------------------------------

LISTED = (
    '{"result": [{"number": "A", "opened": "2026-03-02 10:00:00"}, {"number": "B", "opened": "2026-03-03 10:00:00"}]}'
)


def handed_in(client: Client, programme: Programme, content: bytes, name: str = "tickets.json") -> tuple[Job, Any]:
    """The job that is to look at a large file, and the address of the draft."""
    file = SimpleUploadedFile(name, content)
    answer = client.post(place(programme), {"file": file, "practice": "incident", "mapping": "guess"})
    job = Job.objects.get()
    assert answer.headers["Location"] == place(programme, "jobs", job.pk)
    return job, place(programme, "drafts", ImportDraft.objects.get().pk)


@pytest.mark.parametrize("begins", ["", "\ufeff", "  \n"])
def test_a_large_document_is_looked_at_by_a_worker(operating: Programme, ada: Person, begins: str) -> None:
    client = client_of(ada)
    job, draft = handed_in(client, operating, f"{begins}{LISTED}".encode())
    assert ImportDraft.objects.get().preview == {}
    waiting = place(operating, "jobs", job.pk)
    assert b"waits its turn to be looked at" in client.get(waiting).content
    assert client.get(draft).headers["Location"] == waiting
    assert work_off() == 1
    assert client.get(waiting).headers["Location"] == draft
    page = client.get(draft)
    assert page.status_code == 200
    assert ImportDraft.objects.get().preview["columns"] == ["number", "opened"]


def test_one_that_cannot_be_read_says_why_and_can_be_forgotten(operating: Programme, ada: Person) -> None:
    client = client_of(ada)
    job, draft = handed_in(client, operating, b'{"result": [{"number": ')
    assert work_off() == 1
    waiting = place(operating, "jobs", job.pk)
    page = client.get(waiting).content.decode()
    assert "The file cannot be read" in page
    assert "The JSON cannot be read" in page
    assert client.get(draft).headers["Location"] == waiting
    assert f'action="{draft}"' in page
    assert client.post(draft, {"forget": "1"}).status_code == 302
    assert not ImportDraft.objects.exists()


def test_a_small_document_and_a_large_table_are_looked_at_at_once(
    operating: Programme, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(ada)
    hand_in(client, operating)
    ImportDraft.objects.all().delete()
    monkeypatch.setattr(trying, "AT_ONCE", 10_000)
    file = SimpleUploadedFile("tickets.json", LISTED.encode())
    client.post(place(operating), {"file": file, "practice": "incident", "mapping": "guess"})
    assert ImportDraft.objects.get().preview["format"] == "json"
    assert not Job.objects.exists()
