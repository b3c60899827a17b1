"""The effort log: logged, corrected and taken back, who may, what is refused, and what it sums up to."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from milepost.features.plans.effort.reading import effort_of, entries_on, fields_of, get_effort
from milepost.features.plans.effort.services import put_effort, take_back_effort
from milepost.features.plans.models import EffortEntry
from milepost.features.plans.selectors import get_activity
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.history import history_of
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Grant, Member, Person
from milepost.platform.organisations.policies import NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import add_member, remove_member, take_role
from milepost.platform.organisations.tables import Superseded
from tests.people import actor_of

DAY = date(2026, 3, 2)


def _member(adi: Person, planned: Programme, email: str, role: Role) -> Person:
    return add_member(
        actor=actor_of(adi), organisation=planned.organisation, email=email, name=email.partition("@")[0].title(),
        role=role, programme_id=planned.pk,
    ).person  # fmt: skip


@pytest.fixture
def bayu(planned: Programme, adi: Person) -> Person:
    return _member(adi, planned, "bayu@cakrawala.example", Role.IMPLEMENTATION_TEAM)


def log(who: Person, planned: Programme, /, **fields: Any) -> EffortEntry:
    given = {"activity": "kick-off", "worked_on": DAY, "days": Decimal(1), **fields}
    return put_effort(actor=actor_of(who), programme=planned, fields=given).row


def test_days_are_logged_for_oneself_unless_a_role_is_named(planned: Programme, bayu: Person) -> None:
    mine = log(bayu, planned, days=Decimal("0.5"), note=" Charter ")
    roles = log(bayu, planned, role="steering-member", days=Decimal("1.5"), external=True)
    assert fields_of(mine) == {
        "code": "E-1", "activity": "kick-off", "worked_on": DAY, "days": Decimal("0.5"), "external": False,
        "person": bayu.email, "role": "sponsor", "note": "Charter",
    }  # fmt: skip
    assert (roles.code, roles.person, roles.role, roles.made_by) == ("E-2", None, "steering-member", bayu)
    told = history_of(planned.organisation_id, get_activity(planned, "kick-off").pk)
    assert [one.kind for one in told] == ["plan.effort-logged"] * 2
    assert verify_ledger().breaches == []


def test_what_was_corrected_and_taken_back_stays_in_the_ledger(planned: Programme, bayu: Person) -> None:
    row = log(bayu, planned)
    did = put_effort(
        actor=actor_of(bayu), programme=planned,
        fields={"code": row.code, "days": Decimal("0.75"), "activity": "steering"}, seen=1,
    )  # fmt: skip
    assert (did.did, did.row.revision, did.row.activity.key) == ("updated", 2, "steering")
    take_back_effort(actor=actor_of(bayu), entry=get_effort(planned, row.code), seen=2)
    assert not EffortEntry.objects.exists()
    [gone, corrected] = history_of(planned.organisation_id, get_activity(planned, "steering").pk)
    assert ("days", "0.75") in {(change.label, change.before) for change in gone.changes}
    assert corrected.kind == "plan.effort-corrected"
    assert verify_ledger().breaches == []


def test_a_new_entry_s_role_and_where_an_entry_went_stand_in_the_ledger(planned: Programme, adi: Person) -> None:
    row = log(adi, planned)
    kick_off = get_activity(planned, "kick-off").pk
    [logged] = history_of(planned.organisation_id, kick_off)
    assert ("role", "sponsor") in _written(logged)
    put_effort(actor=actor_of(adi), programme=planned, fields={"code": row.code, "activity": "steering"})
    [moved, _logged] = history_of(planned.organisation_id, kick_off)
    assert moved.kind == "plan.effort-corrected"
    assert "activity" in dict(_written(moved))
    assert verify_ledger().breaches == []


def _written(told: Any) -> set[tuple[str, str]]:
    return {(change.label, change.after) for change in told.changes}


def test_the_same_again_changes_nothing(planned: Programme, bayu: Person) -> None:
    row = log(bayu, planned, code="sheet-7")
    given = {**fields_of(row), "days": Decimal("1.00")}
    did = put_effort(actor=actor_of(bayu), programme=planned, fields=given, is_own=False)
    assert (did.did, did.row.revision) == ("unchanged", 1)


def test_two_correct_it_at_once(planned: Programme, bayu: Person) -> None:
    row = log(bayu, planned)
    for days in ("0.5", "0.6"):
        given = {"code": row.code, "days": Decimal(days)}
        if days == "0.5":
            put_effort(actor=actor_of(bayu), programme=planned, fields=given, seen=1)
            continue
        with pytest.raises(Superseded):
            put_effort(actor=actor_of(bayu), programme=planned, fields=given, seen=1)
    with pytest.raises(Superseded):
        take_back_effort(actor=actor_of(bayu), entry=get_effort(planned, row.code), seen=1)


@pytest.mark.parametrize(
    ("given", "field", "hint"),
    [
        ({"days": Decimal("1.6")}, "days", "up to 31 days"),
        ({"days": Decimal("0.05")}, "days", "up to 31 days"),
        ({"days": Decimal("0.333")}, "days", "up to 31 days"),
        ({"days": Decimal("31.5"), "role": "coordinator"}, "days", "up to 31 days"),
        ({"role": "conductor"}, "role", "implementation-team"),
        ({"activity": "kick-of"}, "activity", "lists their codes"),
        ({"worked_on": None}, "worked_on", ""),
        ({"person": "zoe@bukit.example"}, "person", "for the role"),
        ({"note": "x" * 2_001}, "note", ""),
    ],
)
def test_what_cannot_be_meant_is_refused(
    planned: Programme, adi: Person, given: dict[str, Any], field: str, hint: str
) -> None:
    with pytest.raises(Refused) as refused:
        log(adi, planned, **given)
    assert refused.value.field == field
    assert hint in refused.value.hint
    assert not EffortEntry.objects.exists()


def test_nobody_works_tomorrow(planned: Programme, adi: Person) -> None:
    with pytest.raises(Refused) as refused:
        log(adi, planned, worked_on=today(planned.organisation.timezone) + timedelta(days=1))
    assert refused.value.field == "worked_on"


def test_a_person_s_day_holds_a_day_and_a_half_all_activities_together(planned: Programme, adi: Person) -> None:
    row = log(adi, planned, days=Decimal(1))
    log(adi, planned, worked_on=DAY + timedelta(days=1), days=Decimal("1.5"))
    with pytest.raises(Refused, match=r"would have worked 1\.75 days") as refused:
        log(adi, planned, activity="steering", days=Decimal("0.75"))
    assert "at most 0.5 days" in refused.value.hint
    log(adi, planned, activity="steering", days=Decimal("0.5"))
    put_effort(actor=actor_of(adi), programme=planned, fields={"code": row.code, "days": Decimal("0.9")})


def test_others_work_is_logged_and_corrected_by_whoever_may_plan(planned: Programme, adi: Person, bayu: Person) -> None:
    for_bayu = log(adi, planned, person=bayu.email)
    with pytest.raises(Refused, match="your own work"):
        log(bayu, planned, person=adi.email)
    adis = log(adi, planned)
    with pytest.raises(Refused, match="your own work"):
        put_effort(actor=actor_of(bayu), programme=planned, fields={"code": adis.code, "days": Decimal("0.5")})
    with pytest.raises(Refused, match="your own work"):
        take_back_effort(actor=actor_of(bayu), entry=adis)
    take_back_effort(actor=actor_of(bayu), entry=for_bayu)
    take_back_effort(actor=actor_of(adi), entry=log(bayu, planned))


def test_of_a_role_s_work_a_member_logs_what_one_person_works_on_a_day(
    planned: Programme, adi: Person, bayu: Person
) -> None:
    row = log(bayu, planned, role="steering-member")
    with pytest.raises(Refused, match=r"you log at most 1\.5 days of one day; 1 are") as refused:
        log(bayu, planned, role="sponsor", days=Decimal("0.75"))
    assert refused.value.field == "days"
    log(bayu, planned, role="sponsor", days=Decimal("0.5"))
    log(bayu, planned, role="sponsor", worked_on=DAY + timedelta(days=1), days=Decimal("1.5"))
    log(adi, planned, role="sponsor", days=Decimal(31))
    with pytest.raises(Refused, match="you log at most"):
        put_effort(actor=actor_of(bayu), programme=planned, fields={"code": row.code, "days": Decimal(31)})


def test_having_entered_it_is_not_enough_once_the_role_is_gone(planned: Programme, adi: Person) -> None:
    cici = _member(adi, planned, "cici@cakrawala.example", Role.COORDINATOR)
    rows = log(cici, planned, person=adi.email), log(cici, planned, role="sponsor", days=Decimal(12))
    _member(adi, planned, cici.email, Role.IMPLEMENTATION_TEAM)
    take_role(actor=actor_of(adi), grant=Grant.objects.get(member__person=cici, role=Role.COORDINATOR))
    for row in rows:
        with pytest.raises(Refused, match="your own work"):
            take_back_effort(actor=actor_of(cici), entry=row)
        with pytest.raises(Refused, match="your own work"):
            put_effort(actor=actor_of(cici), programme=planned, fields={"code": row.code, "days": Decimal("0.5")})


def test_who_left_did_the_work_all_the_same(planned: Programme, adi: Person, bayu: Person) -> None:
    row = log(bayu, planned)
    remove_member(actor=actor_of(adi), member=Member.objects.get(person=bayu, organisation=planned.organisation))
    as_it_was = fields_of(get_effort(planned, row.code))
    assert put_effort(actor=actor_of(adi), programme=planned, fields=as_it_was, is_own=False).did == "unchanged"
    shorter = {**as_it_was, "days": Decimal("0.5")}
    assert put_effort(actor=actor_of(adi), programme=planned, fields=shorter, is_own=False).row.person == bayu
    with pytest.raises(Refused, match="is no member"):
        log(adi, planned, person=bayu.email)


def test_a_reader_logs_nothing(planned: Programme, adi: Person) -> None:
    iris = _member(adi, planned, "iris@cakrawala.example", Role.READER)
    with pytest.raises(NotAllowed):
        log(iris, planned)


def test_sums_stand_beside_what_was_planned(
    planned: Programme, adi: Person, bayu: Person, django_assert_num_queries: Any
) -> None:
    log(adi, planned, days=Decimal("1.5"))
    log(bayu, planned, days=Decimal("0.5"), role="implementation-team", person=bayu.email)
    log(adi, planned, activity="policy", role="coordinator", days=Decimal(12), external=True)
    with django_assert_num_queries(3):
        effort = effort_of(planned)
    phases = {each.phase.key: each for each in effort.phases}
    foundation, design = phases["foundation"], phases["design"]
    assert (foundation.logged.internal, foundation.logged.external) == (Decimal(2), 0)
    assert (design.logged.internal, design.logged.external) == (0, Decimal(12))
    assert foundation.in_activities == foundation.phase.internal_days
    roles = {each.role: each for each in effort.roles}
    assert roles["sponsor"].logged.internal == Decimal("1.5")
    assert roles["implementation-team"].logged.internal == Decimal("0.5")
    assert sum(each.planned for each in effort.roles) == effort.planned
    activities = {each.activity.key: each.logged for each in effort.activities}
    assert (activities["kick-off"].internal, activities["kick-off"].entries) == (Decimal(2), 2)
    assert (effort.logged.internal, effort.logged.external, effort.logged.entries) == (Decimal(2), Decimal(12), 3)
    assert [one.person for one in entries_on(get_activity(planned, "kick-off"))] == [bayu, adi]
