"""Naming people, meetings that were due, obstacles, and the warnings that come of them."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milepost.engines.rules.facts.governance import GovernanceFacts
from milepost.features.governance.facts import governance_topics
from milepost.features.governance.models import Meeting, RoleHolder
from milepost.features.governance.selectors import get_charter
from milepost.features.governance.services import (
    put_holder,
    put_meeting,
    put_obstacle,
    set_rhythm,
    sign_commitment,
    sign_words,
    write_commitment,
)
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.authors import Channel
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Grant, Person
from milepost.platform.organisations.policies import Hidden, NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from milepost.platform.signatures.models import Method, Signature
from milepost.platform.signatures.services import Signing, check_signature
from tests.doing import Apply
from tests.people import PASSWORD, actor_of, cli

NASTY = "<b>x</b> 🚀 \u202e"
START = date(2026, 3, 2)


def _day(days: int = 0) -> date:
    return today("Asia/Jakarta") + timedelta(days=days)


def _facts(programme: Programme, on: date | None = None) -> GovernanceFacts:
    facts = governance_topics(programme, on or _day())["governance"]
    assert isinstance(facts, GovernanceFacts)
    return facts


def test_nothing_entered_is_no_fact_so_that_it_can_be_attested(programme: Programme) -> None:
    assert governance_topics(programme, _day())["governance"] is None
    assert governance_topics(programme, _day())["commitment"] is None


def test_the_facts_take_seven_queries_however_much_there_is(
    apply: Apply, area: None, programme: Programme, ada: Person
) -> None:
    for stop in (3, 30):
        apply(
            team=[{"code": f"t{n}", "name": f"T {n}", "areas": ["workplace"]} for n in range(stop)],
            meetings=[
                {"code": f"SC-{n}", "due_on": _day(-n).isoformat(), "held_on": _day(-n).isoformat(), "present": ["t1"]}
                for n in range(stop)
            ],
            obstacles=[{"code": f"OB-{n}", "title": "Wall", "owner": ada.email} for n in range(stop)],
        )
        with CaptureQueriesContext(connection) as queries:
            governance_topics(programme, _day())
        assert len(queries) == 7


@pytest.mark.parametrize(
    ("on", "missed"),
    [(0, 0), (1, 1), (14, 1), (15, 1), (28, 1), (29, 2), (43, 3)],
)
def test_meetings_that_were_due_and_not_held_count_as_missed_over_time(
    programme: Programme, ada: Person, on: int, missed: int
) -> None:
    """Every two weeks from 2 March; only that of 16 March is held, two days late."""
    set_rhythm(actor=actor_of(ada), programme=programme, starts_on=START, every_days=14)
    held = START + timedelta(days=16)
    put_meeting(actor=actor_of(ada), programme=programme, fields={"held_on": held})
    assert Meeting.objects.get().due_on == START + timedelta(days=14)
    day = START + timedelta(days=on)
    late = [m for m in _facts(programme, day).meetings if m.due_on < day and not (m.held_on and m.held_on <= day)]
    assert len(late) == missed + (1 if on == 15 else 0)


def test_a_meeting_covers_the_nearest_day_that_no_other_covers(programme: Programme, ada: Person) -> None:
    set_rhythm(actor=actor_of(ada), programme=programme, starts_on=START, every_days=14)
    for days, due in ((1, 0), (13, 14), (30, 28), (31, 42), (100, 98)):
        held = START + timedelta(days=days)
        row = put_meeting(actor=actor_of(ada), programme=programme, fields={"held_on": held}).row
        assert row.due_on == START + timedelta(days=due)


def test_a_meeting_held_in_the_future_is_refused(programme: Programme, ada: Person) -> None:
    with pytest.raises(Refused, match="future"):
        put_meeting(actor=actor_of(ada), programme=programme, fields={"held_on": _day(1)})


def test_a_sponsor_who_misses_two_meetings_in_a_row_is_a_warning(
    apply: Apply, programme: Programme, sari: Person
) -> None:
    def warned() -> set[str]:
        status = cli("status", "sms-1", "--as", "ada@cakrawala.example", "--json").json
        return {result["id"] for warning in status["warnings"] for result in warning["results"]}

    roles = [{"code": "sari", "role": "sponsor", "person": sari.email, "since": "2026-02-02"}]
    held = [{"code": f"SC-{n}", "due_on": _day(-n).isoformat(), "held_on": _day(-n).isoformat()} for n in (1, 2)]
    apply(roles=roles, meetings=held)
    assert "W-03.sponsor-absent" not in warned()  # nobody says who was there
    apply(meetings=[{"code": "SC-1", "excused": ["sari"]}, {"code": "SC-2", "absent": ["sari"]}])
    assert "W-03.sponsor-absent" in warned()
    apply(meetings=[{"code": "SC-1", "present": ["sari@cakrawala.example"], "excused": []}])
    assert "W-03.sponsor-absent" not in warned()


def test_an_obstacle_undecided_for_four_weeks_is_a_warning(apply: Apply, programme: Programme) -> None:
    def warned(on: date) -> bool:
        status = cli("status", "sms-1", "--on", on, "--as", "ada@cakrawala.example", "--json").json
        return "W-11.obstacle" in {result["id"] for warning in status["warnings"] for result in warning["results"]}

    apply(obstacles=[{"code": "OB-1", "title": "Wall", "raised_on": _day(-40).isoformat()}])
    assert not warned(_day(-12))
    assert warned(_day(-11))
    assert warned(_day())


def test_a_part_time_coordinator_without_a_line_is_a_warning(apply: Apply, programme: Programme, ada: Person) -> None:
    apply(roles=[{"code": "ada", "role": "coordinator", "person": ada.email, "share_percent": 60}])
    coordinator = _facts(programme).coordinators[0]
    assert (coordinator.share_percent, coordinator.direct_access, coordinator.logged_percent) == (60, False, None)


def test_the_last_day_in_office_is_the_last(programme: Programme, ada: Person, sari: Person) -> None:
    fields = {"role": "sponsor", "person": sari.email, "since": START, "until": START + timedelta(days=9)}
    row = put_holder(actor=actor_of(ada), programme=programme, fields=fields).row
    assert row.in_office(START + timedelta(days=9))
    assert not row.in_office(START + timedelta(days=10))
    assert _facts(programme).sponsors[0].until == START + timedelta(days=10)
    next_one = {"role": "sponsor", "name": "Rudi", "since": START + timedelta(days=10)}
    put_holder(actor=actor_of(ada), programme=programme, fields=next_one)
    assert get_charter(programme, on=START + timedelta(days=10)).sponsor.called == "Rudi"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"role": "king", "name": "x"}, "role"),
        ({"role": "sponsor"}, "name"),
        ({"role": "sponsor", "person": "zoe@bukit.example"}, "person"),
        ({"role": "sponsor", "name": "x", "authority": Decimal(-1)}, "authority"),
        ({"role": "sponsor", "name": "x", "share_percent": 50}, "share_percent"),
        ({"role": "coordinator", "name": "x", "share_percent": 101}, "share_percent"),
        ({"role": "coordinator", "name": "x", "since": START, "until": START - timedelta(days=1)}, "until"),
        ({"role": "implementation-team", "name": "x", "areas": ["nowhere"]}, "areas"),
    ],
)
def test_a_role_that_cannot_be_held_so_is_refused(
    programme: Programme, ada: Person, zoe: Person, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        put_holder(actor=actor_of(ada), programme=programme, fields=fields)
    assert refused.value.field == field
    assert not RoleHolder.objects.exists()


def test_naming_again_with_the_same_words_changes_nothing(
    apply: Apply, area: None, programme: Programme, ben: Person
) -> None:
    rows = {
        "team": [{"code": "ben", "person": ben.email, "areas": ["workplace"]}],
        "steering": [{"starts_on": "2026-03-02", "every_days": 14}],
        "meetings": [{"code": "SC-1", "due_on": "2026-03-02", "held_on": "2026-03-02", "present": ["ben", "Ninik"],
                      "decisions": ["Go on"], "agenda": NASTY}],
        "obstacles": [{"code": "OB-1", "title": NASTY, "decision": "Yes", "meeting": "SC-1",
                       "raised_on": "2026-03-01"}],
        "board_decisions": [{"code": "BD-1", "decided_on": "2026-03-02", "amount": "10.50"}],
    }  # fmt: skip
    assert apply(**rows)["created"] == 5
    assert apply(**rows)["unchanged"] == 5
    assert verify_ledger().breaches == []


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ({"steering": [{"starts_on": "2026-03-02"}]}, "every_days"),
        ({"steering": [{"starts_on": "2026-03-02", "every_days": 7, "every_weeks": 1}]}, "every_days"),
        ({"meetings": [{"code": "x", "due_on": "2026-03-02", "present": ["a", "a"]}]}, "present"),
        ({"meetings": [{"code": "x", "due_on": "2026-03-02", "agenda": "x" * 100_001}]}, "agenda"),
        ({"obstacles": [{"code": "x", "title": "t", "meeting": "SC-99"}]}, "meeting"),
        ({"obstacles": [{"code": "x", "title": "t", "owner": "zoe@bukit.example"}]}, "owner"),
        ({"board_decisions": [{"code": "x", "amount": 1}]}, "decided_on"),
        ({"board_decisions": [{"code": "x", "decided_on": "2026-03-02", "amount": -1}]}, "amount"),
        ({"roles": [{"code": "x", "role": "sponsor", "name": "a\x00"}]}, None),
    ],
)
def test_a_row_at_fault_is_named_with_its_field(
    apply: Apply, rows: dict[str, list[dict[str, Any]]], field: str | None
) -> None:
    report = apply(**rows)
    assert [refused["field"] for refused in report["refused"]] == [field]
    assert report["written"] is False


def test_long_notes_and_strange_words_are_kept_as_they_are(programme: Programme, ada: Person) -> None:
    words = NASTY + "x" * (100_000 - len(NASTY))
    actor = actor_of(ada)
    meeting = put_meeting(actor=actor, programme=programme, fields={"due_on": START, "agenda": words, "minutes": words})
    obstacle = put_obstacle(actor=actor, programme=programme, fields={"title": NASTY, "note": words})
    commitment = write_commitment(actor=actor, programme=programme, text=words, covers=["programme"])
    for row in (meeting.row, obstacle.row, commitment):
        row.refresh_from_db()
    assert (meeting.row.minutes, obstacle.row.note, commitment.text) == (words, words, words)
    assert verify_ledger().breaches == []


def test_two_writers_of_one_meeting_are_told_apart(programme: Programme, ada: Person) -> None:
    fields = {"code": "SC-1", "due_on": START}
    put_meeting(actor=actor_of(ada), programme=programme, fields=fields)
    put_meeting(actor=actor_of(ada), programme=programme, fields={"code": "SC-1", "agenda": "One"}, seen=1)
    with pytest.raises(Superseded):
        put_meeting(actor=actor_of(ada), programme=programme, fields={"code": "SC-1", "agenda": "Two"}, seen=1)
    with pytest.raises(Refused, match="taken"):
        put_meeting(actor=actor_of(ada), programme=programme, fields=fields, seen=0)


type Doing = Callable[[Any, Programme], object]
DOINGS: list[Doing] = [
    lambda actor, programme: put_holder(actor=actor, programme=programme, fields={"role": "sponsor", "name": "x"}),
    lambda actor, programme: set_rhythm(actor=actor, programme=programme, starts_on=START, every_days=7),
    lambda actor, programme: put_meeting(actor=actor, programme=programme, fields={"due_on": START}),
    lambda actor, programme: put_obstacle(actor=actor, programme=programme, fields={"title": "x"}),
    lambda actor, programme: write_commitment(actor=actor, programme=programme, text="x", covers=["programme"]),
    lambda actor, programme: sign_words(actor=actor, programme=programme, signing=Signing(PASSWORD)),
]


@pytest.mark.parametrize("do", DOINGS)
def test_readers_may_not_and_strangers_cannot_know(programme: Programme, iris: Person, zoe: Person, do: Doing) -> None:
    with pytest.raises(NotAllowed):
        do(actor_of(iris), programme)
    with pytest.raises(Hidden):
        do(actor_of(zoe), programme)


def test_a_token_cannot_sign(programme: Programme, sari: Person) -> None:
    commitment = write_commitment(actor=actor_of(sari), programme=programme, text="x", covers=["programme"])
    token = actor_of(sari, Channel.API, may_sign=False)
    with pytest.raises(Refused, match="a token or a folder's rights never sign"):
        sign_commitment(actor=token, commitment=commitment, signing=Signing(PASSWORD))
    assert not Signature.objects.exists()


def test_a_withdrawn_or_outdated_commitment_is_not_signed(apply: Apply, programme: Programme, sari: Person) -> None:
    actor = actor_of(sari)
    commitment = write_commitment(actor=actor, programme=programme, text="x", covers=["programme"])
    programme.budget = Decimal("5.00")
    programme.save()
    with pytest.raises(Refused, match="changed since"):
        sign_commitment(actor=actor, commitment=commitment, signing=Signing(PASSWORD))
    commitment = write_commitment(
        actor=actor, programme=programme, text="x", covers=["programme"], commitment=commitment
    )
    signature = sign_commitment(actor=actor, commitment=commitment, signing=Signing(PASSWORD))
    assert sign_commitment(actor=actor, commitment=commitment, signing=Signing(PASSWORD)) == signature
    with pytest.raises(Refused, match="its words stand"):
        write_commitment(actor=actor, programme=programme, text="y", covers=["programme"], commitment=commitment)


def test_a_term_that_is_over_gives_no_access(programme: Programme, adi: Person, mira: Person) -> None:
    fields = {"role": "sponsor", "person": mira.email, "until": _day(-1)}
    put_holder(actor=actor_of(adi), programme=programme, fields=fields)
    assert not Grant.objects.filter(member__person=mira).exists()


def test_a_service_decided_out_of_scope_asks_for_no_member(apply: Apply, area: None, programme: Programme) -> None:
    apply(obstacles=[{"code": "OB-1", "title": "Wall"}])
    assert [found.unit.key for found in _facts(programme).areas] == ["workplace"]
    out = [{"kind": "service", "code": "email", "state": "out", "justification": "Run by a sister company"}]
    assert apply(scope=out)["written"]
    assert _facts(programme).areas == ()


def test_a_token_checks_no_paper_and_the_command_line_only_with_the_password(ada: Person, ben: Person) -> None:
    signature = Signature(method=Method.PAPER, entered_by=ada)
    for actor in (actor_of(ben, Channel.API, may_sign=False), actor_of(ben, Channel.CLI)):
        with pytest.raises(Refused, match="never check"):
            check_signature(actor=actor, signature=signature)
    assert signature.checked_at is None
