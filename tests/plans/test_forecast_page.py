"""The forecast on its page: the day in one sentence, gates, the chain with its reasons, and what moves it."""

import re
from datetime import date
from typing import Any

import pytest

from milepost.features.governance.services.people import put_holder
from milepost.features.plans.forecasting.asking import ask_forecast
from milepost.features.plans.services import put_activity
from milepost.features.plans.wizard.answers import Answers
from milepost.features.plans.wizard.services import start_programme
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.ui.formats import as_day
from tests.people import actor_of, client_of

PAGE = "/o/cakrawala/p/sms-7/plan/forecast"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MILEPOST_NOW", "2026-03-02T09:00:00+07:00")


@pytest.fixture
def planned(cakrawala: Organisation, adi: Person) -> Programme:
    answers = Answers(name="SMS", starts_on=date(2026, 2, 2), certificate_wanted_on=date(2027, 1, 29))
    return start_programme(actor=actor_of(adi), organisation=cakrawala, code="sms-7", answers=answers)


def _shown(person: Person, page: str = PAGE) -> str:
    answer = client_of(person).get(page)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def _done(actor: Any, programme: Programme, on: date) -> None:
    for key in list(programme.activities.values_list("key", flat=True)):
        put_activity(actor=actor, programme=programme, fields={"code": key, "done_on": on})


def test_the_day_stands_in_one_sentence_beside_the_one_that_is_wanted(planned: Programme, adi: Person) -> None:
    shown, answer = _shown(adi), ask_forecast(planned).answer
    p50, p80 = as_day(answer.certificate.p50), as_day(answer.certificate.p80)
    days = (answer.certificate.p80 - date(2027, 1, 29)).days
    assert f"The certificate by {p80}, in eight runs of ten" in shown
    assert f"Half of all runs have it by {p50} (P50), eight of ten by {p80} (P80)." in shown
    assert f"It is wanted on 29 Jan 2027 : P80 lies {days} days after that." in shown
    assert "played 2,000 times from seed 1" in shown


def test_each_gate_and_each_link_of_the_chain_is_a_line(planned: Programme, adi: Person) -> None:
    page, answer = client_of(adi).get(PAGE), ask_forecast(planned).answer
    assert [line.reached for line in page.context["gates"]] == list(answer.gates)
    assert [line.placed.key for line in page.context["chain"]] == list(answer.chain)
    assert len(page.context["movers"]) == 10
    shown = _shown(adi)
    assert "Practice owner is busy with “" in shown
    assert "Gate G3 is not reached before" in shown
    assert "(S-01)" in shown
    assert "One full-time person is assumed" in shown


def test_the_spread_is_a_picture_with_a_table_under_it(planned: Programme, adi: Person) -> None:
    page, answer = client_of(adi).get(PAGE), ask_forecast(planned).answer
    shown = _shown(adi)
    assert page.content.decode().count('<rect class="column" x="') - 2 == sum(spell.runs > 0 for spell in answer.spread)
    for name in ("p10", "p50", "p80", "p90"):
        assert f"{name.upper()} {as_day(getattr(answer.certificate, name))}" in shown
    assert [column.spell for column in page.context["spread"].columns] == list(answer.spread)
    assert f"{as_day(answer.spread[0].last)} {answer.spread[0].runs}" in shown
    assert page.context["spread"].columns[-1].by_then == 1


def test_a_reader_sees_it_in_their_language(planned: Programme, adi: Person) -> None:
    Person.objects.filter(pk=adi.pk).update(language="id")
    shown = _shown(adi)
    assert "Mengapa saat itu: yang menentukan tanggalnya" in shown
    assert "Pemilik praktik sibuk dengan “" in shown


def test_plan_and_programme_lead_there(planned: Programme, adi: Person) -> None:
    for page in ("/o/cakrawala/p/sms-7/plan", "/o/cakrawala/p/sms-7/"):
        assert f'href="{PAGE}"' in client_of(adi).get(page).content.decode()


def test_a_day_wanted_in_the_past_is_told_as_past(planned: Programme, adi: Person) -> None:
    Programme.objects.update(certificate_wanted_on=date(2026, 2, 20))
    assert "It was wanted on 20 Feb 2026 : P80 lies" in _shown(adi)
    Programme.objects.update(certificate_wanted_on=None)
    assert "No day is wanted for it." in _shown(adi)


def test_an_empty_plan_says_how_it_is_filled(programme: Programme, ada: Person, zoe: Person) -> None:
    page = PAGE.replace("sms-7", "sms-1")
    assert "--kind activities" in _shown(ada, page)
    assert client_of(zoe).get(page).status_code == 404


def test_where_everything_is_done_the_certificate_is_there(planned: Programme, adi: Person) -> None:
    _done(actor_of(adi), planned, date(2026, 2, 27))
    shown = _shown(adi)
    assert "The certificate is there since 27 Feb 2026" in shown
    assert "All is done" in shown
    assert "Why then" not in shown
    assert "How the runs are spread" not in shown


def test_what_cannot_be_forecast_says_why_and_what_to_do(planned: Programme, adi: Person) -> None:
    put_activity(actor=actor_of(adi), programme=planned, fields={"code": "cmdb", "days": 9_000})
    assert "cmdb takes 9,000 working days: over ten years. Correct the duration" in _shown(adi)
    holder = {"code": "c1", "role": "coordinator", "name": "Ada", "share_percent": 0}
    put_holder(actor=actor_of(adi), programme=planned, fields=holder)
    assert "SMS coordinator gives 0 % of their time" in _shown(adi)
