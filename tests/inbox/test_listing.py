"""What falls due becomes an action of whoever answers for it, once, and leaves the list by itself."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milepost.catalogue.practices import practices
from milepost.engines.rules.months import Month
from milepost.features.actions.models import Action, ActionState
from milepost.features.actions.services import change_action
from milepost.features.governance.services import put_meeting, set_rhythm
from milepost.features.inbox.facts.gathering import Dues, dues_of
from milepost.features.inbox.jobs import list_all
from milepost.features.inbox.services import listing
from milepost.features.practices.selectors import get_occurrence, get_practice
from milepost.features.practices.services import (
    approve_due_dates,
    make_nil_statement,
    move_occurrence,
    record_occurrence,
    sign_nil_statement,
)
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Grant, Member, Organisation, Person
from milepost.platform.organisations.services import remove_member
from milepost.platform.signatures.services import Signing
from tests.inbox.conftest import At, listed
from tests.management.places import enter
from tests.people import PASSWORD, actor_of


@pytest.fixture(autouse=True)
def _the_ledger_agrees_afterwards(db: None) -> object:
    yield
    assert verify_ledger().breaches == []


def on_list(programme: Programme, kind: str = "practice") -> dict[str, tuple[str, str]]:
    """What fell due: state and owner by key."""
    rows = Action.objects.filter(programme=programme, source_kind=kind).order_by("number")
    return {row.source_key: (row.state, row.owner.name.split()[0] if row.owner else "") for row in rows}


# -- practices --------------------------------------------------------------------------------------------------------


def test_a_month_that_would_stay_silent_is_on_its_owners_list_thirty_days_ahead_and_once(
    live: Programme, at: At
) -> None:
    at("2026-09-13")
    assert listed(live) == (0, 0, 0, 0)
    at("2026-09-14")
    assert listed(live) == (1, 0, 0, 0)
    assert on_list(live) == {"problem#records.2026-09": ("open", "Olga")}
    row = Action.objects.get(programme=live)
    assert (row.due_on, row.subject_key) == (date(2026, 10, 14), "problem")
    assert row.title.startswith("Problem management: September 2026 has no record (problem records)")
    for day in ("2026-09-14", "2026-09-30", "2026-10-14"):
        at(day)
        assert listed(live)[0] == (1 if day == "2026-10-14" else 0)


def test_the_signed_nil_statement_takes_it_off_and_the_ledger_says_so(live: Programme, olga: Person, at: At) -> None:
    at("2026-10-02")
    listed(live)
    problem = get_practice(live, "problem")
    make_nil_statement(actor=actor_of(olga), practice=problem, month=Month(2026, 9), looked_at="The register")
    sign_nil_statement(actor=actor_of(olga), practice=problem, month=Month(2026, 9), signing=Signing(PASSWORD))
    assert listed(live) == (0, 1, 0, 0)
    row = Action.objects.get(source_key="problem#records.2026-09")
    assert (row.state, row.finished_on) == (ActionState.DONE, date(2026, 10, 2))
    assert Entry.objects.filter(kind="actions.settled", subject_id=row.pk).count() == 1


def test_who_took_it_off_is_not_asked_again_for_that_month(live: Programme, olga: Person, at: At) -> None:
    at("2026-09-20")
    listed(live)
    row = Action.objects.get(programme=live)
    change_action(actor=actor_of(olga), action=row, changes={"state": "cancelled"})
    at("2026-10-05")
    assert listed(live) == (0, 0, 0, 0)
    assert Action.objects.count() == 1


def test_a_settled_month_whose_record_counts_no_more_comes_back(
    live: Programme, olga: Person, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    at("2026-10-02")
    listed(live)
    real = listing.dues_of
    key = "practice:problem#records.2026-09"

    def counted(programme: Programme, on: date) -> Dues:
        found = real(programme, on)
        return Dues(tuple(replace(due, settled=True) if due.key == key else due for due in found.found), found.unsure)

    monkeypatch.setattr(listing, "dues_of", counted)
    assert listed(live) == (0, 1, 0, 0)
    monkeypatch.setattr(listing, "dues_of", real)
    assert [listed(live), listed(live)] == [(1, 0, 0, 0), (0, 0, 0, 0)]
    row = Action.objects.get(source_key="problem#records.2026-09")
    assert (row.state, row.finished_on, row.owner) == (ActionState.OPEN, None, olga)
    assert Entry.objects.filter(kind="actions.fell-due", subject_id=row.pk).count() == 2
    change_action(actor=actor_of(olga), action=row, changes={"state": "done"})
    assert listed(live) == (0, 0, 0, 0)


def test_an_occurrence_that_is_moved_away_and_back_is_on_the_list_again(live: Programme, ada: Person, at: At) -> None:
    supplier = get_practice(live, "supplier")
    days = [date(2026, 9, 20), date(2026, 12, 31)]
    approve_due_dates(actor=actor_of(ada), practice=supplier, rhythm="review", due_on=days)

    def move(before: date, after: date) -> None:
        occurrence = get_occurrence(supplier, "review", before)
        move_occurrence(actor=actor_of(ada), practice=supplier, occurrence=occurrence, due_on=after, reason="Ill")

    assert listed(live) == (1, 0, 0, 0)
    move(days[0], date(2026, 9, 25))
    assert listed(live) == (1, 0, 1, 0)
    move(date(2026, 9, 25), days[0])
    assert listed(live) == (1, 0, 1, 0)
    assert on_list(live) == {
        "supplier#review.2026-09-20": ("open", "Olga"), "supplier#review.2026-09-25": ("cancelled", "Olga"),
    }  # fmt: skip


def test_a_month_that_nothing_can_help_any_more_leaves_the_list_as_cancelled(live: Programme, at: At) -> None:
    at("2026-10-01")
    listed(live)
    at("2027-01-01")
    assert listed(live)[2] == 1
    assert on_list(live)["problem#records.2026-09"][0] == "cancelled"
    assert on_list(live)["problem#records.2026-10"][0] == "open"


def test_an_occurrence_is_on_the_list_before_its_day_and_the_next_days_too(
    live: Programme, ada: Person, olga: Person, at: At
) -> None:
    supplier = get_practice(live, "supplier")
    days = [date(2026, 10, 1), date(2026, 12, 31)]
    approve_due_dates(actor=actor_of(ada), practice=supplier, rhythm="review", due_on=days)
    assert listed(live) == (1, 0, 0, 0)
    record_occurrence(
        actor=actor_of(olga), practice=supplier, occurrence=get_occurrence(supplier, "review", days[0]),
        done_on=date(2026, 9, 1),
    )  # fmt: skip
    assert listed(live) == (0, 1, 0, 0)
    at("2026-12-01")
    listed(live)
    found = {key: state for key, (state, _owner) in on_list(live).items() if key.startswith("supplier")}
    assert found == {
        "supplier#review.2026-10-01": "done", "supplier#review.2026-12-31": "open",
        "supplier#review-days.2026-12-31": "open",
    }  # fmt: skip


def test_a_practice_without_an_owner_who_is_there_is_the_coordinators(
    live: Programme, adi: Person, olga: Person, at: At
) -> None:
    at("2026-09-20")
    listed(live)
    remove_member(actor=actor_of(adi), member=Member.objects.get(person=olga))
    assert listed(live) == (0, 0, 0, 1)
    assert on_list(live) == {"problem#records.2026-09": ("open", "Ada")}
    at("2026-10-20")
    listed(live)
    assert on_list(live)["problem#records.2026-10"] == ("open", "Ada")


def test_who_may_not_sign_in_or_sees_the_programme_no_more_is_owed_nothing_of(
    live: Programme, ada: Person, olga: Person, at: At
) -> None:
    at("2026-09-20")
    listed(live)
    Grant.objects.filter(member__person=olga).update(until=date(2026, 9, 20))
    assert listed(live) == (0, 0, 0, 0)
    at("2026-09-21")
    assert listed(live) == (0, 0, 0, 1)
    Grant.objects.filter(member__person=olga).update(until=None)
    Person.objects.filter(pk=olga.pk).update(is_active=False)
    at("2026-10-20")
    listed(live)
    assert {owner for _state, owner in on_list(live).values()} == {"Ada"}
    Person.objects.filter(pk=ada.pk).update(is_active=False)
    at("2026-11-20")
    listed(live)
    assert on_list(live)["problem#records.2026-11"] == ("open", "")


def test_every_key_of_the_catalogue_fits(db: None) -> None:
    longest = max(len(f"{one.key}#{rhythm.key}-days.2026-12-31") for one in practices() for rhythm in one.rhythms)
    assert longest <= 80
    assert len("x" * 60 + "#target.2026-12-31") <= 80  # the code of an entry has at most sixty characters


# -- registers and the committee --------------------------------------------------------------------------------------


def test_an_acceptance_that_ends_is_judged_anew(live: Programme, ada: Person, olga: Person, at: At) -> None:
    fields = {
        "owner": olga.email, "treatment": "accept", "accepted_by": "Sari Dewanti", "accepted_because": "Rare",
        "accepted_until": date(2026, 9, 30), "code": "R-1",
    }  # fmt: skip
    enter(actor_of(ada), live, "risk-method")
    enter(actor_of(ada), live, "risks", **fields)
    assert listed(live) == (1, 0, 0, 0)
    assert on_list(live, "risk") == {"R-1#accept.2026-09-30": ("open", "Olga")}
    enter(actor_of(ada), live, "risks", **fields | {"accepted_until": date(2027, 9, 30)})
    assert listed(live) == (0, 1, 0, 0)


def test_registers_owe_what_their_days_say(live: Programme, ada: Person, at: At) -> None:
    day = date(2026, 9, 20)
    actor = actor_of(ada)
    enter(actor, live, "objectives", code="O-1", baseline_by=day, due_on=day)
    enter(actor, live, "obligations", code="OBL-1", next_check_on=day)
    enter(actor, live, "knowledge", code="KN-1", next_check_on=day, due_on=day, missing="How to restore")
    enter(actor, live, "improvements", code="IMP-1", due_on=day)
    enter(actor, live, "programme-risks", code="PR-1", due_on=day, next_check_on=day)
    assert listed(live)[0] == 8
    kinds = {kind: set(on_list(live, kind)) for kind in ("objective", "obligation", "improvement", "programme-risk")}
    assert kinds == {
        "objective": {"O-1#base.2026-09-20", "O-1#target.2026-09-20"},
        "obligation": {"OBL-1#check.2026-09-20"},
        "improvement": {"IMP-1#finish.2026-09-20"},
        "programme-risk": {"PR-1#check.2026-09-20", "PR-1#treat.2026-09-20"},
    }
    enter(actor, live, "improvements", code="IMP-1", due_on=date(2026, 9, 25))
    assert listed(live) == (1, 0, 1, 0)
    enter(actor, live, "obligations", code="OBL-1", next_check_on=date(2027, 9, 20))
    assert listed(live) == (0, 1, 0, 0)


def test_a_day_of_the_committees_rhythm_is_called_then_held(live: Programme, ada: Person, at: At) -> None:
    actor = actor_of(ada)
    set_rhythm(actor=actor, programme=live, starts_on=date(2026, 9, 10), every_days=30)
    assert listed(live) == (1, 0, 0, 0)
    key = f"{live.pk}#meeting.2026-09-10"
    assert on_list(live, "governance") == {key: ("open", "Ada")}
    meeting = put_meeting(actor=actor, programme=live, fields={"due_on": date(2026, 9, 10)}).row
    assert listed(live) == (0, 0, 0, 0)
    at("2026-09-11")
    fields = {"code": meeting.code, "held_on": date(2026, 9, 10), "minutes": "Decided."}
    put_meeting(actor=actor, programme=live, fields=fields)
    listed(live)
    assert on_list(live, "governance")[key][0] == "done"


def test_a_meeting_that_was_never_held_is_never_done(live: Programme, ada: Person, at: At) -> None:
    actor = actor_of(ada)
    set_rhythm(actor=actor, programme=live, starts_on=date(2026, 9, 10), every_days=30)
    key = f"{live.pk}#meeting.2026-09-10"
    for day, state in (("2026-09-10", "open"), ("2026-12-10", "open"), ("2026-12-12", "cancelled")):
        at(day)
        listed(live)
        assert on_list(live, "governance")[key][0] == state


def test_a_meeting_on_another_day_settles_the_call_and_its_action_follows_its_day(
    live: Programme, ada: Person, at: At
) -> None:
    actor = actor_of(ada)
    set_rhythm(actor=actor, programme=live, starts_on=date(2026, 9, 10), every_days=30)
    listed(live)
    meeting = put_meeting(actor=actor, programme=live, fields={"due_on": date(2026, 9, 12)}).row
    assert listed(live) == (1, 1, 0, 0)
    called, held = f"{live.pk}#meeting.2026-09-10", f"{live.pk}#meeting.2026-09-12"
    assert {key: state for key, (state, _owner) in on_list(live, "governance").items()} == {
        called: "done", held: "open",
    }  # fmt: skip
    put_meeting(
        actor=actor, programme=live, fields={"code": meeting.code, "due_on": date(2026, 9, 20), "reason": "Ill"}
    )
    assert [listed(live), listed(live)] == [(0, 0, 0, 0)] * 2
    row = Action.objects.get(source_key=held)
    assert (row.due_on, "20 Sep" in row.title) == (date(2026, 9, 20), True)
    assert Entry.objects.filter(kind="actions.changed", subject_id=row.pk).count() == 1
    change_action(actor=actor, action=row, changes={"due_on": date(2026, 9, 15)})
    put_meeting(
        actor=actor, programme=live, fields={"code": meeting.code, "due_on": date(2026, 9, 22), "reason": "Ill"}
    )
    listed(live)
    assert Action.objects.get(source_key=held).due_on == date(2026, 9, 15)


# -- the duty ---------------------------------------------------------------------------------------------------------


def test_it_is_a_daily_duty_in_the_language_of_the_organisation(
    live: Programme, cakrawala: Organisation, at: At
) -> None:
    Organisation.objects.filter(pk=cakrawala.pk).update(language="id")
    at("2026-09-14")
    assert list_all() == "1 put on lists, 0 done"
    assert Action.objects.get().title.startswith("Manajemen problem: September 2026")
    Organisation.objects.filter(pk=cakrawala.pk).update(language=cakrawala.language)


def test_it_costs_the_same_queries_for_long_registers(live: Programme, ada: Person) -> None:
    def cost() -> int:
        dues_of(live, date(2026, 9, 1))  # the clocks are kept from here on
        with CaptureQueriesContext(connection) as found:
            dues_of(live, date(2026, 9, 1))
        return len(found)

    enter(actor_of(ada), live, "improvements", code="IMP-0", due_on=date(2026, 9, 20))
    few = cost()
    for number in range(1, 9):
        enter(actor_of(ada), live, "improvements", code=f"IMP-{number}", due_on=date(2026, 9, 20))
    assert cost() == few
