"""An activity on its page: read, changed, made, said how far it is; two at once, and what was typed is kept."""

from datetime import date
from typing import Any

import pytest

from milepost.catalogue import programme as catalogue
from milepost.features.plans.models import Activity
from milepost.features.plans.selectors import get_activity
from milepost.features.plans.services import put_activity
from milepost.features.plans.wizard.answers import Answers
from milepost.features.plans.wizard.services import start_programme
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import add_member
from tests.people import actor_of, client_of

PLAN = "/o/cakrawala/p/sms-7/plan"
TYPED = {
    "name": "Move the office", "phase": "foundation", "role": "coordinator", "planned_from": "2026-03-02",
    "planned_to": "2026-03-27", "not_before": "", "deadline": "2026-03-27", "days_low": "5", "days": "8",
    "days_high": "20", "percent_complete": "0", "done_on": "", "after": "kick-off; context ss+5",
}  # fmt: skip


@pytest.fixture
def planned(cakrawala: Organisation, adi: Person) -> Programme:
    answers = Answers(name="SMS", starts_on=date(2026, 2, 2), certificate_wanted_on=date(2027, 1, 29))
    return start_programme(actor=actor_of(adi), organisation=cakrawala, code="sms-7", answers=answers)


def _member(adi: Person, planned: Programme, email: str, role: Role) -> Person:
    add_member(actor=actor_of(adi), organisation=planned.organisation, email=email, name="Somebody",
               role=role, programme_id=planned.pk)  # fmt: skip
    return Person.objects.get(email=email)


def _edit(row: Activity, **changed: str) -> dict[str, Any]:
    return {**TYPED, "seen": str(row.revision), **changed}


def test_a_new_activity_is_made_and_found_from_the_list(planned: Programme, adi: Person) -> None:
    client = client_of(adi)
    assert f'href="{PLAN}/new"' in client.get(PLAN).content.decode()
    assert client.get(f"{PLAN}/new").context["form"]["phase"].value() == "foundation"
    made = client.post(f"{PLAN}/new", {"code": "move-office", **TYPED})
    assert (made.status_code, made["Location"]) == (302, f"{PLAN}/move-office")
    assert f'href="{PLAN}/move-office"' in client.get(PLAN).content.decode()
    row = get_activity(planned, "move-office")
    assert (row.days_low, row.days_high, row.after) == (5, 20, "kick-off; context SS+5")
    assert verify_ledger().breaches == []


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"code": "kick-off"}, "code", "is taken"),
        ({"code": "forecast"}, "code", "another page of the plan"),
        ({"code": "no code"}, "code", ""),
        ({"days_high": "7"}, "days_high", "8 or more"),
        ({"after": "kick-of"}, "after", "Write kick-off"),
        ({"percent_complete": "100"}, "percent_complete", "on which day"),
        ({"planned_to": "2026-02-27"}, "planned_to", ""),
    ],
)
def test_what_is_refused_keeps_what_was_typed(
    planned: Programme, adi: Person, change: dict[str, str], field: str, said: str
) -> None:
    typed = {"code": "move-office", **TYPED, **change}
    page = client_of(adi).post(f"{PLAN}/new", typed)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert said in page.context["form"].errors[field][0]
    assert 'value="Move the office"' in page.content.decode()
    assert Activity.objects.count() == len(catalogue.activities())


def test_a_page_shows_dependencies_both_ways_the_forecast_and_the_timeline(planned: Programme, adi: Person) -> None:
    put_activity(actor=actor_of(adi), programme=planned, fields={"code": "policy", "after": "steering FS+2"})
    page = client_of(adi).get(f"{PLAN}/policy")
    found = page.context["neighbours"]
    own = [(one.activity.key, one.link, one.lag) for one in found.before if one.is_own]
    assert own == [("steering", "FS", 2)]
    assert {one.activity.key for one in found.before} > {"steering"}
    assert "policy" in {one.activity.key for one in client_of(adi).get(f"{PLAN}/steering").context["neighbours"].after}
    live = client_of(adi).get(f"{PLAN}/go-live").context["neighbours"]
    assert ("Practices operate before Stage 2", "S-07") in {(one.name, one.rule) for one in live.after}
    shown = page.content.decode()
    for words in (
        "Where the forecast puts it",
        "changed an activity",
        "Waits for",
        "your own",
        "What it leaves behind",
    ):
        assert words in shown


def test_a_change_is_kept_and_a_day_of_done_makes_it_complete(planned: Programme, adi: Person) -> None:
    client, page = client_of(adi), f"{PLAN}/context"
    row = get_activity(planned, "context")
    first = _edit(row, after="", percent_complete="60")
    assert client.post(page, first).status_code == 302
    row = get_activity(planned, "context")
    assert (row.percent_complete, row.deadline) == (60, date(2026, 3, 27))
    done = _edit(row, after="", percent_complete="60", done_on="2026-03-20")
    assert client.post(page, done).status_code == 302
    row = get_activity(planned, "context")
    assert row.progress == 100
    assert client.get(page).context["form"]["percent_complete"].value() == 100
    again = _edit(row, after="", percent_complete="30", done_on="2026-03-20")
    assert list(client.post(page, again).context["form"].errors) == ["percent_complete"]


def test_the_second_of_two_is_told_and_loses_nothing(planned: Programme, adi: Person) -> None:
    client, row = client_of(adi), get_activity(planned, "context")
    assert client.post(f"{PLAN}/context", _edit(row, after="", days="9")).status_code == 302
    page = client.post(f"{PLAN}/context", _edit(row, after="", days="12"))
    assert page.status_code == 409
    assert [(one.typed, one.saved) for one in page.context["conflict"]["differences"]] == [("12", "9")]
    assert 'value="12"' in page.content.decode()
    assert (
        client.post(f"{PLAN}/context", _edit(get_activity(planned, "context"), after="", days="12")).status_code == 302
    )
    assert get_activity(planned, "context").days == 12


def test_whoever_may_finish_says_how_far_it_is_and_changes_nothing_else(planned: Programme, adi: Person) -> None:
    ben = _member(adi, planned, "ben@cakrawala.example", Role.IMPLEMENTATION_TEAM)
    client = client_of(ben)
    shown = client.get(f"{PLAN}/context").content.decode()
    assert f'action="{PLAN}/context/progress"' in shown
    assert 'name="days_low"' not in shown
    assert client.post(f"{PLAN}/context/progress", {"percent_complete": "35", "seen": "1"}).status_code == 302
    assert get_activity(planned, "context").percent_complete == 35
    client.post(f"{PLAN}/context/progress", {"percent_complete": "45", "seen": "1"})
    client.post(f"{PLAN}/context/progress", {"percent_complete": "100", "seen": "2"})
    assert get_activity(planned, "context").percent_complete == 35
    row = get_activity(planned, "context")
    assert client.post(f"{PLAN}/context", _edit(row)).status_code == 403
    iris = _member(adi, planned, "iris@cakrawala.example", Role.READER)
    assert client_of(iris).get(f"{PLAN}/context").status_code == 200
    assert client_of(iris).post(f"{PLAN}/context/progress", {"percent_complete": "50"}).status_code == 403
    assert verify_ledger().breaches == []


def test_an_activity_that_is_not_there_is_not_found(planned: Programme, adi: Person, zoe: Person) -> None:
    assert client_of(adi).get(f"{PLAN}/nothing").status_code == 404
    assert client_of(zoe).get(f"{PLAN}/context").status_code == 404


def test_a_code_is_no_address_of_another_page(planned: Programme, adi: Person) -> None:
    with pytest.raises(Refused) as refused:
        put_activity(
            actor=actor_of(adi), programme=planned,
            fields={"code": "new", "name": "New", "phase": "design", "planned_from": date(2026, 3, 2),
                    "planned_to": date(2026, 3, 2)},
        )  # fmt: skip
    assert (refused.value.field, "new-1" in refused.value.hint) == ("code", True)


def test_a_deadline_that_will_be_missed_stands_on_the_page(planned: Programme, adi: Person) -> None:
    put_activity(actor=actor_of(adi), programme=planned, fields={"code": "context", "deadline": date(2026, 2, 3)})
    page = client_of(adi).get(f"{PLAN}/context")
    assert page.context["late"].days > 0
    assert "behind its deadline" in page.content.decode()


def test_a_reader_sees_it_in_their_language(planned: Programme, adi: Person) -> None:
    Person.objects.filter(pk=adi.pk).update(language="id")
    shown = client_of(adi).get(f"{PLAN}/context").content.decode()
    assert "Letaknya menurut prakiraan" in shown
