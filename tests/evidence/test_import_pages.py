"""Imports on the screen and over the API: look, try, take in by a worker, map what nobody has mapped."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from milepost.features.evidence.models import ImportDraft
from milepost.features.programmes.models import Programme
from milepost.platform.batches.models import Batch, Source, ValueMapping
from milepost.platform.jobs.models import Job, JobState
from milepost.platform.jobs.runs import folder_of
from milepost.platform.jobs.worker import work_off
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.services import make_token
from tests.evidence.imports import Import, as_csv, incident, reasons
from tests.people import actor_of, client_of

TICKETS = """Ticket ID;Opened;Status;Layanan;Pelapor;Judul
1;13/04/2026 08:00;Selesai;mail;Ayu;Tidak bisa login
2;15/04/2026 09:30;Dikerjakan;mail;Budi;Surel lambat
3;16/04/2026 09:30;Diarsipkan;Surel;Budi;Surel hilang
"""


def place(programme: Programme, *rest: object) -> str:
    return "/".join([f"/o/{programme.organisation.code}/p/{programme.code}/imports", *(str(part) for part in rest)])


def hand_in(client: Client, programme: Programme, content: str = TICKETS, mapping: str = "guess") -> ImportDraft:
    file = SimpleUploadedFile("tickets.csv", content.encode())
    answer = client.post(place(programme), {"file": file, "practice": "incident", "mapping": mapping})
    draft = ImportDraft.objects.get()
    assert answer.headers["Location"] == place(programme, "drafts", draft.pk)
    return draft


def fields_of(client: Client, programme: Programme, draft: ImportDraft) -> dict[str, Any]:
    """What the form of a draft would send as it stands."""
    form = client.get(place(programme, "drafts", draft.pk)).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_a_file_is_looked_at_tried_and_taken_in(operating: Programme, ada: Person) -> None:
    client = client_of(ada)
    draft = hand_in(client, operating)
    page = client.get(place(operating, "drafts", draft.pk)).content.decode()
    assert "utf-8" in page
    fields = fields_of(client, operating, draft)
    assert (fields["column-source_id"], fields["column-opened_at"]) == ("Ticket ID", "Opened")
    client.post(place(operating, "drafts", draft.pk), {**fields, "system": "desk"})
    tried = client.get(place(operating, "drafts", draft.pk)).content.decode()
    assert "Diarsipkan" in tried
    assert "nothing would be taken in" in tried
    assert not Batch.objects.exists()
    fields = fields_of(client, operating, draft)
    fields["value-state-Diarsipkan"] = "closed"
    client.post(place(operating, "drafts", draft.pk), fields)
    answer = client.post(place(operating, "drafts", draft.pk), {**fields, "import": "1"})
    assert answer.headers["Location"] == place(operating, "jobs", draft.pk)
    assert b"waits its turn" in client.get(place(operating, "jobs", draft.pk)).content
    assert work_off() == 1
    done = client.get(place(operating, "jobs", draft.pk)).content.decode()
    assert "The records are sealed" in done
    batch = Batch.objects.get()
    assert (batch.counts["created"], batch.source.code, batch.sealed_by) == (3, "desk", ada)
    result = client.get(place(operating, "jobs", draft.pk, "result.csv"))
    assert b"".join(result.streaming_content).startswith(b"row,key,action,field,reason,fix")  # type: ignore[attr-defined]
    assert client.get(place(operating, "batches", batch.pk)).status_code == 200
    assert not folder_of(draft.pk).exists()
    assert not ImportDraft.objects.exists()
    assert batch.manifest_sha256.encode() in client.get(place(operating, "batches", batch.pk)).content


def test_what_was_used_last_is_offered_for_the_next_file(bring: Import, operating: Programme, ada: Person) -> None:
    bring([incident(1)])
    client = client_of(ada)
    assert b'value="desk"' in client.get(place(operating)).content
    draft = hand_in(client, operating, as_csv([incident(2)]), "desk")
    fields = fields_of(client, operating, draft)
    assert (fields["system"], fields["column-opened_at"]) == ("desk", "opened_at")


def test_a_field_every_record_needs_is_asked_for(operating: Programme, ada: Person) -> None:
    client = client_of(ada)
    draft = hand_in(client, operating, "Kode,Kapan\n1,2026-03-04 10:00\n")
    fields = fields_of(client, operating, draft)
    assert fields["column-opened_at"] == ""
    answer = client.post(place(operating, "drafts", draft.pk), fields)
    assert answer.status_code == 422
    fields |= {"column-source_id": "Kode", "column-opened_at": "Kapan", "system": "sheet"}
    assert client.post(place(operating, "drafts", draft.pk), fields).status_code == 302
    assert b"1 new" in client.get(place(operating, "drafts", draft.pk)).content


def test_a_file_nobody_can_read_is_refused_at_once(operating: Programme, ada: Person) -> None:
    client = client_of(ada)
    for content in (b"", b"\n\n", b"PK\x03\x04 nothing"):
        answer = client.post(
            place(operating),
            {"file": SimpleUploadedFile("x.csv", content), "practice": "incident", "mapping": "guess"},
        )
        assert answer.status_code == 422
    assert not ImportDraft.objects.exists()


def test_a_file_can_be_forgotten(operating: Programme, ada: Person) -> None:
    client = client_of(ada)
    draft = hand_in(client, operating)
    client.post(place(operating, "drafts", draft.pk), {"forget": "1"})
    assert not ImportDraft.objects.exists()
    assert not folder_of(draft.pk).exists()


def test_an_import_that_fails_says_why_and_can_be_tried_again(operating: Programme, ada: Person) -> None:
    client = client_of(ada)
    draft = hand_in(client, operating, as_csv([incident(1)]), "neutral")
    client.post(place(operating, "drafts", draft.pk), {**fields_of(client, operating, draft), "import": "1"})
    job = Job.objects.get()
    job.payload["request"]["practice"] = "hairdressing"
    job.save()
    work_off()
    page = client.get(place(operating, "jobs", job.pk)).content.decode()
    assert "There is no practice hairdressing." in page
    job.refresh_from_db()
    job.payload["request"]["practice"] = "incident"
    job.save()
    client.post(place(operating, "jobs", job.pk))
    work_off()
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_a_worker_has_only_the_rights_its_asker_still_has(operating: Programme, ada: Person) -> None:
    client = client_of(ada)
    draft = hand_in(client, operating, as_csv([incident(1)]), "neutral")
    client.post(place(operating, "drafts", draft.pk), {**fields_of(client, operating, draft), "import": "1"})
    ada.memberships.get().grants.all().delete()
    work_off()
    assert Job.objects.get().state == JobState.FAILED
    assert not Batch.objects.exists()


def test_values_are_mapped_on_the_screen(bring: Import, operating: Programme, ada: Person) -> None:
    bring([incident(1, service="Surel"), incident(2, service="Surel"), incident(3, service="Kulkas")])
    client = client_of(ada)
    page = client.get(place(operating, "values")).content.decode()
    assert page.index("Surel") < page.index("Kulkas"), "the most frequent first"
    client.post(place(operating, "values"), {"source": "desk", "value-0": "mail", "value-1": ""})
    assert ValueMapping.objects.get().value == "Surel"
    assert reasons(operating) == {"counted": 2, "unmapped": 1}


def test_a_reader_sees_imports_and_brings_none_in(bring: Import, operating: Programme, iris: Person) -> None:
    batch = bring([incident(1, service="Surel")]).batch
    assert batch is not None
    client = client_of(iris)
    page = client.get(place(operating))
    assert page.status_code == 200
    assert b"Bring records in" not in page.content
    assert client.get(place(operating, "batches", batch.pk)).status_code == 200
    assert b"<select" not in client.get(place(operating, "values")).content
    file = SimpleUploadedFile("x.csv", as_csv([incident(2)]).encode())
    assert client.post(place(operating), {"file": file, "practice": "incident", "mapping": "guess"}).status_code == 403
    assert client.post(place(operating, "values"), {"source": "desk", "value-0": "mail"}).status_code == 403


def test_a_stranger_sees_no_import(bring: Import, operating: Programme, zoe: Person, bukit: object) -> None:
    batch = bring([incident(1)]).batch
    assert batch is not None
    client = client_of(zoe)
    for rest in ((), ("batches", batch.pk), ("jobs", batch.pk), ("values",), ("drafts", batch.pk)):
        assert client.get(place(operating, *rest)).status_code == 404


def test_an_empty_list_teaches(operating: Programme, iris: Person) -> None:
    page = client_of(iris).get(place(operating)).content.decode()
    assert "Nothing is imported yet" in page
    assert "Why the auditor asks" in page


# -- the API ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def api(operating: Programme, ada: Person, adi: Person) -> Client:
    """A client of the API with Ada's token."""
    _token, secret = make_token(
        actor=actor_of(ada), organisation=operating.organisation, person=ada, scope="write", expires_on=date(2100, 1, 1)
    )
    return Client(headers={"Authorization": f"Bearer {secret}"})


def test_a_file_sent_to_the_api_is_imported_by_a_worker(api: Client, operating: Programme) -> None:
    root = "/api/v1/organisations/cakrawala"
    body = {"practice": "incident", "mapping": "neutral", "timezone": "UTC"}
    file = SimpleUploadedFile("records.csv", as_csv([incident(1), incident(2, service="Surel")]).encode())
    answer = api.post(f"{root}/programmes/sms-1/imports", {**body, "file": file})
    assert answer.status_code == 202, answer.content
    job = answer.json()
    assert answer.headers["Location"].endswith(f"/jobs/{job['id']}")
    work_off()
    done = api.get(answer.headers["Location"]).json()
    assert (done["state"], done["result"]["created"]) == ("done", 2)
    (batch,) = api.get(f"{root}/batches").json()["items"]
    assert batch["id"] == done["result"]["batch"]
    assert api.get(f"{root}/batches/{batch['id']}").json()["counts"]["created"] == 2
    verdicts = api.get(f"{root}/programmes/sms-1/imports/{job['id']}/result.csv")
    assert b"INC0001" in b"".join(verdicts.streaming_content)  # type: ignore[attr-defined]
    assert api.get(f"{root}/programmes/sms-1/unmapped").json()["items"] == [
        {"source": "neutral", "value": "Surel", "count": 1}
    ]
    mapped = api.post(
        f"{root}/programmes/sms-1/values",
        {"source": "neutral", "values": {"Surel": "mail"}},
        content_type="application/json",
    )
    assert mapped.json() == {"created": 1, "updated": 0, "unchanged": 0}
    assert Source.objects.get().values.count() == 1


@pytest.mark.parametrize("mapping", ["nothing", "/etc/passwd", "../mappings/neutral.yaml", "mapping: 1\nfields: {}\n"])
def test_a_mapping_from_the_network_is_never_a_path(mapping: str, api: Client, operating: Programme) -> None:
    file = SimpleUploadedFile("records.csv", as_csv([incident(1)]).encode())
    answer = api.post(
        "/api/v1/organisations/cakrawala/programmes/sms-1/imports",
        {"practice": "incident", "mapping": mapping, "file": file},
    )
    assert answer.status_code == 422
    assert not Job.objects.exists()
