"""What the standard plan depends on: spreads, deliverables, dependencies across phases and the standing waits."""

from typing import Any

import pytest

from milepost.catalogue import programme, standard
from milepost.catalogue.ties import BadSpread, BadTie, Spread, Tie, check_circles, read_spread, read_ties
from milepost.catalogue.waits import BadWait, read_wait, waits

KEYS = """
kick-off steering context gap-governance gap-practices heat-map scope scope-approval plan plan-risks endorsement
commitment policy document-control risks objectives service-management-plan owners procedures-resolution
procedures-change procedures-relationship procedures-assurance portfolio slas cmdb audit-programme training awareness
go-live operate-flow operate-planned sla-reports reconciliation audit audit-report corrective-actions verification
management-review selection contract application stage-1-preparation stage-1 stage-1-remediation stage-2-preparation
stage-2 stage-2-corrective-actions decision certificate
"""
# Wait: the rule that asks for it, where its days come from, how many of what, and between which steps.
WAITS = {
    "operation": ("S-07", "months_of_operation", 3, "month", "go-live", "stage-2"),
    "sla-records": ("S-06", "sla_record_months", 3, "whole-month", "go-live", "stage-2"),
    "records-before-audit": ("G3-AUDIT", "", 1, "month", "go-live", "audit"),
    "audit-to-stage-2": ("S-12", "audit_to_stage2_warned_days", 56, "day", "audit", "stage-2"),
    "stage-1-to-stage-2": ("S-19", "", 28, "day", "stage-1", "stage-2"),
    "stage-1-closing": ("S-11", "", 10, "day", "stage-1-remediation", "stage-2"),
    "certification-decision": ("S-14", "", 30, "day", "stage-2-corrective-actions", "decision"),
}
RULES = {
    ("commitment", "policy", "S-17"),
    ("cmdb", "go-live", "S-03"),
    ("cmdb", "go-live-resolution", "S-03"),
    ("cmdb", "go-live-change", "S-03"),
    ("cmdb", "go-live-relationship", "S-03"),
    ("cmdb", "go-live-assurance", "S-03"),
    ("scope-approval", "application-documents", "S-10"),
    ("service-management-plan", "application-documents", "S-10"),
    ("scope-approval", "application", "S-10"),
    ("service-management-plan", "application", "S-10"),
    ("verification", "stage-2", "S-04"),
    ("management-review", "stage-2", "S-05"),
    ("stage-1-remediation", "stage-2", "S-11"),
}
WAIT: dict[str, Any] = {
    "key": "notice",
    "phase": "P4",
    "name": {"en": "Notice", "id": "Pemberitahuan"},
    "rule": "S-09",
    "after": ["contract"],
    "before": ["stage-1"],
    "amount": 20,
    "unit": "day",
    "low": 50,
    "high": 200,
}


def test_the_keys_of_before_stay_because_plans_refer_to_them() -> None:
    """49 that programmes began with before their activities were split."""
    kept = set(KEYS.split())
    assert len(kept) == 49
    assert kept <= programme.activities_by_key().keys()


def test_every_activity_says_what_it_makes_where_its_work_lies_and_how_far_it_varies() -> None:
    numbers = {clause.number for clause in standard.clauses()}
    for activity in programme.activities():
        assert activity.makes.en, activity.key
        assert activity.makes.id != activity.makes.en, activity.key
        assert set(activity.clauses) <= numbers, activity.key
        assert activity.spread.low < 100 < activity.spread.high, activity.key
    assert programme.own_spread() == Spread(75, 150)


def test_the_rules_of_the_roadmap_stand_between_the_activities_they_are_about() -> None:
    known = {rule.id for rule in programme.sequencing_rules()}
    found = {
        (tie.key, activity.key, tie.rule)
        for activity in programme.activities()
        for tie in activity.waits_for
        if tie.rule
    }
    assert found == RULES
    assert {rule for _before, _after, rule in found} <= known


def test_nothing_waits_for_a_later_phase_or_in_a_circle() -> None:
    phases = [phase.id for phase in programme.phases()]
    place = {activity.key: phases.index(activity.phase) for activity in programme.activities()}
    for activity in programme.activities():
        assert all(place[tie.key] <= place[activity.key] for tie in activity.waits_for), activity.key
    ties = {activity.key: list(activity.waits_for) for activity in programme.activities()}
    for wait in waits():
        for key in wait.before:
            ties[key] += [Tie(after) for after in wait.after]
    check_circles(ties)


def test_only_asking_bodies_begins_before_its_phase() -> None:
    assert [activity.key for activity in programme.activities() if activity.early] == ["selection"]
    assert [wait.key for wait in waits() if wait.early] == ["audit-to-stage-2"]


def test_the_standing_waits_are_those_of_the_rules_with_their_settings() -> None:
    written = {
        wait.key: (wait.rule, wait.setting, wait.amount, wait.unit, *wait.after, *wait.before) for wait in waits()
    }
    assert written == WAITS
    for wait in waits():
        assert wait.name.en != wait.name.id
        assert wait.spread.low <= 100 <= wait.spread.high


def test_a_plain_key_ends_before_and_a_table_says_more() -> None:
    given = ["a", {"activity": "b", "link": "SS", "lag": -3, "rule": "S-01"}, {"activity": "b", "link": "SF"}]
    assert read_ties("c", given, known="abc") == (Tie("a"), Tie("b", "SS", -3, "S-01"), Tie("b", "SF"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("z", "waits for “z”, which is no activity"),
        ("c", "waits for itself"),
        ({"activity": "a", "link": "XX"}, "the link “XX” to “a”: write one of FS, SS, FF, SF"),
        ({"activity": "a", "lag": 1.5}, "the lag 1.5 to “a”: write whole working days"),
        ({"activity": "a", "lag": 9_999}, "at most 2610"),
        ({"activity": "a", "lags": 1}, "write a key, or a table of activity, lag, link, rule"),
        ({"link": "FS"}, "write a key, or a table"),
    ],
)
def test_a_dependency_that_cannot_be_meant_says_where_and_what_would_do(given: Any, said: str) -> None:
    with pytest.raises(BadTie, match="“c”") as refused:
        read_ties("c", [given], known="abc")
    assert said in str(refused.value)


def test_a_dependency_stands_once_and_a_circle_is_named() -> None:
    with pytest.raises(BadTie, match="names one dependency twice"):
        read_ties("c", ["a", {"activity": "a", "lag": 2}], known="abc")
    with pytest.raises(BadTie, match=r"a → b → a|b → a → b"):
        check_circles({"a": [Tie("b")], "b": [Tie("a")]})


@pytest.mark.parametrize("row", [{"low": 110, "high": 150}, {"low": 50, "high": 90}, {"low": -1, "high": 100}, {}])
def test_a_spread_that_cannot_be_meant_is_refused(row: dict[str, int]) -> None:
    with pytest.raises(BadSpread, match="“x” varies from"):
        read_spread("x", row)


def test_a_wait_is_read_with_its_own_days_or_those_of_a_setting() -> None:
    assert read_wait(WAIT).amount == 20
    given = {key: value for key, value in WAIT.items() if key != "amount"}
    assert read_wait({**given, "setting": "audit_to_stage2_refused_days"}).amount == 21


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"key": "audit"}, "has the key of an activity"),
        ({"before": []}, "or no end"),
        ({"rule": "S-99"}, "names the rule “S-99”"),
        ({"unit": "week"}, "the unit “week”"),
        ({"amount": 0}, "write 1 to 1000"),
        ({"setting": "months_of_operation"}, "both an amount and a setting"),
        ({"amount": ..., "setting": "months_of_operation"}, "write one of settings.toml in days"),
        ({"amount": ...}, "or neither"),
    ],
)
def test_a_wait_that_cannot_be_meant_says_what_would_do(change: dict[str, Any], said: str) -> None:
    row = {key: value for key, value in {**WAIT, **change}.items() if value is not ...}
    with pytest.raises(BadWait) as refused:
        read_wait(row)
    assert said in str(refused.value)


def test_every_activity_says_what_kind_of_work_it_is() -> None:
    kinds = {activity.work for activity in programme.activities()}
    assert kinds == set(programme.WORK)
