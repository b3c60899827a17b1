"""The registers that rhythms need: nil statements, due dates, occurrences, cases."""

from datetime import date, datetime
from unittest import mock

import pytest

from milepost.engines.rules.clock.rhythms import Planned
from milepost.engines.rules.months import Month
from milepost.features.practices.models import NilStatement, Occurrence, Practice
from milepost.features.practices.querysets import practices_with_registers
from milepost.features.practices.rhythms import rhythms_of
from milepost.features.practices.selectors import get_practice
from milepost.features.practices.services import (
    add_practices,
    approve_due_dates,
    assign_practice,
    end_practice,
    make_nil_statement,
    move_occurrence,
    record_case,
    record_live_before,
    record_occurrence,
    sign_nil_statement,
)
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.models import Entry
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.signatures.services import Signing
from tests.people import PASSWORD, actor_of

OCTOBER = Month(2026, 10)


@pytest.fixture
def live(programme: Programme, ada: Person, olga: Person) -> Programme:
    """Problem, supplier, capacity and incident management live since June; Olga owns the first."""
    actor = actor_of(ada)
    add_practices(actor=actor, programme=programme)
    for key in ("problem", "supplier", "capacity", "incident"):
        practice = get_practice(programme, key)
        record_live_before(actor=actor, practice=practice, on=date(2026, 6, 1), reason="Minutes")
    problem = get_practice(programme, "problem")
    assign_practice(actor=actor, practice=problem, owner=olga, deputy=None, hours_per_week=None)
    return programme


def on_day(day: str) -> "mock._patch[mock.Mock]":
    """The server's day, for the services of this feature and for signatures."""
    at = datetime.fromisoformat(f"{day}T03:00:00+00:00")
    return mock.patch(
        "milepost.platform.ledger.clock.datetime", mock.Mock(now=lambda _zone: at, fromisoformat=datetime.fromisoformat)
    )


# -- nil statements ---------------------------------------------------------------------------------------------------


def test_the_owner_signs_a_nil_statement_with_their_password(live: Programme, olga: Person) -> None:
    problem, actor = get_practice(live, "problem"), actor_of(olga)
    with on_day("2026-11-03"):
        made = make_nil_statement(actor=actor, practice=problem, month=OCTOBER, looked_at="Queue P1, mailbox")
        assert not made.is_signed
        with pytest.raises(Refused, match="not your password"):
            sign_nil_statement(actor=actor, practice=problem, month=OCTOBER, signing=Signing("wrong"))
        signed = sign_nil_statement(actor=actor, practice=problem, month=OCTOBER, signing=Signing(PASSWORD))
    assert signed.is_signed
    assert Entry.objects.filter(kind="practices.nil-statement-signed").count() == 1


def test_nobody_else_signs_it(live: Programme, ada: Person, olga: Person) -> None:
    problem = get_practice(live, "problem")
    with on_day("2026-11-03"):
        make_nil_statement(actor=actor_of(ada), practice=problem, month=OCTOBER, looked_at="Queue P1")
        with pytest.raises(Refused, match="signed by the owner, Olga Pratiwi"):
            sign_nil_statement(actor=actor_of(ada), practice=problem, month=OCTOBER, signing=Signing(PASSWORD))


@pytest.mark.parametrize(
    ("day", "says"), [("2026-10-30", "Before its last day"), ("2026-11-17", "was due by")], ids=["early", "late"]
)
def test_it_is_signed_from_the_months_last_day_until_the_tenth_working_day(
    live: Programme, olga: Person, day: str, says: str
) -> None:
    problem, actor = get_practice(live, "problem"), actor_of(olga)
    with on_day(day), pytest.raises(Refused, match=says):
        _make_and_sign(problem, actor)


def test_a_signed_statement_stays_as_it_is(live: Programme, olga: Person) -> None:
    problem, actor = get_practice(live, "problem"), actor_of(olga)
    with on_day("2026-11-03"):
        make_nil_statement(actor=actor, practice=problem, month=OCTOBER, looked_at="Queue P1")
        sign_nil_statement(actor=actor, practice=problem, month=OCTOBER, signing=Signing(PASSWORD))
        with pytest.raises(Refused, match="stays as it is"):
            make_nil_statement(actor=actor, practice=problem, month=OCTOBER, looked_at="Elsewhere")
    assert NilStatement.objects.get().looked_at == "Queue P1"


def test_it_names_where_they_looked_and_a_month_in_which_the_practice_was_live(live: Programme, olga: Person) -> None:
    problem, actor = get_practice(live, "problem"), actor_of(olga)
    with on_day("2026-11-03"):
        with pytest.raises(Refused, match="where you looked"):
            make_nil_statement(actor=actor, practice=problem, month=OCTOBER, looked_at="  ")
        with pytest.raises(Refused, match="was not live"):
            make_nil_statement(actor=actor, practice=problem, month=Month(2026, 5), looked_at="Queue")


def test_a_practice_without_a_sparse_rhythm_has_no_nil_statement(live: Programme, ada: Person) -> None:
    with on_day("2026-11-03"), pytest.raises(Refused, match="no rhythm in which a month may be empty"):
        make_nil_statement(
            actor=actor_of(ada), practice=get_practice(live, "incident"), month=OCTOBER, looked_at="Queue"
        )


def test_an_owner_keeps_only_their_own_registers(live: Programme, olga: Person) -> None:
    with on_day("2026-11-03"), pytest.raises(NotAllowed):
        record_case(
            actor=actor_of(olga), practice=get_practice(live, "incident"), happened_on=date(2026, 11, 1),
            title="Outage", rehearsal=False,
        )  # fmt: skip


def _make_and_sign(problem: Practice, actor: Actor) -> None:
    make_nil_statement(actor=actor, practice=problem, month=OCTOBER, looked_at="Queue P1")
    sign_nil_statement(actor=actor, practice=problem, month=OCTOBER, signing=Signing(PASSWORD))


# -- due dates and occurrences ----------------------------------------------------------------------------------------


def due(
    live: Programme, ada: Person, *days: date, approved_on: date | None = None, reason: str = ""
) -> list[Occurrence]:
    return approve_due_dates(
        actor=actor_of(ada), practice=get_practice(live, "supplier"), rhythm="review", due_on=days,
        approved_on=approved_on, reason=reason,
    )  # fmt: skip


def supplier(live: Programme) -> Practice:
    return get_practice(live, "supplier")


def test_due_dates_are_fixed_beforehand(live: Programme, ada: Person) -> None:
    with on_day("2026-06-10"):
        with pytest.raises(Refused, match="lies before the approval"):
            due(live, ada, date(2026, 6, 1))
        assert [made.due_on for made in due(live, ada, date(2026, 6, 15), date(2026, 9, 15))] == [
            date(2026, 6, 15), date(2026, 9, 15),
        ]  # fmt: skip
        assert due(live, ada, date(2026, 9, 15)) == []


def test_an_approval_from_before_names_where_it_is_written(live: Programme, ada: Person) -> None:
    with on_day("2026-06-10"):
        with pytest.raises(Refused, match="where it is written"):
            due(live, ada, date(2026, 6, 1), approved_on=date(2026, 5, 20))
        assert due(live, ada, date(2026, 6, 1), approved_on=date(2026, 5, 20), reason="Minutes SC-5")
        with pytest.raises(Refused, match="that day stays"):
            due(live, ada, date(2026, 5, 2), approved_on=date(2026, 5, 1), reason="Minutes SC-4")


def test_only_a_planned_rhythm_of_the_practice_has_due_dates(live: Programme, ada: Person) -> None:
    with on_day("2026-06-10"), pytest.raises(Refused, match="no planned rhythm records"):
        approve_due_dates(actor=actor_of(ada), practice=supplier(live), rhythm="records", due_on=[date(2026, 7, 1)])


def test_an_occurrence_moved_before_its_day_is_due_on_the_new_one(live: Programme, ada: Person) -> None:
    with on_day("2026-06-10"):
        (occurrence,) = due(live, ada, date(2026, 6, 15))
        move_occurrence(
            actor=actor_of(ada),
            practice=supplier(live),
            occurrence=occurrence,
            due_on=date(2026, 6, 22),
            reason="Leave",
        )
    kept = Occurrence.objects.get()
    assert (kept.due_on, kept.moved_after_due) == (date(2026, 6, 22), False)


def test_one_moved_after_its_day_stays_missed_and_a_new_one_is_due(live: Programme, ada: Person) -> None:
    with on_day("2026-06-10"):
        (occurrence,) = due(live, ada, date(2026, 6, 15))
    with on_day("2026-06-20"):
        move_occurrence(
            actor=actor_of(ada), practice=supplier(live), occurrence=occurrence, due_on=date(2026, 7, 1), reason="Leave"
        )
    kept = list(Occurrence.objects.order_by("due_on").values_list("due_on", "moved_after_due", "recorded_on"))
    assert kept == [(date(2026, 6, 15), True, date(2026, 6, 20)), (date(2026, 7, 1), False, None)]
    (row,) = (each for each in practices_with_registers(live) if each.key == "supplier")
    (rhythm,) = rhythms_of(row, on=date(2026, 7, 2), counted={})
    assert isinstance(rhythm, Planned)
    assert [(each.due_on, each.moved_on) for each in rhythm.occurrences] == [
        (date(2026, 6, 15), date(2026, 6, 20)),
        (date(2026, 7, 1), None),
    ]


def test_what_was_done_stands_on_its_true_day_with_the_day_it_was_recorded(live: Programme, ada: Person) -> None:
    with on_day("2026-06-10"):
        (occurrence,) = due(live, ada, date(2026, 6, 15))
    with on_day("2026-06-17"):
        with pytest.raises(Refused, match="to come"):
            record_occurrence(
                actor=actor_of(ada), practice=supplier(live), occurrence=occurrence, done_on=date(2026, 6, 18)
            )
        record_occurrence(
            actor=actor_of(ada), practice=supplier(live), occurrence=occurrence, done_on=date(2026, 6, 16)
        )
    kept = Occurrence.objects.get()
    assert (kept.done_on, kept.recorded_on) == (date(2026, 6, 16), date(2026, 6, 17))


def test_what_is_recorded_long_afterwards_names_its_proof(live: Programme, ada: Person) -> None:
    with on_day("2026-06-10"):
        (occurrence,) = due(live, ada, date(2026, 6, 15))
    with on_day("2026-08-01"):
        with pytest.raises(Refused, match="More than 31 days ago"):
            record_occurrence(
                actor=actor_of(ada), practice=supplier(live), occurrence=occurrence, done_on=date(2026, 6, 16)
            )
        record_occurrence(
            actor=actor_of(ada), practice=supplier(live), occurrence=occurrence, done_on=date(2026, 6, 16),
            note_on_it="Minutes SR-2",
        )  # fmt: skip
    assert Occurrence.objects.get().done_on == date(2026, 6, 16)


# -- cases, and the end -----------------------------------------------------------------------------------------------


def test_cases_belong_to_practices_with_a_triggered_rhythm(live: Programme, ada: Person) -> None:
    with on_day("2026-06-20"):
        case = record_case(
            actor=actor_of(ada), practice=get_practice(live, "incident"), happened_on=date(2026, 6, 18),
            title="Core switch down", rehearsal=False, outcome="Reviewed",
        )  # fmt: skip
        assert case.rhythm == "major"
        with pytest.raises(Refused, match="no triggered rhythm"):
            record_case(
                actor=actor_of(ada), practice=get_practice(live, "problem"), happened_on=date(2026, 6, 18),
                title="x", rehearsal=True,
            )  # fmt: skip


def test_a_practice_that_ended_may_go_live_again_afterwards(live: Programme, ada: Person) -> None:
    actor = actor_of(ada)
    end_practice(actor=actor, practice=supplier(live), on=date(2026, 8, 1))
    with pytest.raises(Refused, match="goes live again after that"):
        record_live_before(actor=actor, practice=supplier(live), on=date(2026, 7, 1), reason="Minutes")
    record_live_before(actor=actor, practice=supplier(live), on=date(2026, 9, 1), reason="Minutes")
    assert (supplier(live).live_on, supplier(live).ended_on) == (date(2026, 9, 1), None)
