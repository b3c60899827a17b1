"""The working calendar: the country's holidays, corrected by the organisation's own days."""

from datetime import date

import pytest

from milepost.engines.rules.business_time import working_days_within
from milepost.features.programmes.models import Programme
from milepost.platform.calendars.models import OwnDay
from milepost.platform.calendars.public import public_holidays
from milepost.platform.calendars.selectors import calendar_of, holidays_between
from milepost.platform.calendars.services import put_own_day, remove_own_day
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.policies import Hidden, NotAllowed
from milepost.platform.organisations.refusals import Refused
from tests.people import actor_of, client_of

INDEPENDENCE = date(2026, 8, 17)
EID_LEAVE = date(2026, 3, 20)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def test_indonesias_collective_leave_is_no_working_day(cakrawala: Organisation) -> None:
    found = holidays_between(cakrawala, *YEAR)
    assert {INDEPENDENCE, EID_LEAVE} <= found


def test_weekends_are_no_holidays_because_nobody_counts_them_anyway(cakrawala: Organisation) -> None:
    assert all(day.weekday() < 5 for day in holidays_between(cakrawala, *YEAR))


def test_an_own_day_off_is_counted(cakrawala: Organisation, adi: Person) -> None:
    anniversary = date(2026, 9, 16)
    before = working_days_within(*YEAR, holidays_between(cakrawala, *YEAR))
    put_own_day(actor=actor_of(adi), organisation=cakrawala, day=anniversary, name="Anniversary")
    assert working_days_within(*YEAR, holidays_between(cakrawala, *YEAR)) == before - 1


def test_a_public_holiday_can_be_worked(cakrawala: Organisation, adi: Person) -> None:
    put_own_day(actor=actor_of(adi), organisation=cakrawala, day=EID_LEAVE, name="We are open", works=True)
    assert EID_LEAVE not in holidays_between(cakrawala, *YEAR)


def test_a_day_taken_back_is_again_as_the_country_has_it(cakrawala: Organisation, adi: Person) -> None:
    put_own_day(actor=actor_of(adi), organisation=cakrawala, day=EID_LEAVE, name="We are open", works=True)
    remove_own_day(actor=actor_of(adi), own_day=OwnDay.objects.get())
    assert EID_LEAVE in holidays_between(cakrawala, *YEAR)
    assert list(Entry.objects.filter(kind__startswith="calendar.").values_list("kind", flat=True)) == [
        "calendar.day-set",
        "calendar.day-removed",
    ]


def test_saying_the_same_again_changes_nothing(cakrawala: Organisation, adi: Person) -> None:
    for expected in ("created", "unchanged"):
        did = put_own_day(actor=actor_of(adi), organisation=cakrawala, day=EID_LEAVE, name="Open", works=True)
        assert did == expected
    assert put_own_day(actor=actor_of(adi), organisation=cakrawala, day=EID_LEAVE, name="Shut") == "updated"
    assert Entry.objects.filter(kind="calendar.day-set").count() == 2


def test_a_day_needs_a_name(cakrawala: Organisation, adi: Person) -> None:
    with pytest.raises(Refused):
        put_own_day(actor=actor_of(adi), organisation=cakrawala, day=EID_LEAVE, name="  ")


def test_a_country_nobody_knows_has_no_holidays() -> None:
    assert public_holidays("XX", 2026) == {}


def test_the_ledger_holds_after_days_came_and_went(cakrawala: Organisation, adi: Person) -> None:
    for name in ("Open", "Shut"):
        put_own_day(actor=actor_of(adi), organisation=cakrawala, day=EID_LEAVE, name=name)
    remove_own_day(actor=actor_of(adi), own_day=OwnDay.objects.get())
    assert verify_ledger(organisation_id=cakrawala.pk).passed


def test_a_reader_sees_the_calendar_and_may_not_change_it(programme: Programme, iris: Person) -> None:
    client = client_of(iris)
    page = client.get(f"/o/{programme.organisation.code}/calendar/2026")
    assert page.status_code == 200
    assert b"Independence Day" in page.content
    assert b"Put it into the calendar" not in page.content
    with pytest.raises(NotAllowed):
        put_own_day(actor=actor_of(iris), organisation=programme.organisation, day=EID_LEAVE, name="Open", works=True)


def test_a_stranger_sees_no_calendar(cakrawala: Organisation, zoe: Person, bukit: Organisation) -> None:
    assert client_of(zoe).get(f"/o/{cakrawala.code}/calendar").status_code == 404
    with pytest.raises(Hidden):
        put_own_day(actor=actor_of(zoe), organisation=cakrawala, day=EID_LEAVE, name="Open")


def test_the_page_takes_a_day_and_gives_it_back(programme: Programme, ada: Person) -> None:
    client = client_of(ada)
    place = f"/o/{programme.organisation.code}/calendar"
    answer = client.post(place, {"day": "2026-09-16", "name": "Anniversary"})
    assert answer.headers["Location"] == f"{place}/2026"
    assert b"Anniversary" in client.get(f"{place}/2026").content
    assert client.post(place, {"day": "2026-02-30", "name": "No day"}).status_code == 422
    client.post(f"{place}/2026-09-16/remove")
    assert not OwnDay.objects.exists()
    assert client.post(f"{place}/nonsense/remove").status_code == 404


def test_names_are_in_the_readers_language(cakrawala: Organisation) -> None:
    indonesian = {day.day: day.public for day in calendar_of(cakrawala, 2026, "id")}
    assert indonesian[INDEPENDENCE] == "Hari Kemerdekaan Republik Indonesia"
