"""A rating's note holds at most 20,000 characters, whichever door it comes by; more is refused, by its field."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from milepost.doors.api.application import api
from milepost.features.gaps.models import Rating
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.services import make_token
from tests.people import actor_of, cli, client_of

ANY = "8.6.1-01"
MOST = 20_000
PAGE = f"/o/cakrawala/p/sms-1/gaps/statements/{ANY}/"
API = f"/api/v1/organisations/cakrawala/programmes/sms-1/gaps/ratings/{ANY}"

type Door = Callable[[Person, str, Path], tuple[bool, str]]


def by_page(ada: Person, note: str, folder: Path) -> tuple[bool, str]:
    answer = client_of(ada).post(PAGE, {"seen": "0", "current": "1", "required": "3", "note": note})
    if answer.status_code == 302:
        return True, ""
    assert answer.status_code == 422
    return False, answer.content.decode()


def by_api(ada: Person, note: str, folder: Path) -> tuple[bool, str]:
    organisation = Programme.objects.get().organisation
    _, secret = make_token(
        actor=actor_of(ada), organisation=organisation, person=ada, scope="write", expires_on=date(2099, 1, 1)
    )
    body = json.dumps({"current": 1, "note": note})
    answer: Any = Client(headers={"Authorization": f"Bearer {secret}"}).put(API, body, content_type="application/json")
    if answer.status_code == 200:
        return True, ""
    assert answer.status_code == 422
    return False, json.dumps(answer.json())


def by_command(ada: Person, note: str, folder: Path) -> tuple[bool, str]:
    ran = cli("gap", "rate", "sms-1", ANY, "--current", "1", "--note", note, "--as", ada.email, "--json")
    return ran.exit_code == 0, ran.stdout


def by_file(ada: Person, note: str, folder: Path) -> tuple[bool, str]:
    file = folder / "ratings.json"
    file.write_text(json.dumps({"ratings": [{"statement": ANY, "current": 1, "note": note}]}), encoding="utf-8")
    report = cli("apply", "sms-1", file, "--as", ada.email, "--json").json
    return not report["refused"], json.dumps(report["refused"])


DOORS = {"page": by_page, "api": by_api, "command": by_command, "file": by_file}


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS.keys())
@pytest.mark.parametrize("letter", ["n", "ü", "🚦"])
def test_a_note_of_the_longest_kind_is_kept_as_it_is(
    door: Door, letter: str, programme: Programme, ada: Person, tmp_path: Path
) -> None:
    taken, said = door(ada, letter * MOST, tmp_path)
    assert taken, said
    assert Rating.objects.get().note == letter * MOST


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS.keys())
@pytest.mark.parametrize("length", [MOST + 1, 100_000])
def test_a_longer_one_is_refused_with_its_field_and_the_limit(
    door: Door, length: int, programme: Programme, ada: Person, tmp_path: Path
) -> None:
    taken, said = door(ada, "n" * length, tmp_path)
    assert not taken
    assert "note" in said
    assert "20000" in said.replace(",", "").replace(".", "")
    assert not Rating.objects.filter(current=1).exists()


def test_the_limit_is_told_beforehand_at_every_door(programme: Programme, ada: Person) -> None:
    assert "20,000 characters" in client_of(ada).get(PAGE).content.decode()
    assert "20,000 characters" in " ".join(cli("gap", "rate", "--help").stdout.replace("│", " ").split())
    schemas: Any = api.get_openapi_schema()["components"]["schemas"]
    note = schemas["RatingIn"]["properties"]["note"]
    assert (note["maxLength"], "20,000" in note["description"]) == (MOST, True)
