"""The picture on its page: what it says without a picture, zoom and phases by the address, and who may see it."""

import csv
import io
import re
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from milepost.features.plans.forecasting.asking import ask_forecast
from milepost.features.plans.models import Activity
from milepost.features.plans.services import put_activity
from milepost.features.plans.wizard.answers import Answers
from milepost.features.plans.wizard.services import start_programme
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.ui.formats import SHORT_DAY, as_day
from tests.people import actor_of, client_of

PLAN = "/o/cakrawala/p/sms-7/plan"
PAGE = f"{PLAN}/gantt"
ALL = "?open=foundation,design,implementation,certification"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def planned(cakrawala: Organisation, adi: Person) -> Programme:
    answers = Answers(name="SMS", starts_on=date(2026, 2, 2), certificate_wanted_on=date(2027, 1, 29))
    return start_programme(actor=actor_of(adi), organisation=cakrawala, code="sms-7", answers=answers)


def _asked(person: Person, query: str = "", page: str = PAGE) -> Any:
    answer = client_of(person).get(page + query)
    assert answer.status_code == 200
    return answer


def _page(person: Person, query: str = "", page: str = PAGE) -> str:
    return str(_asked(person, query, page).content.decode())


def _words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def _pictures(page: str) -> list[ET.Element]:
    """Every drawing but the icons, which have no name of their own."""
    found = re.findall(r'<svg class="gantt.*?</svg>', page, re.DOTALL)
    return [ET.fromstring(each.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)) for each in found]


def _put(adi: Person, programme: Programme, **fields: object) -> None:
    put_activity(actor=actor_of(adi), programme=programme, fields=fields)


def test_the_headline_says_how_much_lies_ahead_and_what_of_it_decides_the_day(planned: Programme, adi: Person) -> None:
    answer = ask_forecast(planned).answer
    rows = [placed for placed in answer.placed if ":" not in placed.key]
    critical = sum(placed.is_critical for placed in rows)
    shown = _words(_page(adi))
    assert f"{len(rows)} activities lie ahead, {critical} of them critical" in shown
    assert f"The certificate on {as_day(answer.certificate.likely)} if everything takes its likely time" in shown


def test_the_picture_is_one_image_with_a_title_and_a_description(planned: Programme, adi: Person) -> None:
    chart = next(each for each in _pictures(_page(adi)) if each.get("role") == "img")
    named = {each.get("id"): each.text for each in chart.iter() if each.get("id")}
    assert [named[key] for key in (chart.get("aria-labelledby") or "").split()] == [
        chart.findtext(f"{SVG}title"), chart.findtext(f"{SVG}desc"),
    ]  # fmt: skip
    assert "The plan from 2 Feb 2026 to" in (chart.findtext(f"{SVG}title") or "")
    others = [each for each in _pictures(_page(adi)) if each is not chart and each.get("role") != "img"]
    assert all(each.get("aria-hidden") == "true" for each in others)


def test_each_activity_wait_and_gate_has_its_bar_and_its_line_in_the_table(planned: Programme, adi: Person) -> None:
    answer, context = ask_forecast(planned).answer, _asked(adi, ALL).context
    drawn = [row for row in context["picture"].rows if row.kind != "stage"]
    lines = [line for stage in context["stages"] for line in stage.lines]
    assert sorted(line.key for line in lines) == sorted(placed.key for placed in answer.placed)
    assert [row.told for row in drawn] == [line.told for line in lines]
    assert sum(row.kind == "gate" for row in drawn) == 4
    by_key = {line.key: line for line in lines}
    for placed in answer.placed:
        assert by_key[placed.key].likely[1] == placed.finishes_on
        assert (by_key[placed.key].slack, by_key[placed.key].is_critical) == (placed.slack, placed.is_critical)


def test_what_is_critical_has_a_shape_a_word_and_the_forecasts_reason(planned: Programme, adi: Person) -> None:
    page = _page(adi, ALL)
    critical = sum(line.is_critical for stage in _asked(adi, ALL).context["stages"] for line in stage.works)
    chart = next(each for each in _pictures(page) if each.get("role") == "img")
    kinds = [each.get("class") for each in chart.iter()]
    assert kinds.count("crit-task") + kinds.count("wait bad") == critical
    assert "critical: decides the day" in _words(page)
    assert "Critical" in _words(page)
    assert "Practice owner is busy with “" in _words(page)


def test_a_done_activity_ends_on_its_day_and_keeps_its_plan_as_a_ghost(planned: Programme, adi: Person) -> None:
    first = Activity.objects.filter(programme=planned).order_by("planned_from").first()
    assert first
    _put(adi, planned, code=first.key, done_on=date(2026, 2, 20))
    lines = {line.key: line for stage in _asked(adi).context["stages"] for line in stage.lines}
    assert lines[first.key].likely == (first.planned_from, date(2026, 2, 20))
    assert lines[first.key].planned == (first.planned_from, first.planned_to)
    assert lines[first.key].is_done
    assert not lines[first.key].is_critical


def test_zoom_and_phases_stand_in_the_address(planned: Programme, adi: Person) -> None:
    near, far = _asked(adi, "?scale=week"), _asked(adi, "?scale=quarter&open=none")
    assert near.context["picture"].width > 1_500 > far.context["picture"].width
    assert [row.kind for row in far.context["picture"].rows] == ["stage", "gate"] * 4
    page = far.content.decode()
    assert "scale=quarter&amp;open=design" in page
    assert "Open Foundation" in _words(page)
    assert "because" not in _words(page)
    one = _asked(adi, "?open=foundation,implementation").context
    assert [stage.is_open for stage in one["stages"]] == [True, False, True, False]


def test_a_new_plan_shows_the_phase_that_begins(planned: Programme, adi: Person) -> None:
    assert [stage.is_open for stage in _asked(adi).context["stages"]] == [True, False, False, False]


def test_names_lead_to_the_activity_the_rule_and_the_gate(planned: Programme, adi: Person) -> None:
    page = _page(adi, ALL)
    assert f'href="{PLAN}/cmdb"' in page
    assert 'href="/o/cakrawala/p/sms-7/sequence/#S-07"' in page
    assert 'href="/o/cakrawala/p/sms-7/gates/implementation/"' in page


def test_plan_and_forecast_lead_there(planned: Programme, adi: Person) -> None:
    for page in (PLAN, f"{PLAN}/forecast"):
        assert f'href="{PAGE}"' in _page(adi, page=page)


def test_a_long_name_is_shortened_in_the_picture_and_whole_in_the_table(planned: Programme, adi: Person) -> None:
    name = "Agree with everybody who was ever asked about it what a service is, and write that down & keep it"
    _put(adi, planned, code="cmdb", name=name)
    page = _page(adi, ALL)
    assert (
        "Agree with everybody who was ever asked about it what a service is, and write that down &amp; keep it</a>"
        in page
    )
    assert re.search(r'<tspan class="at-desk">Agree with every[^<]*…</tspan>', page)


def test_a_reader_sees_it_in_their_language(planned: Programme, adi: Person) -> None:
    Person.objects.filter(pk=adi.pk).update(language="id")
    answer = _asked(adi, "?scale=quarter")
    page = answer.content.decode()
    assert ">K2</text>" in page
    with translation.override("id"):
        assert f"Hari ini, {as_day(answer.context['on'], SHORT_DAY)}" in page
    assert "Pemilik praktik sibuk dengan “" in _words(page)
    chart = next(each for each in _pictures(page) if each.get("role") == "img")
    assert float(chart.get("width") or "") > 0  # a comma would be no number of a drawing


def test_an_empty_plan_says_how_it_is_filled_and_strangers_see_nothing(
    programme: Programme, ada: Person, zoe: Person
) -> None:
    page = PAGE.replace("sms-7", "sms-1")
    assert "--kind activities" in _words(_page(ada, page=page))
    assert client_of(zoe).get(page).status_code == 404


def test_where_everything_is_done_nothing_is_critical_and_no_whisker_is_left(planned: Programme, adi: Person) -> None:
    for key in list(planned.activities.values_list("key", flat=True)):
        _put(adi, planned, code=key, done_on=date(2026, 2, 27))
    page, context = _page(adi), _asked(adi).context
    assert "The certificate is there since 27 Feb 2026" in _words(page)
    assert not any(row.whisker or row.is_critical for row in context["picture"].rows)
    assert not any(stage.critical for stage in context["stages"])


def test_one_activity_is_a_picture_too(programme: Programme, ada: Person) -> None:
    fields = {
        "code": "only", "name": "Only", "phase": "design", "planned_from": date(2026, 3, 2),
        "planned_to": date(2036, 3, 2), "days": 5,
    }  # fmt: skip
    put_activity(actor=actor_of(ada), programme=programme, fields=fields)
    page = PAGE.replace("sms-7", "sms-1")
    context = _asked(ada, page=page).context
    assert context["picture"].scale == "year"
    assert "1 activity lies ahead" in _words(_page(ada, page=page))


def test_what_cannot_be_forecast_says_why_and_what_to_do(planned: Programme, adi: Person) -> None:
    _put(adi, planned, code="cmdb", days=9_000)
    assert "cmdb takes 9,000 working days: over ten years. Correct the duration" in _words(_page(adi))


def test_its_lines_come_as_a_file(planned: Programme, adi: Person) -> None:
    answer = client_of(adi).get(PAGE + "?export=csv&open=none")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(text))}
    placed = {each.key: each for each in ask_forecast(planned).answer.placed}
    assert rows.keys() == placed.keys()
    assert rows["cmdb"]["likely_to"] == placed["cmdb"].finishes_on.isoformat()
    assert rows["cmdb"]["slack"] == str(placed["cmdb"].slack)
    assert rows["cmdb"]["reason"]


def test_a_plan_of_four_hundred_costs_as_many_queries_as_one_of_fifty(planned: Programme, adi: Person) -> None:
    client = client_of(adi)
    client.get(PAGE)
    before = _queries(client, PAGE + ALL)
    last = Activity.objects.filter(programme=planned).order_by("-planned_to")[0]
    Activity.objects.bulk_create(
        Activity(
            organisation_id=planned.organisation_id, programme=planned, phase=last.phase, key=f"own-{number}",
            name=f"Own {number}", planned_from=last.planned_from, planned_to=last.planned_to, days=1,
        )
        for number in range(350)
    )  # fmt: skip
    client.get(PAGE)
    assert _queries(client, PAGE + ALL) == before
    opened = [stage.key for stage in client.get(PAGE).context["stages"] if stage.is_open]
    assert opened == ["foundation"]


def _queries(client: Any, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(page)
    return len(captured)
