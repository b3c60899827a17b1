"""What is kept between two readings is what a fresh reading would find, whatever was written meanwhile."""

from datetime import date
from decimal import Decimal

import pytest

from milepost.doors.cli.commands.demo import _execute
from milepost.doors.cli.main import command_of
from milepost.doors.demo.playing import play
from milepost.doors.demo.script import write_story
from milepost.features.actions.models import Action
from milepost.features.actions.services import add_action, finish_action
from milepost.features.drafting.facts import drafted_topics
from milepost.features.evidence.clocks.present import (
    NOTICED_BY_NO_CHARTER,
    NOTICED_BY_NO_CLOCK,
    NOTICED_BY_NO_REGISTER,
    NOTICED_BY_NO_RULE,
    present_of,
)
from milepost.features.evidence.clocks.reading import count_clocks, read_clocks
from milepost.features.gaps.intake import take_in
from milepost.features.gaps.services import rate_many, rate_statement
from milepost.features.gates.facts import _gather, gather, read_charter, read_registers
from milepost.features.management.services import objective_named, put_measurement
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import clock
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.models import Entry
from milepost.platform.organisations.models import Person
from milepost.platform.ui.happenings import WHAT
from milepost.platform.walls.visible import as_installation, seeing
from tests.management.places import enter
from tests.people import actor_of

ANY, OTHER = "8.6.1-01", "8.6.1-02"
# They write no table that a rule reads: reminders, remarks, invitations, sessions, passwords, tokens, copies and the
# state of jobs.
OUTSIDE = {
    "actions.reminded", "documents.remark-settled", "documents.remarked", "job.retried", "member.invitation-withdrawn",
    "member.invited",
    "plan.budget-line-added", "plan.budget-line-changed", "plan.budget-line-removed", "plan.effort-corrected",
    "plan.effort-logged", "plan.effort-taken-back",
    "person.copied", "person.locked-out",
    "person.password-changed", "person.password-set", "person.session-ended", "person.signed-in", "records.exported",
    "gates.pack-made", "token.made", "token.revoked",
}  # fmt: skip


def test_each_kind_that_is_not_noticed_is_a_kind_of_entry() -> None:
    assert set(WHAT) >= NOTICED_BY_NO_CLOCK > NOTICED_BY_NO_RULE == OUTSIDE
    assert set(WHAT) >= NOTICED_BY_NO_REGISTER > NOTICED_BY_NO_RULE
    assert set(WHAT) >= NOTICED_BY_NO_CHARTER > NOTICED_BY_NO_CLOCK


@pytest.mark.django_db
def test_through_the_whole_demonstration_what_is_kept_is_what_a_fresh_reading_finds() -> None:
    root = command_of("")
    compared = 0

    def execute(args: tuple[str, ...], stdin: str) -> tuple[int, str]:
        nonlocal compared
        ended = _execute(root, args, stdin)
        compared += compare_with_fresh()
        return ended

    try:
        play(write_story(today=date(2026, 11, 23), seed=0), execute)
    finally:
        clock.forget()
    assert compared > 100


@pytest.mark.django_db
def test_each_kind_that_no_clock_notices_leaves_the_clocks_as_they_are(programme: Programme, ada: Person) -> None:
    actor = actor_of(ada)
    compare_with_fresh()
    for kind, write in {
        "gaps.rated": lambda: rate_statement(actor=actor, programme=programme, statement=ANY, changes={"current": 1}),
        "gaps.many-rated": lambda: rate_many(
            actor=actor, programme=programme, statements=[ANY, OTHER], changes={"current": 2}
        ),
        "gaps.imported": lambda: take_in(
            actor, programme, "r.csv", f"statement,current\n{ANY},3\n{OTHER},3\n".encode(), dry_run=False
        ),
        "actions.added": lambda: add_action(actor=actor, programme=programme, title="Sign the charter"),
        "actions.changed": lambda: finish_action(actor=actor, action=Action.objects.get(programme=programme)),
        "management.stated": lambda: enter(actor, programme, "risk-method"),
        "management.entered": lambda: enter(actor, programme, "objectives", code="O-1"),
        "management.changed": lambda: enter(actor, programme, "objectives", code="O-1", method="Monthly"),
        "management.measured": lambda: put_measurement(
            actor=actor,
            programme=programme,
            objective=objective_named(programme, "O-1"),
            measured_on=today(programme.organisation.timezone),
            value=Decimal(7),
        ),
        "management.ended": lambda: enter(
            actor, programme, "objectives", code="O-1", ended_on=today(programme.organisation.timezone)
        ),
    }.items():
        clocks = read_clocks(programme, on=today(programme.organisation.timezone))
        write()
        assert Entry.objects.filter(stream__programme_id=programme.pk, kind=kind).exists()
        assert read_clocks(programme, on=today(programme.organisation.timezone)) is clocks
        compare_with_fresh()


def compare_with_fresh() -> bool:
    """Ask as a page would, then read everything anew; False while there is no programme."""
    with as_installation("the test looks at the one programme there is"):
        programme = Programme.objects.select_related("organisation").first()
    if programme is None:
        return False
    with seeing([programme.organisation_id]):
        on = today(programme.organisation.timezone)
        kept, clocks = gather(programme, on=on), read_clocks(programme, on=on)
        present = present_of(programme, on)
        charter, registered = read_charter(programme, on), read_registers(programme, on)
        compared = drafted_topics(programme, registered.said, on, charter.versions)
        fresh = _gather(programme, on, count_clocks(programme, present), charter, registered, compared)
    assert kept.facts == fresh.facts
    assert [clock.rhythms for clock in clocks] == [clock.rhythms for clock in fresh.clocks]
    return True
