"""The page that says why the record can be believed, and what it does not prove; the same over the API."""

import json
from pathlib import Path
from uuid import uuid4

import pytest

from milepost.features.programmes.models import Programme
from milepost.platform.checkpoints.models import Checkpoint, Reason
from milepost.platform.checkpoints.services import take_checkpoint, verify_organisation
from milepost.platform.ledger.models import Stream
from milepost.platform.organisations.models import Person
from tests.matrix.conftest import world
from tests.matrix.world import World
from tests.people import cli, client_of

__all__ = ["world"]
PAGE = "/o/cakrawala/p/sms-1/trust/"
API = "/api/v1/organisations/cakrawala/programmes/sms-1"


def test_before_anything_ran_the_page_says_so(eka: Person) -> None:
    answer = client_of(eka).get(PAGE)
    assert answer.status_code == 200
    said = answer.content.decode()
    assert "has not been verified yet" in said
    assert "None yet." in said
    assert "What this does not prove" in said


def test_it_shows_heads_the_last_verification_and_checkpoints(eka: Person, programme: Programme) -> None:
    verify_organisation(programme.organisation)
    taken = take_checkpoint(organisation=programme.organisation, reason=Reason.DECISION)
    said = client_of(eka).get(PAGE).content.decode()
    assert "The record agrees with itself" in said
    assert Stream.objects.get(programme_id=programme.pk).head_hash in said
    assert "a gate decision" in said
    assert taken.key in said
    assert str(taken.pk) in said


def test_what_does_not_agree_is_named(eka: Person, programme: Programme) -> None:
    Programme.objects.filter(pk=programme.pk).update(name="Edited")
    verify_organisation(programme.organisation)
    said = client_of(eka).get(PAGE).content.decode()
    assert "One thing does not agree" in said
    assert f"programmes.programme {programme.pk}" in said


def test_the_downloaded_checkpoint_verifies(eka: Person, programme: Programme, tmp_path: Path) -> None:
    taken = take_checkpoint(organisation=programme.organisation, reason=Reason.ASKED)
    answer = client_of(eka).get(f"{PAGE}checkpoints/{taken.pk}")
    assert answer["Content-Disposition"].startswith('attachment; filename="checkpoint-cakrawala-')
    file = tmp_path / "kept.json"
    file.write_bytes(answer.content)
    verified = cli("ledger", "verify", "sms-1", "--checkpoint", file, "--json")
    assert verified.json["passed"], verified.stdout


def test_a_checkpoint_of_another_organisation_is_not_there(eka: Person, zoe: Person, bukit: object) -> None:
    other = take_checkpoint(organisation=bukit, reason=Reason.ASKED)  # type: ignore[arg-type]
    assert client_of(eka).get(f"{PAGE}checkpoints/{other.pk}").status_code == 404
    assert client_of(eka).get(f"{PAGE}checkpoints/{uuid4()}").status_code == 404


@pytest.mark.parametrize(
    ("seq", "is_there"), [("1", True), ("999", False), ("x", False), ("²", False), ("9" * 16, False)]
)
def test_an_entry_is_proved_by_its_number(seq: str, is_there: bool, eka: Person) -> None:
    answer = client_of(eka).get(PAGE, {"seq": seq})
    assert answer.status_code == 200
    assert ("There is no entry with this number." in answer.content.decode()) is not is_there
    assert ("Way from the one to the other" in answer.content.decode()) is is_there


def test_the_page_is_indonesian_too(eka: Person) -> None:
    eka.language = "id"
    eka.save()
    said = client_of(eka).get(PAGE).content.decode()
    assert "Mengapa catatan ini dapat dipercaya" in said
    assert "What this does not prove" not in said


def test_the_api_gives_checkpoints_and_proofs(world: World, tmp_path: Path) -> None:
    headers = {"Authorization": f"Bearer {world.token('iris', 'read')}"}
    taken = take_checkpoint(organisation=world.cakrawala, reason=Reason.ASKED)
    client = client_of(None)
    listed = client.get(f"{API}/checkpoints", headers=headers).json()["items"]
    assert [found["id"] for found in listed] == [str(taken.pk)]
    file = tmp_path / "kept.json"
    file.write_bytes(client.get(f"{API}/checkpoints/{taken.pk}", headers=headers).content)
    assert cli("ledger", "verify", "--checkpoint", file, "--json").json["passed"]
    proof = client.get(f"{API}/ledger/1/proof", headers=headers).json()
    assert proof["passed"]
    assert proof["root"] in json.loads(file.read_text())["checkpoints"][0]["signed"]
    assert client.get(f"{API}/ledger/999/proof", headers=headers).status_code == 404
    assert Checkpoint.objects.count() == 1
