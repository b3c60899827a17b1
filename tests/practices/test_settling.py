"""My practice: what it owes this month, settled in one form."""

from datetime import date, timedelta

import pytest

from milepost.features.practices.duties import DutyKind, DutyState, duties_of
from milepost.features.practices.models import NilStatement, Occurrence, Practice, TriggerCase
from milepost.features.practices.selectors import get_practice, get_practice_with_registers
from milepost.features.practices.services import add_practices, approve_due_dates, assign_practice, record_live_before
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.models import Person
from tests.people import PASSWORD, actor_of, client_of

NONE: frozenset[date] = frozenset()


@pytest.fixture
def mine(programme: Programme, ada: Person, olga: Person) -> Programme:
    """Olga owns three practices that are live since long ago; a review is due this week."""
    actor = actor_of(ada)
    add_practices(actor=actor, programme=programme)
    for key in ("problem", "incident", "supplier"):
        practice = get_practice(programme, key)
        record_live_before(actor=actor, practice=practice, on=date(2026, 6, 1), reason="Minutes")
        assign_practice(actor=actor, practice=practice, owner=olga, deputy=None, hours_per_week=None)
    approve_due_dates(actor=actor, practice=get_practice(programme, "supplier"), rhythm="review", due_on=[here()])
    return programme


def here() -> date:
    return today("Asia/Jakarta")


def duties(programme: Programme, key: str, on: date, counted: dict[date, int] | None = None) -> list[tuple[str, str]]:
    row = get_practice_with_registers(programme, key)
    return [(duty.kind.value, duty.state.value) for duty in duties_of(row, on=on, counted=counted or {}, holidays=NONE)]


def test_a_sparse_practice_owes_a_statement_for_the_month_before(mine: Programme) -> None:
    assert duties(mine, "problem", date(2026, 11, 10)) == [("nil", "due"), ("nil", "planned")]
    assert duties(mine, "problem", date(2026, 11, 10), {date(2026, 10, 7): 1}) == [
        ("nil", "settled"),
        ("nil", "planned"),
    ]
    assert duties(mine, "problem", date(2026, 11, 20))[0] == ("nil", "overdue")


def test_a_practice_owes_nothing_before_it_is_live(mine: Programme) -> None:
    assert duties(mine, "capacity", date(2026, 11, 10)) == []
    assert duties(mine, "problem", date(2026, 5, 10)) == []


def test_a_planned_practice_owes_what_is_due_this_month_and_sees_the_next(mine: Programme) -> None:
    row = get_practice_with_registers(mine, "supplier")
    (duty,) = duties_of(row, on=here(), counted={}, holidays=NONE)
    assert (duty.kind, duty.state, duty.due_on) == (DutyKind.OCCURRENCE, DutyState.DUE, here())
    (late,) = duties_of(row, on=here() + timedelta(days=40), counted={}, holidays=NONE)
    assert late.state is DutyState.OVERDUE


def test_a_triggered_rhythm_owes_one_rehearsal_or_a_case(mine: Programme) -> None:
    assert duties(mine, "incident", date(2026, 11, 10), {date(2026, 11, 2): 4}) == [
        ("records", "settled"), ("rehearsal", "due"),
    ]  # fmt: skip


def test_the_owner_settles_an_occurrence_and_a_rehearsal_on_the_page(mine: Programme, olga: Person) -> None:
    client, base = client_of(olga), "/o/cakrawala/p/sms-1/practices"
    name = f"done-review-{here()}"
    answer = client.post(f"{base}/supplier/", {name: str(here()), f"{name}-note": "Minutes SR-1"})
    assert answer.status_code == 302
    assert Occurrence.objects.get().done_on == here()
    answer = client.post(
        f"{base}/incident/",
        {"rehearsal-major": str(here()), "rehearsal-major-title": "Table top", "rehearsal-major-outcome": "Fine"},
    )
    assert answer.status_code == 302
    assert TriggerCase.objects.get().rehearsal is True


def test_what_is_refused_stays_typed_and_says_why(mine: Programme, olga: Person) -> None:
    name = f"done-review-{here()}"
    page = client_of(olga).post(
        "/o/cakrawala/p/sms-1/practices/supplier/", {name: str(here() + timedelta(days=2)), f"{name}-note": "Soon"}
    )
    assert page.status_code == 422
    assert "cannot be done yet" in page.content.decode()
    assert 'value="Soon"' in page.content.decode()
    assert Occurrence.objects.get().done_on is None


def test_an_empty_form_settles_nothing(mine: Programme, olga: Person) -> None:
    assert client_of(olga).post("/o/cakrawala/p/sms-1/practices/supplier/", {}).status_code == 302
    assert Occurrence.objects.get().done_on is None


def test_a_reader_sees_what_is_owed_and_no_form(mine: Programme, iris: Person) -> None:
    page = client_of(iris).get("/o/cakrawala/p/sms-1/practices/supplier/").content.decode()
    assert "What it owes" in page
    assert "Settle what is filled in" not in page
    name = f"done-review-{here()}"
    assert client_of(iris).post("/o/cakrawala/p/sms-1/practices/supplier/", {name: str(here())}).status_code == 403
    assert Occurrence.objects.get().done_on is None


def test_a_statement_without_the_password_is_prepared_and_not_signed(
    mine: Programme, olga: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("milepost.features.practices.views.pages.today", lambda _zone: date(2026, 11, 10))
    monkeypatch.setattr("milepost.features.practices.services.nil_statements.today", lambda _zone: date(2026, 11, 10))
    address = "/o/cakrawala/p/sms-1/practices/problem/"
    assert "Nothing to record in October 2026" in client_of(olga).get(address).content.decode()
    client_of(olga).post(address, {"nil-2026-10": "Queue P1"})
    assert NilStatement.objects.get().signature is None
    assert client_of(olga).post(address, {"nil-2026-10": "Queue P1", "password": "wrong"}).status_code == 422
    client_of(olga).post(address, {"nil-2026-10": "Queue P1", "password": PASSWORD})
    statement = NilStatement.objects.select_related("signature").get()
    assert statement.is_signed
    assert isinstance(statement.practice, Practice)
