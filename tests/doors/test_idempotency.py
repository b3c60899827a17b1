"""Sending a write of the API twice under one `Idempotency-Key`, one after the other and at once."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, RequestFactory

from milepost.doors.api.idempotency import _content
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.idempotency import KEY_LENGTH, alone_with, fingerprint_of
from milepost.platform.organisations.models import KeptAnswer, Member, Organisation, Person
from milepost.platform.organisations.services import make_token
from tests.backups.installations import an_empty_home
from tests.people import actor_of

MEMBERS = "/api/v1/organisations/cakrawala/members"
NIA = {"email": "nia@x.example", "name": "Nia"}


@pytest.fixture
def bearer(cakrawala: Organisation, adi: Person) -> str:
    return token_for(adi, adi, cakrawala)


def token_for(actor: Person, person: Person, organisation: Organisation, scope: str = "write") -> str:
    _, secret = make_token(
        actor=actor_of(person), organisation=organisation, person=person, scope=scope, expires_on=date(2099, 1, 1)
    )
    return secret


def send(bearer: str, key: str | None, body: Any = NIA, path: str = MEMBERS) -> Any:
    headers = {"Authorization": f"Bearer {bearer}"} | ({"Idempotency-Key": key} if key is not None else {})
    return Client().post(path, body, content_type="application/json", headers=headers)


def test_the_same_write_again_gives_the_first_answer(bearer: str) -> None:
    first, again = send(bearer, "k"), send(bearer, "k")
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert again["Content-Type"] == first["Content-Type"]


def test_without_a_key_it_is_written_again(bearer: str) -> None:
    send(bearer, None)
    assert send(bearer, None).status_code == 201
    assert not KeptAnswer.objects.exists()


def test_a_key_of_another_request_is_refused(bearer: str) -> None:
    send(bearer, "k")
    refused = send(bearer, "k", {**NIA, "email": "other@x.example"})
    assert refused.status_code == 422
    assert refused.json()["type"] == "urn:milepost:problem:idempotency-key-reused"
    assert not Member.objects.filter(person__email="other@x.example").exists()


@pytest.mark.parametrize("key", ["", " ", "x" * (KEY_LENGTH + 1), "a\u0007"])
def test_a_key_that_cannot_be_kept_is_refused(key: str, bearer: str) -> None:
    assert send(bearer, key).status_code == 400
    assert not Member.objects.filter(person__email="nia@x.example").exists()


def test_a_refused_write_is_judged_anew(bearer: str, programme: Programme) -> None:
    wrong = {**NIA, "programme": "sms-2"}
    assert send(bearer, "k", wrong).status_code == 422
    assert not KeptAnswer.objects.exists()
    Programme.objects.filter(pk=programme.pk).update(code="sms-2")
    assert send(bearer, "k", wrong).status_code == 201


def test_another_person_may_use_the_same_key(bearer: str, karl: Person, zoe: Person, bukit: Organisation) -> None:
    send(bearer, "k")
    elsewhere = token_for(zoe, zoe, bukit)
    assert send(elsewhere, "k", path="/api/v1/organisations/bukit/members").status_code == 201


def test_a_token_for_another_organisation_is_not_given_the_answer(
    cakrawala: Organisation, bukit: Organisation, adi: Person, zoe: Person, karl: Person
) -> None:
    member = karl.memberships.get(organisation=cakrawala)
    member.grants.update(role="administrator", programme_id=None)
    here, there = token_for(adi, karl, cakrawala), token_for(zoe, karl, bukit)
    assert send(here, "k").status_code == 201
    assert send(there, "k").status_code == 422
    assert "Nia" not in send(there, "k").content.decode()


def test_somebody_unknown_is_told_nothing(bearer: str) -> None:
    send(bearer, "k")
    assert send("mp_00000000_guess", "k").status_code == 401


def test_parts_of_a_fingerprint_cannot_run_into_each_other() -> None:
    assert fingerprint_of(b"ab", b"c") != fingerprint_of(b"a", b"bc")


def test_an_upload_is_known_by_its_content_and_not_by_its_marks() -> None:
    def sent(content: bytes, boundary: str) -> list[bytes]:
        request = RequestFactory().post("/api/v1/x", {"file": SimpleUploadedFile("a.csv", content), "kind": "unit"})
        renamed = request.body.replace(b"BoUnDaRyStRiNg", boundary.encode())
        again = RequestFactory().generic(
            "POST", "/api/v1/x", renamed, content_type=f"multipart/form-data; boundary={boundary}"
        )
        return list(_content(again))

    assert sent(b"x", "one") == sent(b"x", "two")
    assert sent(b"x", "one") != sent(b"y", "one")


# -- at once ----------------------------------------------------------------------------------------------------------


def test_two_commands_with_one_key_take_turns(transactional_db: None) -> None:
    order: list[str] = []
    waiting = threading.Event()

    def second() -> None:
        waiting.set()
        try:
            with alone_with("cli:", "k"):
                order.append("second")
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    with alone_with("cli:", "k"):
        thread.start()
        waiting.wait(10)
        thread.join(0.3)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]


@pytest.fixture
def database_url(transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """A database that processes share: the tests' own, but SQLite's lies in memory, so a file beside it."""
    if connection.vendor == "postgresql":
        yield _address(connection.settings_dict)
        return
    file = tmp_path / "shared.sqlite3"
    shutil.copy(an_empty_home() / "milepost.sqlite3", file)
    yield f"sqlite:///{file}"


def _address(settings: dict[str, Any]) -> str:
    options = {**settings["OPTIONS"], "host": settings["HOST"]}
    options = {name: value for name, value in options.items() if isinstance(value, str)}
    login = f"{quote(settings['USER'])}:{quote(settings['PASSWORD'])}"
    return f"postgresql://{login}@/{quote(settings['NAME'])}?{urlencode(options)}&port={settings['PORT'] or 5432}"


def _named(environment: dict[str, str]) -> dict[str, str]:
    here = Path(__file__).parents[2]
    return {
        **environment,
        "DJANGO_SETTINGS_MODULE": "milepost.doors.config.settings",
        "PYTHONPATH": f"{here}{os.pathsep}{here / 'src'}",
    }


def test_two_requests_with_one_key_act_once(database_url: str, tmp_path: Path) -> None:
    acted = tmp_path / "acted"
    acted.mkdir()
    command = [sys.executable, "-m", "tests.doors.claiming", str(acted)]
    environment = _named({**os.environ, "DATABASE_URL": database_url})
    both = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=60)[0].strip() for process in both]
    files = [file.name for file in acted.iterdir()]
    assert len(files) == 1
    assert said == files * 2
