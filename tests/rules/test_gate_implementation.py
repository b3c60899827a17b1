"""G3: each criterion fails for each of its reasons, and for no other."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from milepost.engines.rules.answers import by_programme, by_roadmap
from milepost.engines.rules.criteria.review import INPUTS
from milepost.engines.rules.criteria.sla_records import run_of
from milepost.engines.rules.facts.agreements import SlaRecord
from milepost.engines.rules.facts.audits import InternalAudit, InternalAuditFacts, ReviewInput
from milepost.engines.rules.facts.people import Safeguard, SafeguardKind, Trainee
from milepost.engines.rules.facts.practices import PracticeFacts
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.gates import judge_criterion
from milepost.engines.rules.months import Month, each_month
from milepost.engines.rules.results import Basis, CheckResult, Subject
from milepost.engines.rules.texts import say
from tests.rules.gate_worlds import (
    ADA,
    BEN,
    CLAUSES,
    DEWI,
    G3,
    OTTO,
    SITA,
    Change,
    both,
    complete,
    from_complaint,
    more,
    one,
    reasons,
    review,
    sla_month,
    topic,
)

LATER = G3 + timedelta(days=1)
FIRST_PRACTICE = len(CLAUSES)


def look(index: int, **fields: object) -> Change:
    """A change of one look of the internal audit: clauses first, then practices."""

    def change(facts: ProgrammeFacts) -> ProgrammeFacts:
        looks = list(_audit(facts).audited)
        looks[index] = replace(looks[index], **fields)  # type: ignore[arg-type]
        return one("internal_audit", "audits", audited=tuple(looks))(facts)

    return change


def _audit(facts: ProgrammeFacts) -> InternalAudit:
    assert facts.internal_audit is not None
    return facts.internal_audit.audits[0]


def month(index: int, **fields: object) -> Change:
    """A change of one month of the first SLA, from September 2026."""

    def change(facts: ProgrammeFacts) -> ProgrammeFacts:
        assert facts.sla_records is not None
        months = list(facts.sla_records.records[0].months)
        months[index] = replace(months[index], **fields)  # type: ignore[arg-type]
        return one("sla_records", "records", months=tuple(months))(facts)

    return change


def inputs(*left_out: str) -> tuple[ReviewInput, ...]:
    return tuple(ReviewInput(item, treated=item not in left_out) for item in INPUTS)


OPERATION: list[tuple[str, Change]] = [
    ("not-live", one("practices", "practices", live_on=None)),
    ("not-live", one("practices", "practices", live_on=LATER)),
    ("not-live", one("practices", "practices", ended_on=G3)),
    ("no-run", topic("clocks", clocks=())),
    ("no-run", one("clocks", "clocks", run_start=None)),
    ("no-run", one("clocks", "clocks", run_start=LATER)),
    ("running", one("clocks", "clocks", complete_on=LATER)),
    ("not-shown", one("clocks", "clocks", passed=False)),
    ("not-shown", one("clocks", "clocks", complete_on=None, passed=False)),
    ("practices-missing", lambda f: topic("practices", practices=_practices(f)[1:])(f)),
]
SLA: list[tuple[str, Change]] = [
    ("none-in-force", topic("sla_records", records=())),
    ("none-in-force", topic("sla_records", records=(SlaRecord(Ref("s", "S"), LATER),))),
    ("too-few-months", one("sla_records", "records", months=())),
    ("too-few-months", both(month(3, reported_on=None), month(4, reported_on=None))),
    ("too-few-months", month(3, reviewed_on=None)),
    ("too-few-months", month(3, reviewed_on=LATER)),
    ("too-few-months", month(3, with_trend=False)),
    ("too-few-months", month(3, missed=1)),
]
TRAINING: list[tuple[str, Change]] = [
    ("nobody", topic("training", trainees=())),
    ("no-role-training", one("training", "trainees", role_trained_on=None)),
    ("no-procedure-training", one("training", "trainees", procedures_trained_on=LATER)),
    ("no-tool-training", one("training", "trainees", tools_trained_on=None)),
    ("not-evaluated", one("training", "trainees", evaluated_on=None)),
    ("not-acknowledged", one("training", "trainees", acknowledged_on=None)),
    ("untrained", more("training", "trainees", Trainee(DEWI, "deputy", since=date(2027, 1, 1)))),
    ("untrained", more("training", "trainees", Trainee(DEWI, "deputy", since=date(2027, 2, 10), alone_from=G3))),
]
CMDB: list[tuple[str, Change]] = [
    ("not-reconciled", topic("reconciliation", reconciliations=())),
    ("old", one("reconciliation", "reconciliations", done_on=date(2026, 11, 11))),
    ("inaccurate", one("reconciliation", "reconciliations", correct=50)),
    ("undecided", one("reconciliation", "reconciliations", undecided=1)),
    ("accepted-on-critical", one("reconciliation", "reconciliations", accepted_critical=(Ref("d", "Firewall"),))),
]
AUDIT: list[tuple[str, Change]] = [
    ("not-held", topic("internal_audit", audits=())),
    ("not-held", one("internal_audit", "audits", last_day=LATER)),
    ("old", one("internal_audit", "audits", last_day=date(2026, 2, 11))),
    ("scope-unknown", topic("internal_audit", expected_clauses=())),
    ("clause-not-audited", topic("internal_audit", expected_clauses=(*CLAUSES, "10.2"))),
    ("clause-not-audited", look(0, audited_on=None)),
    ("practice-not-audited", look(FIRST_PRACTICE, audited_on=None)),
    ("not-on-records", look(FIRST_PRACTICE, on_records=False)),
    ("not-on-records", look(FIRST_PRACTICE, live_on=None)),
    ("too-early", look(FIRST_PRACTICE, live_on=date(2026, 12, 13))),
    ("no-follow-up", look(7, on_planning=True)),
    ("no-follow-up", look(7, on_planning=True, followed_up_on=LATER)),
    ("no-auditor", look(0, auditors=())),
    ("own-work", look(0, owners=(OTTO,))),
    ("own-work", look(CLAUSES.index("9.2.1"), owners=(OTTO,))),
    ("not-reported", one("internal_audit", "audits", reported_on=None)),
    ("report-incomplete", one("internal_audit", "audits", names_observations=False)),
    ("no-team", one("internal_audit", "audits", auditors=())),
    ("not-competent", lambda f: _auditor(f, competent_on=None)),
    ("not-competent", lambda f: _auditor(f, competence="")),
    ("not-competent", lambda f: _auditor(f, competent_on=date(2027, 1, 10))),
]
CAPA: list[tuple[str, Change]] = [
    ("no-audit", both(topic("internal_audit", audits=()), topic("corrective_actions", nonconformities=()))),
    ("no-correction", one("corrective_actions", "nonconformities", corrected_on=None)),
    ("no-cause", one("corrective_actions", "nonconformities", cause_found_on=LATER)),
    ("no-action", one("corrective_actions", "nonconformities", implemented_on=None)),
    ("not-verified", one("corrective_actions", "nonconformities", verified_on=None)),
    ("verifier-unknown", one("corrective_actions", "nonconformities", verified_by=None)),
    ("own-verification", one("corrective_actions", "nonconformities", verified_by=BEN)),
    ("not-rehearsed", one("corrective_actions", "nonconformities", rare=True, later_check_on=LATER)),
    ("no-later-check", one("corrective_actions", "nonconformities", rare=True, rehearsed_on=G3)),
    ("no-owner", one("corrective_actions", "nonconformities", 1, owner=None)),
    ("no-plan", one("corrective_actions", "nonconformities", 1, planned_on=None)),
    ("no-plan", one("corrective_actions", "nonconformities", 1, due_on=None)),
    ("overdue", one("corrective_actions", "nonconformities", 1, due_on=date(2027, 2, 11))),
]
REVIEW: list[tuple[str, Change]] = [
    ("not-held", topic("reviews", reviews=())),
    ("not-held", one("reviews", "reviews", held_on=LATER)),
    ("before-audit", one("reviews", "reviews", held_on=date(2027, 1, 19))),
    ("before-audit", one("internal_audit", "audits", reported_on=LATER)),
    ("no-top-management", one("reviews", "reviews", top_management=())),
    ("input-missing", one("reviews", "reviews", inputs=inputs("c2"))),
    ("input-missing", one("reviews", "reviews", inputs=())),
    ("practices-not-judged", one("reviews", "reviews", practices_judged=False)),
    ("objectives-not-decided", one("reviews", "reviews", objectives_decided=False)),
    ("smp-not-decided", one("reviews", "reviews", smp_decided=False)),
    ("no-actions", one("reviews", "reviews", actions_recorded=False)),
    ("not-signed", one("reviews", "reviews", minutes_signed_on=None)),
]


def _practices(facts: ProgrammeFacts) -> tuple[object, ...]:
    assert isinstance(facts.practices, PracticeFacts)
    return facts.practices.practices


def _auditor(facts: ProgrammeFacts, **fields: object) -> ProgrammeFacts:
    auditor = replace(_audit(facts).auditors[0], **fields)  # type: ignore[arg-type]
    return one("internal_audit", "audits", auditors=(auditor,))(facts)


CASES = [
    (f"G3-{name}", reason, change)
    for name, cases in (
        ("OPERATION", OPERATION),
        ("SLA", SLA),
        ("TRAINING", TRAINING),
        ("CMDB", CMDB),
        ("AUDIT", AUDIT),
        ("CAPA", CAPA),
        ("REVIEW", REVIEW),
    )
    for reason, change in cases
]


@pytest.mark.parametrize(
    ("criterion", "reason", "change"), CASES, ids=[f"{c}.{r}-{n}" for n, (c, r, _) in enumerate(CASES)]
)
def test_a_criterion_of_g3_fails_for_this_reason_alone(criterion: str, reason: str, change: Change) -> None:
    assert reasons(criterion, complete(), G3) == set()
    assert reasons(criterion, change(complete()), G3) == {reason}


def test_three_months_of_operation_are_the_roadmaps_and_cite_no_clause() -> None:
    facts = one("clocks", "clocks", complete_on=LATER, months_complete=2)(complete())
    outcome = judge_criterion("G3-OPERATION", facts, on=G3).outcome
    [result] = outcome.results
    assert (result.basis, result.clause) == (Basis.ROADMAP, "")
    assert outcome.holds_from == LATER
    assert str(outcome.summary) == "19 of 20 clocks show 3 months in the current run."


def found(id_: str, clears_on: date | None = None) -> CheckResult:
    """Something that a clock found, and that keeps it from passing."""
    subject = Subject("practice", "practice-01", "Practice 01")
    return by_programme(id_, subject, say("Found."), say("Mend it."), clears_on=clears_on)


def test_a_clock_that_does_not_pass_says_itself_why_and_until_when() -> None:
    late = found("S-07.one-seal", date(2027, 3, 1))
    complete_but_unwitnessed = one("clocks", "clocks", passed=False, results=(late,))(complete())
    outcome = judge_criterion("G3-OPERATION", complete_but_unwitnessed, on=G3).outcome
    assert [(r.id, r.blocks) for r in outcome.results] == [("S-07.one-seal", True)]
    assert outcome.holds_from == date(2027, 3, 1)
    running = one("clocks", "clocks", complete_on=LATER, passed=False, results=(late,))(complete())
    outcome = judge_criterion("G3-OPERATION", running, on=G3).outcome
    assert {r.id for r in outcome.results if r.blocks} == {"G3-OPERATION.running", "S-07.one-seal"}
    assert outcome.holds_from == date(2027, 3, 1)  # not the day on which the months are complete


def test_records_that_are_being_recounted_are_no_run_of_no_months() -> None:
    waiting = one("clocks", "clocks", complete_on=None, passed=False, results=(found("S-07.recounting"),))(complete())
    outcome = judge_criterion("G3-OPERATION", waiting, on=G3).outcome
    assert [(r.id, r.blocks) for r in outcome.results] == [("S-07.recounting", True)]


def test_a_later_day_holds_if_records_go_on_and_what_does_not_settle_itself_still_refuses() -> None:
    day = date(2027, 9, 1)

    def states(*results: CheckResult) -> tuple[bool, set[str]]:
        clocks = one("clocks", "clocks", passed=False, results=results)(complete())
        outcome = judge_criterion("G3-OPERATION", clocks, on=day).outcome
        return outcome.passed, {r.id for r in outcome.results if r.id != "G3-OPERATION.if-records-go-on"}

    months = found("S-07.too-short", date(2027, 3, 1))
    assert states(months) == (True, set())
    assert states(months, found("S-07.no-occurrence", day)) == (True, {"S-07.no-occurrence"})
    assert states(months, found("S-07.no-occurrence", day + timedelta(days=1))) == (False, {"S-07.no-occurrence"})
    assert states(months, found("S-07.import-first")) == (False, {"S-07.import-first"})


def test_what_a_clock_found_comes_along_as_a_remark() -> None:
    gap = by_roadmap("CLOCK.gap", Subject("practice", "x", "X"), say("A gap."), say("Look at it."))
    passing = one("clocks", "clocks", results=(gap,))(complete())
    outcome = judge_criterion("G3-OPERATION", passing, on=G3).outcome
    assert outcome.passed
    assert [(r.id, r.blocks) for r in outcome.results] == [("CLOCK.gap", False)]


def test_a_day_after_the_clocks_were_judged_holds_if_records_go_on() -> None:
    outcome = judge_criterion("G3-OPERATION", complete(), on=LATER).outcome
    assert outcome.passed
    assert {r.id for r in outcome.results} == {"G3-OPERATION.if-records-go-on"}


def test_a_practice_that_is_planned_to_go_live_says_when_its_months_would_be_complete() -> None:
    facts = one("practices", "practices", live_on=None, planned_live_on=date(2027, 3, 1))(complete())
    assert judge_criterion("G3-OPERATION", facts, on=G3).outcome.holds_from == date(2027, 6, 1)


def test_a_practice_gone_live_before_milepost_counts_by_its_clock_like_any_other() -> None:
    assert reasons("G3-OPERATION", one("practices", "practices", before=True)(complete()), G3) == set()


def test_a_missed_target_with_a_decision_about_improvement_does_not_break_the_row() -> None:
    assert reasons("G3-SLA", month(3, missed=2, decided_on=date(2027, 1, 12))(complete()), G3) == set()


def test_the_month_still_being_reported_does_not_break_the_row() -> None:
    assert reasons("G3-SLA", month(4, reported_on=None)(complete()), G3) == set()


def test_an_sla_with_two_months_would_hold_at_the_end_of_the_third() -> None:
    two = (sla_month(2026, 9), sla_month(2026, 10))
    facts = one("sla_records", "records", months=two)(complete())
    outcome = judge_criterion("G3-SLA", facts, on=date(2026, 11, 17)).outcome
    assert "has 2 of 3 whole months" in str(outcome.results[0].text)
    assert outcome.holds_from == date(2026, 11, 30)


@pytest.mark.parametrize(("began", "shown"), [(date(2026, 10, 1), 4), (date(2026, 10, 2), 3), (date(2026, 11, 2), 2)])
def test_a_month_in_the_midst_of_which_an_sla_began_is_no_whole_month(began: date, shown: int) -> None:
    months = (*(sla_month(2026, n) for n in (10, 11, 12)), sla_month(2027, 1))
    record = SlaRecord(Ref("sla-9", "SLA 9"), began, months=months)
    facts = topic("sla_records", records=(record,))(complete())
    assert run_of(record, G3) == tuple(each_month(Month(2026, 10), Month(2027, 1)))[-shown:]
    assert reasons("G3-SLA", facts, G3) == (set() if shown >= 3 else {"too-few-months"})


def test_an_sla_that_has_no_month_yet_would_hold_three_whole_months_on() -> None:
    record = SlaRecord(Ref("sla-9", "SLA 9"), date(2026, 11, 10))
    facts = topic("sla_records", records=(record,))(complete())
    assert judge_criterion("G3-SLA", facts, on=date(2026, 11, 17)).outcome.holds_from == date(2027, 2, 28)


def test_a_row_that_is_too_short_says_what_its_months_lack() -> None:
    changes = both(month(2, with_trend=False), month(3, reviewed_on=None), month(4, reported_on=None))
    outcome = judge_criterion("G3-SLA", changes(complete()), on=G3).outcome
    texts = [str(r.text) for r in outcome.results if not r.blocks]
    assert texts == [
        "2027-01 is not reported.",
        "2026-12 is not reviewed with the customer.",
        "The report of 2026-11 shows no trend.",
    ]


def test_a_service_added_later_counts_from_its_own_day_and_is_named_to_the_body() -> None:
    added = SlaRecord(
        Ref("sla-3", "SLA 3"), date(2026, 12, 20), months=(sla_month(2027, 1),), added_on=date(2026, 12, 20)
    )
    facts = more("sla_records", "records", added)(complete())
    assert reasons("G3-SLA", facts, G3) == {"not-named"}
    named = more("sla_records", "records", replace(added, named_to_body_on=date(2027, 1, 5)))
    assert reasons("G3-SLA", named(complete()), G3) == set()
    gap = more("sla_records", "records", replace(added, months=(), named_to_body_on=date(2027, 1, 5)))
    assert reasons("G3-SLA", gap(complete()), G3) == {"too-few-months"}
    assert reasons("G3-SLA", topic("body", bodies=())(facts), G3) == set()  # nobody to name it to yet


def test_a_newcomer_has_thirty_days_and_the_verdict_says_until_when_it_holds() -> None:
    fresh = Trainee(DEWI, "deputy", since=date(2027, 2, 1))
    outcome = judge_criterion("G3-TRAINING", more("training", "trainees", fresh)(complete()), on=G3).outcome
    assert outcome.passed
    assert outcome.holds_until == date(2027, 3, 3)
    gone = more("training", "trainees", replace(fresh, since=date(2026, 10, 1), until=G3))
    assert reasons("G3-TRAINING", gone(complete()), G3) == set()


def test_training_in_procedures_and_tools_is_the_roadmaps_and_cites_no_clause() -> None:
    untrained = one("training", "trainees", procedures_trained_on=None, tools_trained_on=None, evaluated_on=None)
    found_ = judge_criterion("G3-TRAINING", untrained(complete()), on=G3).outcome.results
    assert {r.id.partition(".")[2]: (r.basis, r.clause) for r in found_} == {
        "no-procedure-training": (Basis.ROADMAP, ""),
        "no-tool-training": (Basis.ROADMAP, ""),
        "not-evaluated": (Basis.STANDARD, "7.2"),
    }


@pytest.mark.parametrize(("since", "untrained"), [(date(2027, 1, 13), False), (date(2027, 1, 12), True)])
def test_thirty_days_in_a_role_are_free_and_the_thirty_first_is_not(since: date, untrained: bool) -> None:
    fresh = more("training", "trainees", Trainee(DEWI, "deputy", since=since))
    assert reasons("G3-TRAINING", fresh(complete()), G3) == ({"untrained"} if untrained else set())


def test_reconciliation_holds_to_the_day_three_months_on() -> None:
    assert reasons("G3-CMDB", complete(), date(2027, 4, 28)) == set()
    outcome = judge_criterion("G3-CMDB", complete(), on=date(2027, 4, 29)).outcome
    assert [(r.id, r.since) for r in outcome.results] == [("G3-CMDB.old", date(2027, 4, 29))]


def test_the_planned_reconciliation_says_from_when_it_would_hold() -> None:
    planned = topic("reconciliation", reconciliations=(), planned_on=date(2027, 3, 1))(complete())
    assert judge_criterion("G3-CMDB", planned, on=G3).outcome.holds_from == date(2027, 3, 1)


SAFEGUARD = Safeguard(SafeguardKind.SECOND_READER, "Two people in all", SITA, date(2027, 1, 2))


def test_a_signed_safeguard_excuses_a_sole_auditor_but_never_for_the_audit_of_audits() -> None:
    excused = look(0, owners=(OTTO,), safeguard=SAFEGUARD)
    assert reasons("G3-AUDIT", excused(complete()), G3) == set()
    unsigned = look(0, owners=(OTTO,), safeguard=replace(SAFEGUARD, signed_by=None))
    assert reasons("G3-AUDIT", unsigned(complete()), G3) == {"own-work"}
    never = look(CLAUSES.index("9.2.2"), owners=(OTTO,), safeguard=SAFEGUARD)
    assert reasons("G3-AUDIT", never(complete()), G3) == {"own-work"}


def test_a_second_auditor_who_owns_nothing_makes_an_audit_independent() -> None:
    together = look(0, auditors=(ADA, OTTO))
    assert reasons("G3-AUDIT", together(complete()), G3) == set()


def test_a_clause_audited_on_its_planning_is_completed_by_a_follow_up() -> None:
    followed = look(7, on_planning=True, followed_up_on=date(2027, 2, 10))
    assert reasons("G3-AUDIT", followed(complete()), G3) == set()


def test_audits_of_the_last_twelve_months_add_up_to_full_coverage() -> None:
    audit = _audit(complete())
    half = len(audit.audited) // 2
    first = replace(audit, audit=Ref("ia-0", "IA-2026-01"), audited=audit.audited[:half])
    second = replace(audit, audited=audit.audited[half:])
    facts = replace(complete(), internal_audit=InternalAuditFacts((first, second), CLAUSES, tuple(_names(complete()))))
    assert reasons("G3-AUDIT", facts, G3) == set()


def _names(facts: ProgrammeFacts) -> list[Ref]:
    assert facts.practices is not None
    return [p.practice for p in facts.practices.practices]


def test_a_look_more_than_twelve_months_ago_is_none_however_late_its_audit_ended() -> None:
    old = look(0, audited_on=date(2026, 2, 12))
    assert reasons("G3-AUDIT", old(complete()), G3) == set()
    assert judge_criterion("G3-AUDIT", old(complete()), on=G3).outcome.holds_until == G3
    assert reasons("G3-AUDIT", old(complete()), LATER) == {"clause-not-audited"}


@pytest.mark.parametrize(("live_on", "early"), [(date(2026, 12, 12), False), (date(2026, 12, 13), True)])
def test_records_are_audited_one_month_after_go_live_at_the_earliest(live_on: date, early: bool) -> None:
    assert reasons("G3-AUDIT", look(FIRST_PRACTICE, live_on=live_on)(complete()), G3) == (
        {"too-early"} if early else set()
    )


def test_the_planned_end_of_the_audit_says_from_when_it_would_hold() -> None:
    ahead = one("internal_audit", "audits", last_day=None, planned_until=date(2027, 3, 1))(complete())
    assert judge_criterion("G3-AUDIT", ahead, on=G3).outcome.holds_from == date(2027, 3, 1)
    assert judge_criterion(
        "G3-CAPA", topic("corrective_actions", nonconformities=())(ahead), on=G3
    ).outcome.holds_from == (date(2027, 3, 1))


def test_a_rare_occasion_counts_with_a_rehearsal_and_a_dated_later_check() -> None:
    rare = one(
        "corrective_actions",
        "nonconformities",
        rare=True,
        verified_on=None,
        verified_by=None,
        rehearsed_on=date(2027, 2, 1),
        later_check_on=date(2027, 9, 1),
    )
    assert reasons("G3-CAPA", rare(complete()), G3) == set()


def test_a_nonconformity_raised_later_is_not_known_yet_and_a_verified_one_from_elsewhere_is_settled() -> None:
    later = replace(from_complaint(), raised_on=LATER, owner=None)
    settled = replace(from_complaint(), owner=None, verified_on=G3)
    facts = more("corrective_actions", "nonconformities", later, settled)(complete())
    assert reasons("G3-CAPA", facts, G3) == set()


def test_a_sound_review_is_not_undone_by_a_newer_one_whose_minutes_wait() -> None:
    newer = replace(review(), review=Ref("mr-2", "MR-2027-02"), held_on=date(2027, 2, 10), minutes_signed_on=None)
    assert reasons("G3-REVIEW", more("reviews", "reviews", newer)(complete()), G3) == set()


def test_a_planned_review_says_from_when_it_would_hold_and_names_each_missing_input() -> None:
    planned = one("reviews", "reviews", held_on=None, planned_on=date(2027, 3, 4))(complete())
    assert judge_criterion("G3-REVIEW", planned, on=G3).outcome.holds_from == date(2027, 3, 4)
    outcome = judge_criterion("G3-REVIEW", one("reviews", "reviews", inputs=inputs("k"))(complete()), on=G3).outcome
    assert "input k: risk assessment and effectiveness of actions" in str(outcome.results[0].text)
    assert outcome.results[0].clause == "9.3"
