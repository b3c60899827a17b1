"""Whatever people write of units, services and the rest is kept letter by letter, and never becomes markup."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from milepost.features.portfolio.shelves import SHELVES
from milepost.features.programmes.applying import apply_rows
from milepost.features.programmes.models import Programme, ScopeElement
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.services import make_token
from tests.people import actor_of, client_of
from tests.programmes.test_scope import PORTFOLIO, SCOPE

NASTY = "<script>alert('x')</script> 👩‍🚀 مرحبا \u202eabc <b>Büro</b> & \"q\""
MORE = {"services": {"criticality": "low"}, "suppliers": {"kind": "external"}}
TEXTS = {"locations": ("name", "description", "address")}
PAGE = "/o/cakrawala/portfolio"
SCOPE_PAGE = "/o/cakrawala/p/sms-1/scope"


def texts_of(shelf: str) -> tuple[str, ...]:
    return TEXTS.get(shelf, ("name", "description"))


@pytest.fixture
def api(programme: Programme, ada: Person) -> Client:
    _, secret = make_token(
        actor=actor_of(ada), organisation=programme.organisation, person=ada, scope="write", expires_on=date(2099, 1, 1)
    )
    return Client(headers={"Authorization": f"Bearer {secret}"})


def shown(person: Person, path: str) -> str:
    page = client_of(person).get(path)
    assert page.status_code == 200
    return page.content.decode()


def test_each_kind_of_entry_has_its_texts_tried() -> None:
    for shelf, found in SHELVES.items():
        named = {name for name, field in found.row.model_fields.items() if field.annotation is str}
        assert named - {"code", "country"} == set(texts_of(shelf))


@pytest.mark.parametrize("shelf", sorted(SHELVES))
def test_every_text_of_a_form_is_kept_and_shown_as_text(shelf: str, programme: Programme, ada: Person) -> None:
    form = {"code": "odd", **MORE.get(shelf, {}), **dict.fromkeys(texts_of(shelf), NASTY)}
    assert client_of(ada).post(f"{PAGE}/{shelf}/new", form).status_code == 302
    row = SHELVES[shelf].model._default_manager.get(code="odd")
    assert {getattr(row, name) for name in texts_of(shelf)} == {NASTY}
    for path in (f"{PAGE}/{shelf}", f"{PAGE}/{shelf}/of/odd"):
        page = shown(ada, path)
        assert escape(NASTY) in page
        assert "<script>alert" not in page
        assert "<b>Büro" not in page
    assert verify_ledger().breaches == []


@pytest.mark.parametrize("shelf", sorted(SHELVES))
def test_every_text_of_a_body_comes_back_as_it_was(shelf: str, api: Client) -> None:
    body: Any = {**MORE.get(shelf, {}), **dict.fromkeys(texts_of(shelf), NASTY)}
    at = f"/api/v1/organisations/cakrawala/{shelf}/odd"
    assert api.put(at, body, content_type="application/json").status_code == 201
    read = api.get(at).json()
    assert {read[name] for name in texts_of(shelf)} == {NASTY}


@pytest.fixture
def decided(programme: Programme, ada: Person) -> Programme:
    rows = {**PORTFOLIO, "services": [PORTFOLIO["services"][0], {"code": "fax", "name": NASTY}], "scope": SCOPE}
    assert apply_rows(actor_of(ada), programme, rows)["refused"] == []
    return programme


def test_the_texts_of_the_scope_are_kept_and_shown_as_text(decided: Programme, ada: Person) -> None:
    client = client_of(ada)
    form = {"code": "fax", "state-fax": "out", "why-fax": NASTY, "seen-fax": "1"}
    assert client.post(f"{SCOPE_PAGE}?kind=service", form).status_code == 302
    assert ScopeElement.objects.get(code="fax").justification == NASTY
    wording = {f"{part}_{language}": NASTY for part in ("services", "customers", "units", "locations")
               for language in ("en", "id")}  # fmt: skip
    assert client.post(f"{SCOPE_PAGE}/wording", {**wording, "seen": "1"}).status_code == 302
    for path in (SCOPE_PAGE, f"{SCOPE_PAGE}?kind=service", f"{SCOPE_PAGE}/wording", f"{SCOPE_PAGE}/statement"):
        page = shown(ada, path)
        assert escape(NASTY) in page
        assert "<script>alert" not in page
        assert "<b>Büro" not in page


def test_the_texts_of_the_scope_go_through_the_api_as_they_are(decided: Programme, api: Client) -> None:
    here = "/api/v1/organisations/cakrawala/programmes/sms-1"
    body: Any = {"state": "out", "justification": NASTY}
    put = api.put(f"{here}/scope/service/fax", body, content_type="application/json")
    assert (put.status_code, put.json()["justification"]) == (200, NASTY)
    words: Any = {"en": NASTY, "id": NASTY}
    answer = api.put(f"{here}/scope-wording/services", words, content_type="application/json")
    assert answer.status_code == 200
    assert NASTY in answer.json()["sentence"]["en"]
    element = next(each for each in answer.json()["elements"] if each["code"] == "fax")
    assert element["justification"] == NASTY
