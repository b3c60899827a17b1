"""The standard activities: every practice has its steps, every phase its outputs; plans of before stay as they were."""

import pytest

from milepost.catalogue import practices, programme
from milepost.catalogue.practices import Practice
from milepost.catalogue.programme import Activity
from milepost.features.plans.forecasting.given import Work
from milepost.features.plans.forecasting.networks import stated_dependencies
from milepost.features.plans.schedule import AT_ONCE, planned_activities, shared
from milepost.features.plans.selectors import standard_name
from milepost.features.plans.wizard.answers import Answers, Today
from milepost.features.plans.wizard.preview import preview_of

# The activities of before they were split, with what each waited for: plans that have these alone wait for just that.
BEFORE = """
kick-off:
steering: kick-off
context: kick-off
gap-governance: kick-off
gap-practices: kick-off
heat-map: gap-governance; gap-practices
scope: context
scope-approval: scope
plan: heat-map; scope
plan-risks: plan
endorsement: plan-risks
commitment: endorsement
policy: commitment S-17; document-control FF
document-control:
risks: context
objectives: policy; risks
service-management-plan: objectives; portfolio
owners:
procedures-resolution: owners; document-control
procedures-change: owners; document-control
procedures-relationship: owners; document-control; scope-approval
procedures-assurance: owners; document-control; risks
portfolio: scope-approval
slas: portfolio
cmdb: portfolio; procedures-change
audit-programme: procedures-resolution; procedures-change; procedures-relationship; procedures-assurance
training:
awareness:
go-live: training; cmdb S-03
operate-flow: go-live
operate-planned: go-live
sla-reports: go-live; slas; operate-flow FF
reconciliation: go-live
audit: operate-flow; operate-planned; awareness; audit-programme
audit-report: audit
corrective-actions: audit-report
verification: corrective-actions
management-review: audit-report; sla-reports; reconciliation
selection: scope-approval
contract: selection
application: contract; scope-approval S-10; service-management-plan S-10
stage-1-preparation: application
stage-1: stage-1-preparation
stage-1-remediation: stage-1
stage-2-preparation: stage-1-remediation
stage-2: stage-2-preparation; verification S-04; management-review S-05; stage-1-remediation S-11
stage-2-corrective-actions: stage-2
decision: stage-2-corrective-actions
certificate: decision
"""
ACTIVITIES = programme.activities_by_key()


def _before() -> dict[str, set[tuple[str, str, str]]]:
    """Key of an activity: keys, links and rules of those that it waited for."""
    found = {}
    for line in BEFORE.split("\n")[1:-1]:
        key, _colon, after = line.partition(":")
        found[key] = {_tie(each) for each in after.split(";") if each.strip()}
    return found


def _tie(written: str) -> tuple[str, str, str]:
    key, *more = written.split()
    return (key, "FF" if "FF" in more else "FS", next((word for word in more if word.startswith("S-")), ""))


def _lies_in(activity: Activity, clause: str) -> bool:
    return any(clause == number or clause.startswith(f"{number}.") for number in activity.clauses)


def test_there_are_about_120_and_each_says_where_its_work_lies() -> None:
    assert 115 <= len(ACTIVITIES) <= 125
    assert all(activity.clauses for activity in programme.activities())
    assert [activity.phase for activity in programme.activities()] == sorted(
        activity.phase for activity in programme.activities()
    )


@pytest.mark.parametrize("language", ["en", "id"])
def test_no_two_are_called_or_make_the_same(language: str) -> None:
    for said in ("name", "makes"):
        words = [getattr(activity, said).in_language(language) for activity in programme.activities()]
        assert len(set(words)) == len(words)
        assert all(word == word.strip() and not word.endswith(".") for word in words)


def test_each_stands_below_what_has_to_end_before_it() -> None:
    place = {key: number for number, key in enumerate(ACTIVITIES)}
    for activity in programme.activities():
        late = [tie.key for tie in activity.waits_for if tie.link == "FS" and place[tie.key] > place[activity.key]]
        assert late == [], activity.key


@pytest.mark.parametrize("practice", practices.practices(), ids=lambda practice: practice.key)
def test_every_practice_is_rated_described_approved_taught_taken_live_and_operated(practice: Practice) -> None:
    described = ACTIVITIES[f"describe-{practice.key}"]
    assert (described.phase, set(described.clauses)) == ("P2", set(practice.clauses))
    for start, phase in (("gap-", "P1"), ("procedures-", "P2"), ("training-", "P3"), ("go-live-", "P3")):
        for clause in practice.clauses:
            found = [key for key, each in ACTIVITIES.items() if key.startswith(start) and _lies_in(each, clause)]
            assert found, (start, clause)
            assert {ACTIVITIES[key].phase for key in found} == {phase}
    operated = [
        each
        for key, each in ACTIVITIES.items()
        if each.output == "P3-O1" and not key.startswith(("go-live", "pilot")) and _lies_in(each, practice.clauses[0])
    ]
    assert operated


def test_a_description_is_approved_by_the_step_that_waits_for_it() -> None:
    groups = {key: each for key, each in ACTIVITIES.items() if key.startswith("procedures-")}
    for practice in practices.practices():
        key = f"describe-{practice.key}"
        assert [group for group, each in groups.items() if key in each.after], key


def test_nothing_goes_live_before_the_cmdb_is_verified_and_its_people_are_trained() -> None:
    live = {key: each for key, each in ACTIVITIES.items() if key.startswith("go-live")}
    assert len(live) == 5
    for key, each in live.items():
        assert ("cmdb", "S-03") in {(tie.key, tie.rule) for tie in each.waits_for}, key
        assert any(tie.key.startswith("training") for tie in each.waits_for), key


def test_whoever_judges_the_system_sees_what_it_gave_first() -> None:
    audit = {(tie.key, tie.link) for tie in ACTIVITIES["audit-governance"].waits_for}
    assert ("first-sla-report", "FS") in audit
    inputs = {(tie.key, tie.link) for tie in ACTIVITIES["review-inputs"].waits_for}
    assert inputs > {("sla-reports", "FF"), ("customer-reviews", "FF"), ("reconciliation", "FF")}


def test_a_plan_of_before_waits_for_what_it_waited_for() -> None:
    before = _before()
    works = {key: Work(key, ACTIVITIES[key].phase, ACTIVITIES[key].role, 1) for key in before}
    found: dict[str, set[tuple[str, str, str]]] = {key: set() for key in before}
    for stated in stated_dependencies(works):
        if {stated.tie.before, stated.tie.after} <= before.keys():
            assert stated.tie.lag == 0
            found[stated.tie.after].add((stated.tie.before, stated.tie.link.value, stated.rule))
    assert found == before


def test_a_plan_without_most_of_it_is_read_at_once() -> None:
    works = {key: Work(key, ACTIVITIES[key].phase, "", 1) for key in ("kick-off", "stage-2")}
    assert [
        each for each in stated_dependencies(works) if each.tie.before == "kick-off" and each.tie.after == "stage-2"
    ]


def test_rows_with_the_name_of_before_are_told_in_the_language_of_the_reader() -> None:
    split = [each for each in programme.activities() if each.former]
    assert {each.key for each in split} <= _before().keys()
    for each in split:
        assert each.former is not None
        assert standard_name(each.key, each.former.en, "id") == each.former.id
        assert standard_name(each.key, each.former.id, "en") == each.former.en
        assert standard_name(each.key, each.name.en, "id") == each.name.id
    assert standard_name("policy", "Our own words", "id") == "Our own words"


@pytest.mark.parametrize("today", list(Today))
@pytest.mark.parametrize("extent", [1, 10_000])
def test_every_activity_gets_days_whatever_the_size(today: Today, extent: int) -> None:
    answers = Answers(
        name="SMS",
        starts_on="2026-02-02",
        services=extent,
        people=extent,
        sites=extent,
        practices_today=today,
        other_certificates=["ISO/IEC 27001"],
    )
    preview = preview_of(answers)
    assert min(activity.days for activity in preview.activities) > 0
    for phase in preview.phases:
        assert sum(activity.days for activity in phase.activities) == phase.planned.internal_days


def test_planned_days_follow_the_links() -> None:
    planned = {activity.standard.key: activity for activity in preview_of(_answers()).activities}
    for key, each in planned.items():
        assert each.planned_from <= each.planned_to
        for tie in each.standard.waits_for:
            before = planned[tie.key]
            if before.phase != each.phase:
                continue
            match tie.link:
                case "FS":
                    assert before.planned_to <= each.planned_from, (tie.key, key)
                case "SS":
                    assert before.planned_from <= each.planned_from, (tie.key, key)
                case _:
                    assert before.planned_to <= each.planned_to, (tie.key, key)


def test_nobody_leads_two_at_once_and_no_more_practice_owners_than_there_may_be() -> None:
    planned = preview_of(_answers()).activities
    for one in planned:
        beside = [
            each
            for each in planned
            if each.standard.role == one.standard.role and each.planned_from <= one.planned_from <= each.planned_to
        ]
        short = sum(each.planned_to == one.planned_from for each in beside)  # two may share a day, one after the other
        assert len(beside) - short <= AT_ONCE.get(one.standard.role, 1), one.standard.key


def _answers() -> Answers:
    return Answers(name="SMS", starts_on="2026-02-02")


def test_every_phase_is_filled_to_its_last_day() -> None:
    preview = preview_of(_answers())
    for phase in preview.phases:
        assert max(activity.planned_to for activity in phase.activities) == phase.planned.planned_to
    assert planned_activities((), {}) == ()
    assert shared(3, []) == []
