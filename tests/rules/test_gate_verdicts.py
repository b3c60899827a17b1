"""The four gates as a whole: go, attestations, what would hold from when, and what slipped."""

from dataclasses import replace
from datetime import date, timedelta
from time import perf_counter

import pytest

from milepost.engines.rules import gates
from milepost.engines.rules.criteria import BY_GATE, CRITERIA
from milepost.engines.rules.facts.decisions import Attestation, GateDecision, Verdict
from milepost.engines.rules.facts.gap import GapField, IncompleteGap
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.results import Basis, State
from tests.rules.gate_worlds import DAY_OF, G1, G2, G3, SITA, START, complete, from_complaint, more, one, topic

EVIDENCE = Ref("ev-1", "EV-2026-0147")


def attested(criterion: str, signed: date, until: date) -> Attestation:
    return Attestation(criterion, EVIDENCE, until, "What it proves", SITA, signed)


def test_the_criteria_are_the_27_of_the_programme_each_under_its_own_gate() -> None:
    assert len(CRITERIA) == 27
    assert [id_ for ids in BY_GATE.values() for id_ in ids] == sorted(CRITERIA, key=list(CRITERIA_ORDER).index)
    assert all(id_.startswith(phase.gate) for phase, ids in BY_GATE.items() for id_ in ids)


CRITERIA_ORDER = dict.fromkeys(
    f"{gate}-{name}"
    for gate, names in {
        "G1": "SCOPE GAP GOVERNANCE SPONSOR PLAN",
        "G2": "POLICY CONTROL RISK OBJECTIVES SMP PROCEDURES ROLES SLA CMDB AUDIT",
        "G3": "OPERATION SLA TRAINING CMDB AUDIT CAPA REVIEW",
        "G4": "BODY STAGE1 STAGE2 FINDINGS CERTIFICATE",
    }.items()
    for name in names.split()
)


@pytest.mark.parametrize("phase", Phase)
def test_a_programme_that_did_everything_passes_each_gate_on_its_day(phase: Phase) -> None:
    verdict = gates.evaluate(phase.value, complete(), on=DAY_OF[phase])
    assert [(c.id, [str(r.text) for r in c.outcome.results if r.blocks]) for c in verdict.open] == []
    assert verdict.passed
    assert {c.state for c in verdict.criteria} == {State.COMPUTED}


@pytest.mark.parametrize("phase", Phase)
def test_nothing_recorded_leaves_every_criterion_open_and_says_what_to_enter(phase: Phase) -> None:
    verdict = gates.evaluate(phase.gate, ProgrammeFacts("p", "ISO", "Empty"), on=G1)
    assert not verdict.passed
    assert len(verdict.open) == len(BY_GATE[phase])
    for criterion in verdict.open:
        assert criterion.outcome.results
        assert all(str(result.fix) and result.id == f"{criterion.id}.absent" for result in criterion.outcome.results)


def test_a_gate_is_known_by_its_phase_and_its_number_and_by_nothing_else() -> None:
    assert gates.gate_named("G3") is gates.gate_named("implementation") is Phase.IMPLEMENTATION
    with pytest.raises(ValueError, match="no gate"):
        gates.gate_named("G5")


def test_an_attestation_stands_in_for_absent_facts_until_its_date() -> None:
    facts = replace(complete(), training=None, attestations=(attested("G3-TRAINING", START, date(2026, 9, 2)),))
    on = date(2026, 9, 2)
    verdict = gates.judge_criterion("G3-TRAINING", facts, on=on)
    assert verdict.state is State.ATTESTED
    assert verdict.attestation is not None
    assert verdict.outcome.holds_until == on
    assert "EV-2026-0147" in str(verdict.outcome.summary)
    assert not any(result.blocks for result in verdict.outcome.results)

    lapsed = gates.judge_criterion("G3-TRAINING", facts, on=on + timedelta(days=1))
    assert lapsed.state is State.OPEN
    assert [r.since for r in lapsed.outcome.results if r.id == "G3-TRAINING.attestation-lapsed"] == [date(2026, 9, 3)]


def test_an_attestation_lapses_when_the_fact_becomes_computable() -> None:
    facts = replace(complete(), attestations=(attested("G3-TRAINING", G2, date(2027, 2, 20)),))
    assert gates.judge_criterion("G3-TRAINING", facts, on=G3).state is State.COMPUTED
    failing = one("training", "trainees", acknowledged_on=None)(facts)
    verdict = gates.judge_criterion("G3-TRAINING", failing, on=G3)
    assert verdict.state is State.OPEN
    assert "G3-TRAINING.attestation-superseded" in [r.id for r in verdict.outcome.results]


@pytest.mark.parametrize(
    ("attestation", "why"),
    [
        (attested("G1-GAP", START, date(2026, 9, 3)), "attestation-too-long"),
        (replace(attested("G1-GAP", START, G2), signed_by=None), "attestation-unsigned"),
        (replace(attested("G1-GAP", START, G2), proves=" "), "attestation-unsaid"),
        (replace(attested("G1-GAP", START, G2), signed_by=None, signed_on=None), "attestation-unsigned"),
    ],
)
def test_an_attestation_that_is_unsigned_says_nothing_or_is_longer_than_six_months_does_not_count(
    attestation: Attestation, why: str
) -> None:
    facts = replace(complete(), gap=None, attestations=(attestation,))
    verdict = gates.judge_criterion("G1-GAP", facts, on=G1)
    assert verdict.state is State.OPEN
    assert f"G1-GAP.{why}" in [r.id for r in verdict.outcome.results]


def test_an_attestation_signed_later_is_not_known_yet() -> None:
    facts = replace(complete(), gap=None, attestations=(attested("G1-GAP", G1 + timedelta(days=1), G2),))
    verdict = gates.judge_criterion("G1-GAP", facts, on=G1)
    assert verdict.state is State.OPEN
    assert [r.id for r in verdict.outcome.results] == ["G1-GAP.absent"]


def test_a_gate_says_from_when_it_would_hold_and_what_will_have_lapsed_by_then() -> None:
    later = date(2027, 5, 24)
    facts = one("clocks", "clocks", 3, complete_on=later, passed=False, months_complete=2)(complete())
    verdict = gates.evaluate("G3", facts, on=G3)
    assert [c.id for c in verdict.open] == ["G3-OPERATION"]
    assert verdict.holds_from == later
    assert [c.id for c in verdict.lapsing] == ["G3-CMDB"]


def test_a_gate_with_an_open_criterion_of_no_known_day_names_no_day() -> None:
    verdict = gates.evaluate("G3", one("practices", "practices", live_on=None)(complete()), on=G3)
    assert verdict.holds_from is None
    assert verdict.lapsing == ()
    assert verdict.holds_until is None


def test_a_passed_gate_holds_until_its_first_fact_lapses() -> None:
    verdict = gates.evaluate("G3", complete(), on=G3)
    assert verdict.holds_until == date(2027, 4, 28)  # the reconciliation of 28 January, three months on


def test_what_slipped_names_the_fact_that_lapsed_and_since_when() -> None:
    slips = {slip.criterion: slip for slip in gates.slipped("G2", complete(), on=date(2027, 8, 5))}
    assert set(slips) == {"G2-CONTROL"}
    slip = slips["G2-CONTROL"]
    assert slip.since == date(2027, 8, 2)
    assert slip.shown_then
    assert "was due for review on 2027-08-01" in str(slip.outcome.results[0].text)
    assert slip.outcome.results[0].subject.label == "DOC-POLICY"


def test_nothing_slips_while_everything_holds_or_before_a_go() -> None:
    assert gates.slipped("G1", complete(), on=G1) == ()
    broken = topic("governance", rhythm_days=None)(complete())
    assert gates.slipped("G1", broken, on=G1 - timedelta(days=1)) == ()
    undecided = replace(broken, decisions=(GateDecision(Phase.FOUNDATION, Verdict.NO_GO, G1),))
    assert gates.slipped("G1", undecided, on=G1) == ()
    assert [slip.criterion for slip in gates.slipped("G1", broken, on=G1)] == ["G1-GOVERNANCE"]


def test_of_two_decisions_on_one_day_the_one_recorded_later_stands() -> None:
    no, go = (GateDecision(Phase.FOUNDATION, verdict, G1) for verdict in (Verdict.NO_GO, Verdict.GO))
    assert replace(complete(), decisions=(no, go)).decision(Phase.FOUNDATION, G1) == go
    assert replace(complete(), decisions=(go, no)).decision(Phase.FOUNDATION, G1) == no


def test_a_decision_from_before_never_had_a_verdict_to_slip_from() -> None:
    broken = topic("governance", rhythm_days=None)(complete())
    facts = replace(broken, decisions=(GateDecision(Phase.FOUNDATION, Verdict.BEFORE, G1),))
    assert [slip.shown_then for slip in gates.slipped("G1", facts, on=G1)] == [False]


def test_a_clause_is_cited_exactly_where_the_standard_is_the_basis() -> None:
    for phase in Phase:
        for facts in (ProgrammeFacts("p", "ISO", "Empty"), _emptied()):
            for criterion in gates.evaluate(phase, facts, on=DAY_OF[phase]).criteria:
                for result in criterion.outcome.results:
                    assert bool(result.clause) == (result.basis is Basis.STANDARD), result.id
                    assert str(result.text), result.id
                    assert str(result.fix), result.id


def _emptied() -> ProgrammeFacts:
    """Every topic there, and nothing entered in it."""
    facts = complete()
    empty = {name: type(getattr(facts, name))() for name in TOPICS if name not in {"gap", "plan"}}
    return replace(facts, **empty)


TOPICS = sorted({need for criterion in CRITERIA.values() for need in criterion.needs})


def test_every_topic_with_nothing_entered_leaves_its_criteria_open() -> None:
    facts = _emptied()
    passed = [
        criterion.id
        for phase in Phase
        for criterion in gates.evaluate(phase, facts, on=DAY_OF[phase]).criteria
        if criterion.passed
    ]
    assert passed == ["G1-GAP", "G1-PLAN"]  # the two that were left as they were


def test_a_long_list_is_cut_and_its_count_kept() -> None:
    rows = tuple(IncompleteGap(f"8.1-{n}", "8.1", (GapField.OWNER,)) for n in range(60))
    outcome = gates.judge_criterion("G1-GAP", topic("gap", incomplete=rows)(complete()), on=G1).outcome
    assert len(outcome.results) == 26
    assert str(outcome.results[-1].text) == "And 35 more of the same."
    assert outcome.results[-1].id == "G1-GAP.no-owner.more"
    assert outcome.results[-1].blocks


def test_a_large_programme_is_judged_in_a_blink() -> None:
    many = tuple(replace(from_complaint(), nonconformity=Ref(f"nc-{n}", f"NC-{n}")) for n in range(5000))
    facts = more("corrective_actions", "nonconformities", *many)(complete())
    begun = perf_counter()
    for phase in Phase:
        gates.evaluate(phase, facts, on=DAY_OF[phase])
    assert perf_counter() - begun < 1.0  # a guard against a square; the real cost is milliseconds
