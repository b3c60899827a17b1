"""Adding, changing and finishing actions."""

from datetime import date
from decimal import Decimal

import pytest

from milepost.features.actions.facts import activity_facts
from milepost.features.actions.models import Action
from milepost.features.actions.selectors import get_action
from milepost.features.actions.services import Source, add_action, change_action, finish_action
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.history import history_of
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import Hidden, NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from tests.people import actor_of

NASTY = "<script>alert('x')</script> 🚀 \u202e <b>Büro</b>"


def test_actions_are_numbered_without_gap(programme: Programme, ada: Person, ben: Person) -> None:
    made = [
        add_action(actor=actor_of(person), programme=programme, title=f"Thing {place}")
        for place, person in enumerate((ada, ben, ada), start=1)
    ]
    year = today("Asia/Jakarta").year
    assert [action.reference for action in made] == [f"A-{year}-00{place}" for place in (1, 2, 3)]
    assert verify_ledger().breaches == []


def test_what_people_write_is_kept_as_it_is(programme: Programme, ada: Person) -> None:
    note = NASTY + "x" * (100_000 - len(NASTY))
    action = add_action(actor=actor_of(ada), programme=programme, title=NASTY, note=note, days=Decimal("2.5"))
    kept = Action.objects.get(pk=action.pk)
    assert (kept.title, kept.note, kept.days) == (NASTY, note, Decimal("2.5"))
    assert verify_ledger().breaches == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"title": "x", "note": "x" * 100_001}, "note"),
        ({"title": "x", "days": Decimal("0.25")}, "days"),
        ({"title": "x", "days": Decimal(-1)}, "days"),
    ],
)
def test_an_action_that_says_too_little_or_too_much_is_refused(
    programme: Programme, ada: Person, fields: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        add_action(actor=actor_of(ada), programme=programme, **fields)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not Action.objects.exists()


def test_an_action_is_given_to_members_only(programme: Programme, ada: Person, zoe: Person) -> None:
    with pytest.raises(Refused, match="no member"):
        add_action(actor=actor_of(ada), programme=programme, title="Call", owner=zoe)


def test_a_reader_adds_nothing(programme: Programme, iris: Person) -> None:
    with pytest.raises(NotAllowed):
        add_action(actor=actor_of(iris), programme=programme, title="Call")


def test_a_stranger_sees_no_action(programme: Programme, ada: Person, zoe: Person) -> None:
    with pytest.raises(Hidden):
        add_action(actor=actor_of(zoe), programme=programme, title="Call")
    with pytest.raises(Hidden):
        get_action(programme, "A-2026-001")


def test_the_second_of_two_writers_is_told(programme: Programme, ada: Person, ben: Person) -> None:
    action = add_action(actor=actor_of(ada), programme=programme, title="Call")
    change_action(
        actor=actor_of(ada), action=get_action(programme, action.reference), seen=1, changes={"title": "Write"}
    )
    with pytest.raises(Superseded):
        change_action(actor=actor_of(ben), action=action, seen=1, changes={"title": "Visit"})
    assert Action.objects.get().title == "Write"
    assert verify_ledger().breaches == []


def test_a_finished_action_remembers_its_day_until_it_is_opened_again(programme: Programme, ada: Person) -> None:
    action = add_action(actor=actor_of(ada), programme=programme, title="Call")
    finish_action(actor=actor_of(ada), action=action)
    assert action.finished_on == today("Asia/Jakarta")
    change_action(actor=actor_of(ada), action=action, changes={"state": "in_progress"})
    assert action.finished_on is None
    assert verify_ledger().breaches == []


def test_the_history_says_from_what_to_what(programme: Programme, ada: Person, ben: Person) -> None:
    action = add_action(
        actor=actor_of(ada), programme=programme, title="Call", source=Source("meeting", "1", "SC-2026-01")
    )
    change_action(actor=actor_of(ben), action=action, changes={"owner": ben, "due_on": date(2026, 12, 1)})
    changed, added = history_of(programme.organisation_id, action.pk)
    assert (added.kind, changed.kind) == ("actions.added", "actions.changed")
    assert changed.who == "Ben Santoso <ben@cakrawala.example>"
    assert {(change.label, change.before, change.after) for change in changed.changes} == {
        ("owner", "", "ben@cakrawala.example"),
        ("due_on", "", "2026-12-01"),
    }


def test_the_last_finished_action_is_a_fact_from_its_day_on(programme: Programme, ada: Person) -> None:
    day = today("Asia/Jakarta")
    assert activity_facts(programme, day).last_finished_on is None
    finish_action(
        actor=actor_of(ada), action=add_action(actor=actor_of(ada), programme=programme, title="Call the supplier")
    )
    facts = activity_facts(programme, day)
    assert (facts.last_finished_on, facts.last_finished) == (day, f"A-{day.year}-001 Call the supplier")
    assert activity_facts(programme, day.replace(year=day.year - 1)).last_finished_on is None
