"""Keeping the registers: who may, what is refused, what stays, what the ledger keeps."""

from typing import Any

import pytest

from milepost.features.management.described import REGISTERS
from milepost.features.management.models import ClimateDecision, Measurement, Objective, Risk
from milepost.features.management.selectors import Wanted, entries_wanted, fields_of
from milepost.features.management.services import put_entry, put_measurement
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.policies import Hidden, NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from tests.doing import Apply
from tests.management.conftest import At, Enter
from tests.management.places import enter as enter_sample
from tests.management.places import sample
from tests.people import actor_of

METHOD = {"likelihoods": ["Rare", "Possible", "Likely"], "impacts": ["Low", "High", "Severe"], "acceptable": 3}


@pytest.mark.parametrize("key", sorted(REGISTERS))
def test_an_entry_is_made_changed_and_left_as_it_is(key: str, programme: Programme, ada: Person, enter: Enter) -> None:
    row = enter_sample(actor_of(ada), programme, key)
    register = REGISTERS[key]
    code = {} if register.single else {"code": row.code}
    assert enter(key, **code, **sample(key)).did == "unchanged"
    changed = {"criterion": "Read quarterly"} if key == "risk-method" else {"reason": "Rain"} if register.single else {
        "title": {"en": "Another", "id": "Yang lain"}
    }  # fmt: skip
    put = enter(key, **code, **changed)
    assert (put.did, put.row.revision) == ("updated", 2)
    fresh = register.model._default_manager.get(pk=row.pk)
    assert {**fields_of(register, fresh), **changed} == fields_of(register, fresh)
    assert Entry.objects.filter(subject_id=row.pk).count() == 2
    assert verify_ledger().breaches == []


@pytest.mark.parametrize("key", sorted(REGISTERS))
def test_readers_auditors_and_strangers_keep_nothing(
    key: str, programme: Programme, iris: Person, otto: Person, zoe: Person
) -> None:
    for person, answer in ((iris, NotAllowed), (otto, NotAllowed), (zoe, Hidden)):
        with pytest.raises(answer):
            put_entry(actor=actor_of(person), programme=programme, register=REGISTERS[key], fields=sample(key))
    assert not REGISTERS[key].model._default_manager.exists()


def test_entries_get_the_next_number_of_their_register(enter: Enter) -> None:
    codes = [enter("risks", title=f"Risk {place}").row.code for place in range(2)]
    enter("risks", code="R-010", title="By its own number")
    assert [*codes, enter("risks", title="After it").row.code] == ["R-001", "R-002", "R-011"]
    assert enter("obligations", title="A law").row.code == "OBL-01"


def test_what_accepts_states_or_decides_takes_the_right_to_decide(
    programme: Programme, ben: Person, sari: Person, enter: Enter
) -> None:
    accepted = {"accepted_by": "Sari", "accepted_because": "It ends soon", "accepted_until": today("Asia/Jakarta")}
    enter("risks", code="R-1", title="Late")
    cases = [("risks", {"code": "R-1", **accepted}), ("risk-method", METHOD), ("climate-decision",
             sample("climate-decision")), ("improvements", {"code": "I", "title": "Faster", "decision": "approved",
             "decided_on": today("Asia/Jakarta"), "decided_by": "The board"})]  # fmt: skip
    for key, fields in cases:
        with pytest.raises(NotAllowed):
            put_entry(actor=actor_of(ben), programme=programme, register=REGISTERS[key], fields=fields)
        put_entry(actor=actor_of(sari), programme=programme, register=REGISTERS[key], fields=fields)
    put_entry(actor=actor_of(ben), programme=programme, register=REGISTERS["risks"],
              fields={"code": "R-1", "cause": "Nobody planned it"})  # fmt: skip


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("risks", {"title": " "}, "title"),
    ("risks", {"title": "A", "likelihood": 2}, "impact"),
    ("risks", {"title": "A", "likelihood": 4, "impact": 1}, "likelihood"),
    ("risks", {"title": "A", "assessed_on": "today"}, "likelihood"),
    ("risks", {"title": "A", "treatment": "exploit"}, "treatment"),
    ("risks", {"title": "A", "kind": "opportunity", "treatment": "avoid"}, "treatment"),
    ("risks", {"title": "A", "accepted_by": "Sari"}, "accepted_because"),
    ("risks", {"title": "A", "likelihood": 3, "impact": 3, "treatment": "accept"}, "accepted_by"),
    ("risks", {"title": "A", "services": ["none"]}, "services"),
    ("risks", {"title": "A", "owner": "zoe@bukit.example"}, "owner"),
    ("risks", {"title": "A", "identified_on": "tomorrow"}, "identified_on"),
    ("objectives", {"title": "Happier users", "target": "5"}, "metric"),
    ("objectives", {"title": "Happier users", "metric": "Score"}, "target"),
    ("objectives", {"title": "Happier users", "metric": "Score", "target": "much better"}, "target"),
    ("objectives", {"title": "A", "metric": "B", "target": "NaN"}, "target"),
    ("objectives", {"title": "A", "metric": "B", "target": "1e99"}, "target"),
    ("objectives", {"title": "A", "metric": "B", "target": "1", "period_from": "today"}, "period_to"),
    ("issues", {"title": "A", "risks": ["R-404"]}, "risks"),
    ("party-requirements", {"title": "A"}, "party"),
    ("party-requirements", {"title": "A", "party": "IP-404"}, "party"),
    ("improvements", {"title": "A", "decision": "approved"}, "decided_on"),
    ("improvements", {"title": "A", "finished_on": "today"}, "result"),
    ("programme-risks", {"title": "A", "probability": 100, "delay_days": 5}, "probability"),
    ("programme-risks", {"title": "A", "probability": 0, "delay_days": 5}, "probability"),
    ("programme-risks", {"title": "A", "probability": 20}, "delay_days"),
    ("programme-risks", {"title": "A", "response": "reduce", "action": " "}, "action"),
    ("programme-risks", {"title": "A", "happened_on": "tomorrow"}, "happened_on"),
    ("risk-method", {**METHOD, "likelihoods": ["One"]}, "likelihoods"),
    ("risk-method", {**METHOD, "acceptable": 10}, "acceptable"),
    ("risk-method", {"likelihoods": ["A", "B"], "impacts": ["A", "B"]}, "acceptable"),
    ("climate-decision", {"relevant": True, "decided_by": "Sari"}, "reason"),
    ("climate-decision", {"relevant": True, "reason": "Floods"}, "decided_by"),
]


@pytest.mark.parametrize(("key", "fields", "field"), REFUSED)
def test_what_cannot_be_kept_is_refused_with_its_field(
    key: str, fields: dict[str, Any], field: str, at: At, enter: Enter
) -> None:
    days = {"today": today("Asia/Jakarta"), "tomorrow": today("Asia/Jakarta").replace(day=3)}
    if key == "risks":
        enter("risk-method", **METHOD)
    given = {name: days.get(value, value) if isinstance(value, str) else value for name, value in fields.items()}
    with pytest.raises(Refused) as refused:
        enter(key, **given)
    assert refused.value.field == field
    assert not REGISTERS[key].model._default_manager.exists()


def test_a_qualitative_objective_is_refused_with_an_example_of_a_better_wording(enter: Enter) -> None:
    with pytest.raises(Refused) as refused:
        enter("objectives", title="Happier users", metric="Satisfaction", target="high")
    assert "“high” cannot be measured." in refused.value.reason
    assert "failed payments per 10,000, at most 5" in refused.value.hint


def test_a_judgement_without_a_day_is_of_today(enter: Enter) -> None:
    row = enter("risks", title="A", likelihood=2, impact=2).row
    assert row.assessed_on == today("Asia/Jakarta")


def test_a_scale_keeps_the_levels_that_risks_have(enter: Enter) -> None:
    enter("risk-method", **METHOD)
    enter("risks", code="R-1", title="A", likelihood=3, impact=1)
    with pytest.raises(Refused) as refused:
        enter("risk-method", likelihoods=["Rare", "Often"])
    assert (refused.value.field, "R-1" in refused.value.reason) == ("likelihoods", True)


def test_the_second_of_two_people_is_told(enter: Enter) -> None:
    enter("risks", code="R-1", title="A")
    enter("risks", seen=1, code="R-1", title="B")
    with pytest.raises(Superseded):
        enter("risks", seen=1, code="R-1", title="C")
    with pytest.raises(Refused):
        enter("risks", seen=0, code="R-1", title="D")
    enter("climate-decision", seen=0, **sample("climate-decision"))
    with pytest.raises(Superseded):
        enter("climate-decision", seen=0, reason="Another")
    assert (Risk.objects.get().title, ClimateDecision.objects.get().reason) == ("B", "Floods")


def test_measurements_are_kept_by_day_with_the_objective(programme: Programme, ada: Person, enter: Enter) -> None:
    objective = enter("objectives", **sample("objectives")).row
    day = today("Asia/Jakarta")

    def measure(value: int) -> str:
        return put_measurement(
            actor=actor_of(ada),
            programme=programme,
            objective=objective,
            measured_on=day,
            value=value,  # type: ignore[arg-type]
        ).did

    assert [measure(7), measure(7), measure(6)] == ["created", "unchanged", "updated"]
    assert Measurement.objects.get().value == 6
    assert Entry.objects.filter(kind="management.measured", subject_id=objective.pk).count() == 2
    with pytest.raises(Refused):
        put_measurement(actor=actor_of(ada), programme=programme, objective=Objective.objects.get(),
                        measured_on=day.replace(year=day.year + 1), value=1)  # type: ignore[arg-type]  # fmt: skip
    assert verify_ledger().breaches == []


@pytest.mark.usefixtures("services")
def test_lists_are_narrowed_by_words_owner_service_state_and_level(programme: Programme, enter: Enter) -> None:
    enter("risk-method", **METHOD)
    enter("risks", code="A", title={"en": "Flood", "id": "Banjir"}, services=["mail"], likelihood=3, impact=3)
    enter("risks", code="B", title="Strike 100%", services=["pay"], owner="ada@cakrawala.example")
    enter("risks", code="C", title="Over", ended_on=today("Asia/Jakarta"))

    def found(**wanted: Any) -> list[str]:
        rows = entries_wanted(programme, REGISTERS["risks"], Wanted(**wanted), on=today("Asia/Jakarta"))
        return [row.code for row in rows]

    assert found() == ["A", "B"]
    assert found(state="ended") == ["C"]
    assert found(state="all") == ["A", "B", "C"]
    assert found(words="banjir") == found(words="flood") == ["A"]
    assert found(words="100%") == ["B"]
    assert found(service="pay") == ["B"]
    assert found(service="pa") == []
    assert found(owner="ada@cakrawala.example") == ["B"]
    assert found(owner="nobody") == ["A"]
    assert found(above=True) == ["A"]
    assert found(choices={"kind": "opportunity"}) == []


def test_nothing_of_another_programme_is_seen(
    programme: Programme, bukit: Organisation, zoe: Person, enter: Enter, apply: Apply
) -> None:
    enter("risks", code="R-1", title="A")
    assert apply(issues=[{"code": "IS-1", "title": "A", "risks": ["R-1"]}])["created"] == 1
    refused = apply(who="zoe", risks=[{"code": "R-1", "title": "Mine"}])
    assert "error" in refused
    assert Risk.objects.get().title == "A"
