"""Whatever people write of a risk of the programme is kept letter by letter, and never becomes markup."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from milepost.features.management.described import LISTED
from milepost.features.management.models import ProgrammeRisk
from milepost.features.management.registers import Register, Shape
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.services import make_token
from tests.people import actor_of, client_of

NASTY = "<script>alert('x')</script> 👩‍🚀 مرحبا \u202eabc <b>Büro</b> & \"q\""
OTHER = f"{NASTY} lain"
BOTH = {"en": NASTY, "id": OTHER}
TEXTS = ("title", "cause", "effect", "action")
HERE = "/o/cakrawala/p/sms-1/registers/programme-risks"
API = "/api/v1/organisations/cakrawala/programmes/sms-1/programme-risks"


def register() -> Register:
    return next(each for each in LISTED if each.key == "programme-risks")


def test_each_text_that_a_risk_of_the_programme_has_is_tried() -> None:
    texts = {
        field.name for group in register().groups for field in group.fields if field.shape in (Shape.LINE, Shape.PROSE)
    }
    assert texts == set(TEXTS)


def test_every_text_of_its_form_is_kept_and_shown_as_text(programme: Programme, ada: Person) -> None:
    form = {**dict.fromkeys(TEXTS, NASTY), **{f"{name}-id": OTHER for name in TEXTS}, "code": "PR-01"}
    client = client_of(ada)
    assert client.post(f"{HERE}/new/", form).status_code == 302
    row = ProgrammeRisk.objects.get()
    assert [getattr(row, name) for name in TEXTS] == [BOTH] * len(TEXTS)
    for path in (f"{HERE}/", f"{HERE}/of/{row.code}/"):
        page = client.get(path).content.decode()
        assert escape(NASTY) in page
        assert "<script>alert" not in page
        assert "<b>Büro" not in page
    assert verify_ledger().breaches == []


@pytest.mark.parametrize("given", [NASTY, BOTH], ids=["one language", "both"])
def test_every_text_of_a_body_comes_back_as_it_was(given: Any, programme: Programme, ada: Person) -> None:
    _, secret = make_token(
        actor=actor_of(ada), organisation=programme.organisation, person=ada, scope="write", expires_on=date(2099, 1, 1)
    )
    api = Client(headers={"Authorization": f"Bearer {secret}"})
    put = api.put(f"{API}/PR-9", json.dumps(dict.fromkeys(TEXTS, given)), content_type="application/json")
    assert put.status_code == 201
    read = api.get(f"{API}/PR-9").json()
    assert [read[name] for name in TEXTS] == [given] * len(TEXTS)
