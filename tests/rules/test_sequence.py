"""The twenty sequencing rules: each lets pass what is in order, and says what is not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from milepost.engines.rules.answers import by_programme
from milepost.engines.rules.facts.audits import Nonconformity
from milepost.engines.rules.facts.certification import (
    Accreditation,
    AuditFinding,
    CertificationBody,
    CertificationOutcome,
    Concern,
    Grade,
    NotifiableChange,
    PackPart,
    PriorService,
    Surveillance,
)
from milepost.engines.rules.facts.decisions import Attestation, GateDecision, Verdict
from milepost.engines.rules.facts.people import Assignment, Duty, Safeguard, SafeguardKind
from milepost.engines.rules.facts.practices import PracticeFacts
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.refs import Ref, StepDates
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.results import Basis, Outcome, Subject
from milepost.engines.rules.sequence import (
    GUARDS,
    RULE_IDS,
    RULES,
    Step,
    judge_assignment,
    judge_sequence,
    judge_step,
)
from milepost.engines.rules.sequence.decisions import surveillances_due
from milepost.engines.rules.texts import say
from tests.rules.gate_worlds import (
    BEN,
    BODY,
    DECIDED,
    G1,
    G2,
    G3,
    G4,
    LIVE,
    OTTO,
    SITA,
    STAGE1,
    STAGE2,
    Change,
    both,
    complete,
    more,
    one,
    topic,
)

LATER = G4 + timedelta(days=1)


def rule(id_: str, facts: ProgrammeFacts, on: date) -> Outcome:
    return next(verdict.outcome for verdict in judge_sequence(facts, on=on).rules if verdict.id == id_)


def refused(id_: str, facts: ProgrammeFacts, on: date) -> set[str]:
    """The ids, without the rule's own, of what the whole sequence holds against that rule."""
    outcome = rule(id_, facts, on)
    ids = {result.id for result in outcome.results if result.blocks}
    assert outcome.passed == (not ids)
    return {each.removeprefix(f"{id_}.") for each in ids}


def remarks(outcome: Outcome) -> set[str]:
    return {result.id for result in outcome.results if not result.blocks}


def decided(*decisions: GateDecision) -> Change:
    return lambda facts: replace(facts, decisions=decisions)


def without(name: str) -> Change:
    return lambda facts: replace(facts, **{name: None})  # type: ignore[arg-type]


def not_yet_live(facts: ProgrammeFacts) -> ProgrammeFacts:
    assert isinstance(facts.practices, PracticeFacts)
    waiting = tuple(replace(p, live_on=None) for p in facts.practices.practices)
    return topic("practices", practices=waiting)(facts)


NO_STAGE2 = topic("stage2", dates=StepDates())
GO1, GO2, GO3 = (GateDecision(p, Verdict.GO, d) for p, d in zip(list(Phase)[:3], (G1, G2, G3), strict=True))
OTHER = CertificationBody(
    Ref("other", "Other body"),
    appointed_on=G3,
    accreditation=Accreditation("KAN", True, None, date(2029, 1, 1)),
    competence_on=G3,
    references_on=G3,
)
LATE_NC = Nonconformity(Ref("nc-9", "NC-9"), date(2027, 1, 15), audit="ia-1")


def test_the_rules_are_the_twenty_and_every_guard_is_one_of_them() -> None:
    assert sorted(RULES) == list(RULE_IDS)
    assert {id_ for ids in GUARDS.values() for id_ in ids} <= set(RULE_IDS)
    assert set(GUARDS) == set(Step)


def test_a_programme_that_kept_the_order_passes_all_twenty() -> None:
    verdict = judge_sequence(complete(), on=G4)
    assert [(r.id, [str(x.text) for x in r.outcome.results if x.blocks]) for r in verdict.rules if not r.passed] == []
    assert verdict.passed
    assert verdict.results == ()


def test_an_empty_programme_may_take_no_step_beyond_its_first_phase() -> None:
    empty = ProgrammeFacts("p", "ISO", "Empty")
    passed = {verdict.id for verdict in judge_sequence(empty, on=G1).rules if verdict.passed}
    assert passed == {"S-01", "S-08", "S-13", "S-14", "S-15", "S-16", "S-18", "S-19", "S-20"}


FAILING: list[tuple[str, str, date, Change]] = [
    ("S-01", "no-go", G4, both(decided(GO1, GO2), lambda facts: replace(facts, phases=facts.phases[:3]))),
    ("S-01", "opened-without-go", G4, decided(GO1, GO2, replace(GO3, decided_on=date(2027, 2, 20)))),
    ("S-02", "no-go", G2, both(not_yet_live, decided(GO1))),
    ("S-02", "live-before-design", G4, decided(GO1, replace(GO2, decided_on=date(2026, 9, 2)), GO3)),
    ("S-03", "absent", G4, without("cmdb")),
    ("S-03", "not-verified", G2, both(not_yet_live, topic("cmdb", verifications=()))),
    ("S-03", "too-old", date(2026, 11, 9), not_yet_live),
    ("S-03", "live-unverified", G4, one("cmdb", "verifications", done_on=date(2026, 6, 2))),
    ("S-04", "G3-AUDIT.not-reported", G4, one("internal_audit", "audits", reported_on=date(2027, 5, 4))),
    ("S-04", "G3-CAPA.not-verified", G4, one("corrective_actions", "nonconformities", verified_on=date(2027, 5, 4))),
    ("S-05", "G3-REVIEW.not-held", G4, one("reviews", "reviews", held_on=date(2027, 5, 4))),
    ("S-06", "G3-SLA.too-few-months", G4, one("sla_records", "records", months=())),
    ("S-07", "G3-OPERATION.running", G4, one("clocks", "clocks", complete_on=date(2027, 5, 4))),
    ("S-07", "not-witnessed", G4, one("clocks", "clocks", hand_kept=True, last_sealed_on=date(2026, 10, 4))),
    ("S-07", "not-witnessed", G4, one("clocks", "clocks", hand_kept=True, witnessed_since=None)),
    ("S-08", "changed", date(2027, 4, 1), both(one("body", "bodies", released_on=G3), more("body", "bodies", OTHER))),
    ("S-09", "no-body", G4, topic("body", bodies=())),
    ("S-09", "not-valid", G4, one("body", "bodies", accreditation=Accreditation("KAN", True, None, STAGE2))),
    ("S-09", "not-valid", G4, one("body", "bodies", accreditation=Accreditation("KAN", True, STAGE1, LATER))),
    ("S-09", "other-scheme", G4, one("body", "bodies", accreditation=Accreditation("KAN", False, None, LATER))),
    ("S-09", "no-accreditation", G4, one("body", "bodies", accreditation=None)),
    ("S-09", "no-competence", G4, one("body", "bodies", competence_on=None)),
    ("S-09", "no-references", G4, one("body", "bodies", references_on=None)),
    ("S-10", "absent", G4, without("application")),
    *(("S-10", f"pack-without-{p}", G4, topic("application", pack=frozenset(PackPart) - {p})) for p in PackPart),
    ("S-10", "design-open", G4, decided(GO1, replace(GO2, decided_on=date(2027, 2, 16)), GO3)),
    ("S-11", "absent", G4, without("stage1")),
    ("S-11", "no-stage1", G4, topic("stage1", dates=StepDates())),
    ("S-11", "no-stage1", G4, topic("stage1", reported_on=None)),
    ("S-11", "voided", G4, topic("stage1", voided_on=date(2027, 4, 1))),
    ("S-11", "concern-open", G4, more("stage1", "concerns", Concern(Ref("c", "Concern"), STAGE1, STAGE2))),
    ("S-12", "absent", G4, without("internal_audit")),
    ("S-12", "no-audit", G4, topic("internal_audit", audits=())),
    ("S-12", "too-soon", G4, one("internal_audit", "audits", last_day=date(2027, 4, 13))),
    ("S-13", "too-late", date(2027, 11, 7), one("findings", "findings", verified_on=None)),
    ("S-13", "too-late", date(2028, 1, 1), one("findings", "findings", verified_on=date(2027, 11, 7))),
    ("S-14", "major-open", G4, one("findings", "findings", verified_on=G4)),
    ("S-14", "no-plan", G4, one("findings", "findings", 1, plan_accepted_on=None)),
    ("S-14", "no-reasons", G4, topic("certificate", outcome=CertificationOutcome.DECLINED)),
    ("S-15", "surveillance-missed", date(2028, 6, 12), lambda facts: facts),
    ("S-17", "absent", G4, without("commitment")),
    ("S-17", "not-signed", G4, one("commitment", "commitments", signed_on=date(2026, 5, 12))),
    ("S-17", "not-signed", G1, topic("commitment", commitments=())),
    ("S-18", "not-notified", G4, topic("changes", changes=(NotifiableChange(Ref("c", "New site"), STAGE2),))),
    ("S-19", "too-late", G4, one("body", "bodies", stage_interval_days=30)),
    ("S-20", "not-independent", G4, one("body", "bodies", prior_services=(PriorService(BODY, consulting=True),))),
]


@pytest.mark.parametrize(
    ("id_", "reason", "on", "change"), FAILING, ids=[f"{i}.{r}-{n}" for n, (i, r, _, _) in enumerate(FAILING)]
)
def test_a_rule_is_broken_for_this_reason_alone(id_: str, reason: str, on: date, change: Change) -> None:
    assert refused(id_, change(complete()), on) == {reason}


def test_every_rule_that_can_be_broken_has_a_case() -> None:
    assert {id_ for id_, *_ in FAILING} == set(RULE_IDS) - {"S-16"}  # its cases stand below


# Phases and go-lives


def test_a_phase_opens_on_the_go_of_the_gate_before_it() -> None:
    facts = replace(complete(), phases=complete().phases[:1], decisions=())
    refusal = judge_step(Step.OPEN_PHASE, facts, on=G1, about="design")
    assert [r.id for r in refusal.results] == ["S-01.no-go"]
    assert judge_step(Step.OPEN_PHASE, replace(facts, decisions=(GO1,)), on=G1, about="design").passed
    before = replace(GO1, decision=Verdict.BEFORE)
    assert judge_step(Step.OPEN_PHASE, replace(facts, decisions=(before,)), on=G1, about="design").passed


def test_a_phase_cannot_be_skipped() -> None:
    facts = replace(complete(), phases=complete().phases[:1])
    refusal = judge_step(Step.OPEN_PHASE, facts, on=G3, about="implementation")
    assert [r.id for r in refusal.results] == ["S-01.skipped"]


def test_only_the_opening_of_design_asks_for_the_commitment() -> None:
    facts = replace(complete(), phases=complete().phases[:2], commitment=None)
    assert [r.id for r in judge_step(Step.OPEN_PHASE, facts, on=G2, about="implementation").rules] == ["S-01"]
    refusal = judge_step(Step.OPEN_PHASE, replace(facts, phases=facts.phases[:1]), on=G1, about="design")
    assert [r.id for r in refusal.results] == ["S-17.absent"]


def test_a_commitment_that_was_withdrawn_does_not_open_design() -> None:
    withdrawn = one("commitment", "commitments", withdrawn_on=date(2026, 5, 1))(complete())
    facts = replace(withdrawn, phases=withdrawn.phases[:1])
    refusal = judge_step(Step.OPEN_PHASE, facts, on=G1, about="design")
    assert [r.id for r in refusal.results] == ["S-17.not-signed"]
    since = one("commitment", "commitments", withdrawn_on=date(2026, 12, 1))(complete())
    assert refused("S-17", since, G4) == set()  # it stood when design was opened


def test_a_design_opened_before_milepost_is_not_held_against_a_later_commitment() -> None:
    late = one("commitment", "commitments", signed_on=date(2026, 5, 12))
    facts = both(late, decided(replace(GO1, decision=Verdict.BEFORE), GO2, GO3))(complete())
    outcome = rule("S-17", facts, G4)
    assert outcome.passed
    assert remarks(outcome) == {"S-17.not-signed"}


def test_a_no_go_taken_last_closes_what_an_earlier_go_had_opened() -> None:
    again = replace(GO1, decision=Verdict.NO_GO, decided_on=G1 + timedelta(days=1))
    facts = replace(complete(), phases=complete().phases[:1], decisions=(GO1, again))
    assert judge_step(Step.OPEN_PHASE, facts, on=G1, about="design").passed
    assert not judge_step(Step.OPEN_PHASE, facts, on=G1 + timedelta(days=1), about="design").passed


def test_a_practice_goes_live_after_design_with_a_cmdb_verified_within_ninety_days() -> None:
    facts = not_yet_live(complete())
    practice = "practice-01"
    assert judge_step(Step.TAKE_PRACTICE_LIVE, facts, on=LIVE, about=practice).passed
    early = judge_step(Step.TAKE_PRACTICE_LIVE, facts, on=date(2026, 8, 20), about=practice)
    assert [r.id for r in early.results] == ["S-02.no-go"]
    ahead = judge_step(Step.TAKE_PRACTICE_LIVE, facts, on=LIVE, about=practice, day=date(2026, 11, 8))
    assert ahead.passed
    stale = judge_step(Step.TAKE_PRACTICE_LIVE, facts, on=LIVE, about=practice, day=date(2026, 11, 9))
    assert [(r.id, r.basis) for r in stale.results] == [("S-03.too-old", Basis.PROGRAMME)]


def test_other_practices_that_went_live_out_of_order_do_not_refuse_this_one() -> None:
    facts = decided(GO1, replace(GO2, decided_on=date(2026, 9, 2)))(complete())
    assert judge_step(Step.TAKE_PRACTICE_LIVE, facts, on=date(2026, 9, 3), about="practice-01").passed


def test_go_lives_from_before_milepost_are_not_judged() -> None:
    facts = complete()
    assert isinstance(facts.practices, PracticeFacts)
    old = tuple(replace(p, live_on=date(2025, 1, 1), before=True) for p in facts.practices.practices)
    facts = topic("practices", practices=old)(facts)
    assert refused("S-02", facts, G4) == set()
    assert refused("S-03", facts, G4) == set()


def test_an_attested_verification_lets_practices_go_live_until_it_lapses() -> None:
    note = Attestation("G2-CMDB", Ref("ev", "Report"), date(2026, 12, 1), "x", SITA, date(2026, 8, 1))
    facts = replace(not_yet_live(complete()), cmdb=None, attestations=(note,))
    assert judge_step(Step.TAKE_PRACTICE_LIVE, facts, on=LIVE, about="practice-01").passed
    later = judge_step(Step.TAKE_PRACTICE_LIVE, facts, on=LIVE, about="practice-01", day=date(2026, 12, 2))
    assert [r.id for r in later.results] == ["S-03.absent"]


# Stage 2


def confirm(facts: ProgrammeFacts, on: date, day: date) -> set[str]:
    return {r.id for r in judge_step(Step.CONFIRM_STAGE2, facts, on=on, day=day).results}


def test_stage_2_may_be_confirmed_once_everything_before_it_is_on_record() -> None:
    facts = NO_STAGE2(complete())
    assert confirm(facts, date(2027, 4, 11), STAGE2) == set()
    assert "G3-REVIEW.not-held" in confirm(facts, date(2027, 2, 3), STAGE2)


def test_operation_that_completes_before_a_later_stage_2_does_not_refuse_it() -> None:
    running = one("clocks", "clocks", complete_on=date(2027, 4, 20), passed=False, months_complete=2)
    facts = both(NO_STAGE2, running)(complete())
    on = date(2027, 4, 11)
    assert confirm(facts, on, STAGE2) == set()
    assert confirm(facts, on, date(2027, 4, 19)) == {"G3-OPERATION.running"}
    verdict = judge_step(Step.CONFIRM_STAGE2, facts, on=on, day=STAGE2)
    assert "G3-OPERATION.running" in {x for r in verdict.rules for x in remarks(r.outcome)}


def test_the_whole_sequence_says_from_when_stage_2_would_be_allowed() -> None:
    running = one("clocks", "clocks", complete_on=date(2027, 4, 20), passed=False)
    outcome = rule("S-07", both(NO_STAGE2, running)(complete()), date(2027, 4, 11))
    assert not outcome.passed
    assert outcome.holds_from == date(2027, 4, 20)


def test_corrective_actions_must_be_verified_now_even_for_a_stage_2_far_ahead() -> None:
    late = one("corrective_actions", "nonconformities", verified_on=date(2027, 4, 20))
    facts = both(NO_STAGE2, late)(complete())
    assert "G3-CAPA.not-verified" in confirm(facts, date(2027, 4, 11), STAGE2)


def test_records_of_a_timed_system_without_two_seals_are_a_remark_and_of_hand_kept_lists_a_refusal() -> None:
    once = one("clocks", "clocks", last_sealed_on=date(2026, 9, 7))
    outcome = rule("S-07", once(complete()), G4)
    assert outcome.passed
    assert remarks(outcome) >= {"S-07.not-witnessed"}
    native = one("clocks", "clocks", native=True, hand_kept=True, witnessed_since=None)
    assert refused("S-07", native(complete()), G4) == set()
    exactly = one("clocks", "clocks", hand_kept=True, last_sealed_on=date(2026, 10, 5))
    assert refused("S-07", exactly(complete()), G4) == set()


def test_what_a_clock_says_of_its_seals_is_not_said_twice() -> None:
    one_seal = by_programme("S-07.one-seal", Subject("practice", "practice-01", "Practice 01"), say("x"), say("y"))
    facts = one("clocks", "clocks", hand_kept=True, witnessed_since=None, passed=False, results=(one_seal,))(complete())
    assert [r.id for r in rule("S-07", facts, G4).results if r.blocks] == ["S-07.one-seal"]


def test_fewer_than_21_days_refuse_only_where_the_audit_raised_a_nonconformity() -> None:
    late = one("internal_audit", "audits", last_day=date(2027, 4, 13))
    clean = both(late, topic("corrective_actions", nonconformities=()))(complete())
    outcome = rule("S-12", clean, G4)
    assert outcome.passed
    assert remarks(outcome) == {"S-12.too-soon"}
    assert refused("S-12", both(late, without("corrective_actions"))(complete()), G4) == {"too-soon"}


def test_fewer_than_56_days_warn_and_56_do_not() -> None:
    def on_day(day: date) -> Outcome:
        return rule("S-12", one("internal_audit", "audits", last_day=day)(complete()), G4)

    first = date(2027, 5, 3)
    assert remarks(on_day(first - timedelta(days=55))) == {"S-12.tight"}
    assert remarks(on_day(first - timedelta(days=21))) == {"S-12.tight"}
    assert on_day(first - timedelta(days=56)).results == ()
    assert on_day(first - timedelta(days=20)).passed is False


def test_the_days_before_stage_2_that_are_the_roadmaps_say_so_and_the_others_too() -> None:
    soon = rule("S-12", one("internal_audit", "audits", last_day=date(2027, 4, 20))(complete()), G4)
    tight = rule("S-12", one("internal_audit", "audits", last_day=date(2027, 4, 1))(complete()), G4)
    assert [r.basis for r in (*soon.results, *tight.results)] == [Basis.ROADMAP, Basis.PROGRAMME]


def test_stage_2_keeps_the_bodys_interval_or_the_programmes_where_it_set_none() -> None:
    facts = NO_STAGE2(complete())
    assert rule("S-19", facts, G4).holds_until == STAGE1 + timedelta(days=180)
    unset = one("body", "bodies", stage_interval_days=None)(facts)
    assert rule("S-19", unset, G4).holds_until == date(2027, 9, 23)
    assert "S-19.too-late" in confirm(unset, date(2027, 4, 11), date(2027, 9, 24))


def test_an_attestation_that_ends_before_a_later_stage_2_refuses_it() -> None:
    note = Attestation("G3-SLA", Ref("ev", "Reports"), date(2027, 5, 1), "x", SITA, date(2027, 3, 1))
    facts = replace(NO_STAGE2(complete()), sla_records=None, attestations=(note,))
    assert confirm(facts, date(2027, 4, 11), date(2027, 5, 1)) == set()
    assert confirm(facts, date(2027, 4, 11), STAGE2) == {"G3-SLA.attestation-ends"}


# The body


def test_appointing_another_body_after_the_application_is_refused_until_stage_1_is_void() -> None:
    facts = more("body", "bodies", replace(OTHER, appointed_on=None))(replace(complete(), certificate=None))
    on = date(2027, 4, 1)
    refusal = judge_step(Step.APPOINT_BODY, facts, on=on, about="other")
    assert {r.id for r in refusal.results} == {"S-08.changed"}
    void = topic("stage1", voided_on=on)(facts)
    assert judge_step(Step.APPOINT_BODY, void, on=on, about="other").passed
    assert judge_step(Step.APPOINT_BODY, facts, on=on, about=BODY.key).passed


def test_starting_over_gives_up_what_the_earlier_body_did_and_not_what_it_does_afterwards() -> None:
    on = date(2027, 5, 20)  # Stage 2 was held from 3 to 6 May
    facts = more("body", "bodies", replace(OTHER, appointed_on=None))(replace(complete(), certificate=None))
    assert not judge_step(Step.APPOINT_BODY, facts, on=on, about="other").passed
    assert judge_step(Step.APPOINT_BODY, topic("stage1", voided_on=on)(facts), on=on, about="other").passed
    earlier = topic("stage1", voided_on=date(2027, 5, 2))(facts)
    refusal = judge_step(Step.APPOINT_BODY, earlier, on=on, about="other")
    assert [(r.id, r.subject.kind) for r in refusal.results] == [("S-08.changed", "stage2")]


def test_after_the_decision_a_change_of_body_is_a_transfer() -> None:
    facts = more("body", "bodies", replace(OTHER, appointed_on=None))(complete())
    verdict = judge_step(Step.APPOINT_BODY, facts, on=LATER, about="other")
    assert verdict.passed
    assert remarks(verdict.rules[0].outcome) == {"S-08.transfer"}


def test_a_body_that_nobody_entered_cannot_be_appointed() -> None:
    verdict = judge_step(Step.APPOINT_BODY, complete(), on=G4, about="unknown")
    assert {r.id for r in verdict.results} == {"S-09.no-body"}


def test_accreditation_is_asked_for_on_the_day_of_the_audit_to_confirm() -> None:
    short = one("body", "bodies", accreditation=Accreditation("KAN", True, None, date(2027, 5, 1)))(complete())
    on = date(2027, 3, 1)
    assert judge_step(Step.CONFIRM_AUDIT, short, on=on, day=date(2027, 5, 1)).passed
    assert not judge_step(Step.CONFIRM_AUDIT, short, on=on, day=date(2027, 5, 2)).passed


def test_two_years_after_consulting_ended_a_body_is_free_again() -> None:
    appointed = date(2026, 12, 1)

    def ended(day: date) -> set[str]:
        service = PriorService(Ref("x", "Consultant"), consulting=False, ended_on=day)
        return refused("S-20", one("body", "bodies", prior_services=(service,))(complete()), G4)

    assert ended(appointed.replace(year=2024)) == set()
    assert ended(date(2024, 12, 2)) == {"not-independent"}


def test_a_missing_declaration_of_independence_is_a_remark() -> None:
    outcome = rule("S-20", one("body", "bodies", independence_declared_on=None)(complete()), G4)
    assert outcome.passed
    assert remarks(outcome) == {"S-20.not-declared"}


def test_the_application_may_be_submitted_when_the_pack_is_whole_and_design_is_complete() -> None:
    facts = topic("application", submitted_on=None)(complete())
    assert judge_step(Step.SUBMIT_APPLICATION, facts, on=G3).passed
    assert not judge_step(Step.SUBMIT_APPLICATION, decided(GO1)(facts), on=G3).passed


def test_changes_before_the_application_or_after_the_certificate_ended_are_owed_to_nobody() -> None:
    before = NotifiableChange(Ref("c", "New site"), date(2027, 2, 14))
    after = NotifiableChange(Ref("d", "New owner"), G4)
    told = NotifiableChange(Ref("e", "New unit"), STAGE2, STAGE2)
    facts = both(topic("changes", changes=(before, after, told)), topic("certificate", ended_on=DECIDED))(complete())
    assert refused("S-18", facts, G4) == set()


# Findings, decision, cycle


def test_a_major_may_be_verified_to_the_last_day_of_six_months() -> None:
    last = date(2027, 11, 6)
    open_ = one("findings", "findings", verified_on=None)(complete())
    outcome = rule("S-13", open_, last)
    assert outcome.passed
    assert outcome.holds_until == last
    assert remarks(outcome) == {"S-13.running"}
    in_time = one("findings", "findings", verified_on=last)(complete())
    assert refused("S-13", in_time, date(2028, 1, 1)) == set()


def test_a_major_of_a_surveillance_has_no_period_of_stage_2() -> None:
    later = AuditFinding(Ref("f-9", "S1-F-01"), Grade.MAJOR, date(2028, 5, 2))
    assert refused("S-13", more("findings", "findings", later)(complete()), date(2028, 5, 3)) == set()
    at_stage2 = replace(later, raised_on=DECIDED)
    assert refused("S-13", more("findings", "findings", at_stage2)(complete()), date(2028, 5, 3)) == {"too-late"}


def test_recording_an_outcome_is_never_refused_but_says_what_contradicts_it() -> None:
    facts = one("findings", "findings", verified_on=None)(complete())
    verdict = judge_step(Step.RECORD_OUTCOME, facts, on=DECIDED, about="granted")
    assert verdict.passed
    assert "S-14.major-open" in {x for r in verdict.rules for x in remarks(r.outcome)}


def test_a_declined_certificate_with_its_reasons_is_in_order() -> None:
    changes = topic("certificate", outcome=CertificationOutcome.DECLINED, reasons="Two majors stayed open.")
    assert refused("S-14", changes(complete()), G4) == set()


def test_the_first_surveillance_falls_within_twelve_months_then_one_a_year_but_the_last() -> None:
    assert surveillances_due(DECIDED, date(2030, 6, 10)) == [date(2028, 6, 11), date(2029, 12, 31)]
    assert surveillances_due(date(2027, 1, 1), date(2029, 12, 31)) == [date(2028, 1, 1)]
    early = surveillances_due(DECIDED, date(2030, 6, 10), first_held=date(2027, 11, 2))
    assert early == [date(2028, 6, 11), date(2028, 12, 31), date(2029, 12, 31)]


def surveillance(day: date) -> Surveillance:
    return Surveillance(Ref(day.isoformat(), "Surveillance"), StepDates(held_from=day, held_until=day))


def test_surveillance_held_in_time_keeps_the_cycle_and_a_year_without_one_breaks_it() -> None:
    first = topic("certificate", surveillances=(surveillance(date(2028, 6, 11)),))(complete())
    assert refused("S-15", first, date(2029, 12, 31)) == set()
    assert refused("S-15", first, date(2030, 1, 1)) == {"surveillance-missed"}
    both_held = topic("certificate", surveillances=(surveillance(date(2028, 5, 1)), surveillance(date(2029, 3, 1))))
    assert refused("S-15", both_held(complete()), date(2030, 6, 10)) == set()
    assert refused("S-15", both_held(complete()), date(2030, 6, 11)) == {"expired"}
    assert rule("S-15", complete(), G4).holds_until == date(2028, 6, 11)


def test_a_first_surveillance_in_the_year_of_the_decision_leaves_the_next_year_its_own() -> None:
    early = (surveillance(date(2027, 11, 2)), surveillance(date(2029, 3, 1)))
    facts = topic("certificate", surveillances=early)(complete())
    assert refused("S-15", facts, date(2028, 12, 31)) == set()
    assert refused("S-15", facts, date(2029, 1, 1)) == {"surveillance-missed"}
    between = topic("certificate", surveillances=(*early, surveillance(date(2028, 10, 9))))
    assert refused("S-15", between(complete()), date(2030, 6, 10)) == set()


def test_a_recertification_starts_the_cycle_again() -> None:
    held = (surveillance(date(2028, 5, 1)), surveillance(date(2029, 3, 1)))
    again = topic("certificate", surveillances=held, recertified_on=date(2030, 5, 1), expires_on=date(2033, 6, 10))
    assert refused("S-15", again(complete()), date(2031, 5, 1)) == set()
    assert refused("S-15", again(complete()), date(2031, 5, 2)) == {"surveillance-missed"}


# Separation of duties


def assignment(duty: Duty, safeguard: Safeguard | None = None) -> Assignment:
    return Assignment(duty, "practice", Ref("change", "Change"), (BEN,), (BEN,), safeguard=safeguard)


SIGNED = Safeguard(SafeguardKind.SECOND_READER, "Two people in all", SITA, G1)


@pytest.mark.parametrize(
    ("duty", "id_", "basis"),
    [
        (Duty.AUDIT, "S-16.own-work", Basis.STANDARD),
        (Duty.APPROVAL, "S-16.own-document", Basis.PROGRAMME),
        (Duty.VERIFICATION, "S-16.own-correction", Basis.PROGRAMME),
    ],
)
def test_nobody_alone_checks_their_own_work(duty: Duty, id_: str, basis: Basis) -> None:
    facts = topic("assignments", assignments=(assignment(duty),))(complete())
    [result] = rule("S-16", facts, G4).results
    assert (result.id, result.basis, result.blocks) == (id_, basis, True)


def test_a_signed_safeguard_excuses_audit_and_approval_and_stays_visible_but_never_a_verification() -> None:
    for duty in (Duty.AUDIT, Duty.APPROVAL):
        result = judge_assignment(assignment(duty, SIGNED), on=G4)
        assert result is not None
        assert not result.blocks
    result = judge_assignment(assignment(Duty.VERIFICATION, SIGNED), on=G4)
    assert result is not None
    assert result.blocks


@pytest.mark.parametrize(
    "safeguard",
    [
        replace(SIGNED, reason=" "),
        replace(SIGNED, signed_by=None),
        replace(SIGNED, signed_on=None),
        replace(SIGNED, signed_on=LATER),
    ],
)
def test_a_safeguard_without_reason_or_signature_excuses_nothing(safeguard: Safeguard) -> None:
    result = judge_assignment(assignment(Duty.AUDIT, safeguard), on=G4)
    assert result is not None
    assert result.blocks


@pytest.mark.parametrize("duty", [Duty.VERIFICATION, Duty.APPROVAL])
def test_company_excuses_nobody_who_verifies_their_correction_or_approves_their_document(duty: Duty) -> None:
    shared = replace(assignment(duty), by=(OTTO, BEN))
    result = judge_assignment(shared, on=G4)
    assert result is not None
    assert result.blocks
    assert "Ben" in str(result.text)
    assert judge_assignment(replace(shared, by=(OTTO,)), on=G4) is None


def test_a_second_person_or_a_later_day_leaves_nothing_to_say() -> None:
    shared = replace(assignment(Duty.AUDIT), by=(BEN, OTTO))
    assert judge_assignment(shared, on=G4) is None
    assert judge_assignment(replace(assignment(Duty.AUDIT), assigned_on=LATER), on=G4) is None


def test_each_result_of_each_rule_has_a_way_out_and_cites_no_clause_but_the_standards() -> None:
    for _, _, on, change in FAILING:
        for verdict in judge_sequence(change(complete()), on=on).rules:
            for result in verdict.outcome.results:
                assert str(result.fix)
                assert bool(result.clause) == (result.basis is Basis.STANDARD)


def test_without_an_application_the_pack_is_told_by_documents_and_gates() -> None:
    whole_world = replace(complete(), application=None, attestations=())
    assert refused("S-10", whole_world, G4) == {"absent"}
    bare = replace(whole_world, documents=None, scope=None, decisions=())
    assert refused("S-10", bare, G4) == {"absent", *(f"pack-without-{part}" for part in PackPart)}
