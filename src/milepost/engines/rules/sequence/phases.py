"""S-01, S-17, S-02, S-03: phases in order, commitment before design, design and CMDB before practices go live."""

from collections.abc import Iterator
from datetime import date, timedelta

from milepost.engines.rules.answers import by_programme, by_roadmap, conclude
from milepost.engines.rules.criteria.cmdb import newest
from milepost.engines.rules.dates import add_days, earliest, happened
from milepost.engines.rules.facts.decisions import GateDecision, Verdict
from milepost.engines.rules.facts.practices import Practice
from milepost.engines.rules.facts.programme import PhaseFacts, ProgrammeFacts
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.results import CheckResult, Outcome, Subject
from milepost.engines.rules.sequence.asking import Question, Step, attested, sequencing_rule, unrecorded
from milepost.engines.rules.subjects import Kind, about, whole
from milepost.engines.rules.texts import Text, say

PHASE_NAMES: dict[Phase, Text] = {
    Phase.FOUNDATION: say("Foundation"),
    Phase.DESIGN: say("Design"),
    Phase.IMPLEMENTATION: say("Implementation"),
    Phase.CERTIFICATION: say("Certification"),
}


def opened(facts: ProgrammeFacts, phase: Phase, on: date) -> PhaseFacts | None:
    """The phase, if it was opened by that day."""
    known = facts.phase(phase)
    return known if known is not None and happened(known.opened_on, on) else None


def next_phase(facts: ProgrammeFacts, on: date) -> Phase | None:
    """The first phase that is not open yet."""
    return next((phase for phase in Phase if opened(facts, phase, on) is None), None)


def passed_gate(facts: ProgrammeFacts, gate: Phase, on: date) -> GateDecision | None:
    """The decision that opens what lies behind a gate, if it is the newest on record."""
    decision = facts.decision(gate, on)
    return decision if decision is not None and decision.decision.opens else None


def _first_go(facts: ProgrammeFacts, gate: Phase, on: date) -> date | None:
    """The first day on which a gate had a go: what was opened after it was opened in order."""
    days = (d.decided_on for d in facts.decisions if d.gate is gate and d.decision.opens)
    return earliest(day for day in days if day <= on)


@sequencing_rule("S-01")
def phases_run_in_order(facts: ProgrammeFacts, question: Question) -> Outcome:
    target = Phase(question.about) if question.about else next_phase(facts, question.on)
    results: list[CheckResult] = []
    if question.step is None:
        for phase in Phase:
            results.extend(_judge_opened(facts, phase, question.on))
    if target is not None:
        results.extend(_judge_opening(facts, target, question.on))
    gate = target.before if target else None
    decision = passed_gate(facts, gate, question.on) if gate else None
    return conclude(
        results,
        holds=say("The phases run in order."),
        fails=say("A phase waits for the go of the gate before it."),
        held_since=decision.decided_on if decision else None,
    )


def _judge_opening(facts: ProgrammeFacts, phase: Phase, on: date) -> Iterator[CheckResult]:
    """A phase opens when the one before is open and its gate has a go."""
    gate = phase.before
    if gate is None:
        return
    subject = Subject(Kind.PHASE, phase.value, phase.code)
    if opened(facts, gate, on) is None:
        yield by_roadmap(
            "S-01.skipped",
            subject,
            say("{before} was never opened.", before=PHASE_NAMES[gate]),
            say("Open the phases in their order."),
        )
    if passed_gate(facts, gate, on) is None:
        yield by_roadmap(
            "S-01.no-go",
            subject,
            say("{phase} opens on the go of {gate}, which is not on record.", phase=PHASE_NAMES[phase], gate=gate.gate),
            say("Review {gate} and record the decision.", gate=gate.gate),
        )


def _judge_opened(facts: ProgrammeFacts, phase: Phase, on: date) -> Iterator[CheckResult]:
    known = opened(facts, phase, on)
    gate = phase.before
    if known is None or known.opened_on is None or gate is None:
        return
    first_go = _first_go(facts, gate, on)
    if first_go is None or first_go > known.opened_on:
        yield by_roadmap(
            "S-01.opened-without-go",
            Subject(Kind.PHASE, phase.value, phase.code),
            say(
                "{phase} was opened on {day} without the go of {gate}.",
                phase=PHASE_NAMES[phase],
                day=known.opened_on,
                gate=gate.gate,
            ),
            say("Record the decision of {gate} with its true date.", gate=gate.gate),
            since=known.opened_on,
        )


@sequencing_rule("S-17")
def commitment_comes_before_design(facts: ProgrammeFacts, question: Question) -> Outcome:
    design = opened(facts, Phase.DESIGN, question.on) if question.step is None else None
    day = design.opened_on if design and design.opened_on else question.on
    holds = say("The leadership commitment is signed before design begins.")
    if facts.commitment is None:
        standing = attested("G1-SPONSOR", facts, question)
        if standing is not None:
            return standing
        text, fix = say("No leadership commitment is recorded here."), say("Have the commitment signed.")
        return conclude([unrecorded("S-17", Kind.COMMITMENT, facts, text, fix)], holds=holds)
    before = facts.decision(Phase.FOUNDATION, question.on)
    signed = earliest(
        c.signed_on for c in facts.commitment.commitments if c.withdrawn_on is None or c.withdrawn_on > day
    )
    if happened(signed, day):
        return conclude([], holds=holds, held_since=signed)
    late = by_roadmap(
        "S-17.not-signed",
        whole(Kind.COMMITMENT, facts),
        say("The leadership commitment was not signed on {day}.", day=day),
        say("Have top management sign for programme, resources and timeline."),
        blocks=not (design and before and before.decision is Verdict.BEFORE),
        since=day if design else None,
        clears_on=signed if design is None else None,
    )
    return conclude([late], holds=holds)


def _waiting(facts: ProgrammeFacts, question: Question) -> bool:
    """Whether a practice still has to go live, so that the guarded step lies ahead."""
    if question.step is Step.TAKE_PRACTICE_LIVE or facts.practices is None:
        return True
    return not facts.practices.practices or any(not p.live(question.on) for p in facts.practices.practices)


def _taken_live(facts: ProgrammeFacts, question: Question) -> list[Practice]:
    """Practices that went live here, for a look at the record; go-lives from before are not judged."""
    if question.step is not None or facts.practices is None:
        return []
    return [p for p in facts.practices.practices if p.live(question.on) and not p.before]


@sequencing_rule("S-02")
def design_comes_before_operation(facts: ProgrammeFacts, question: Question) -> Outcome:
    decision = passed_gate(facts, Phase.DESIGN, question.on)
    results: list[CheckResult] = []
    if _waiting(facts, question) and (decision is None or decision.decided_on > question.day):
        results.append(
            by_roadmap(
                "S-02.no-go",
                Subject(Kind.GATE, Phase.DESIGN.value, Phase.DESIGN.gate),
                say("G2 has no go on record, so practices do not go live."),
                say("Review G2 and record the decision."),
                clears_on=decision.decided_on if decision else None,
            )
        )
    first_go = _first_go(facts, Phase.DESIGN, question.on)
    results.extend(
        _live_before_design(practice, practice.live_on)
        for practice in _taken_live(facts, question)
        if practice.live_on is not None and (first_go is None or first_go > practice.live_on)
    )
    return conclude(results, holds=say("Design was complete before practices operate."), held_since=first_go)


def _live_before_design(practice: Practice, live_on: date) -> CheckResult:
    return by_roadmap(
        "S-02.live-before-design",
        about(Kind.PRACTICE, practice.practice),
        say("{name} went live on {day}, before the go of G2.", name=practice.practice.label, day=live_on),
        say("Move its go-live behind the go of G2, or record it as decided before."),
        since=live_on,
    )


@sequencing_rule("S-03")
def cmdb_is_verified_before_go_live(facts: ProgrammeFacts, question: Question) -> Outcome:
    holds = say("The CMDB was verified shortly before practices go live.")
    if facts.cmdb is None:
        standing = attested("G2-CMDB", facts, question)
        if standing is not None:
            return standing
        text, fix = (
            say("No verification of the CMDB is recorded here."),
            say("Attest G2-CMDB with the verification report."),
        )
        return conclude([unrecorded("S-03", Kind.CMDB, facts, text, fix)], holds=holds)
    days = facts.settings.cmdb_verified_within_days
    done = newest(facts.cmdb.verifications, min(question.on, question.day))
    results: list[CheckResult] = []
    waiting = _waiting(facts, question)
    if waiting:
        results.extend(_verified(facts, done.done_on if done else None, days, question))
    done_days = [v.done_on for v in facts.cmdb.verifications]
    for practice in _taken_live(facts, question):
        live = practice.live_on
        if live is not None and not any(live - timedelta(days=days) <= day <= live for day in done_days):
            results.append(
                by_programme(
                    "S-03.live-unverified",
                    about(Kind.PRACTICE, practice.practice),
                    say(
                        "{name} went live without a CMDB verified in the {count} days before.",
                        name=practice.practice.label,
                        count=days,
                    ),
                    say("Verify the CMDB now, and keep the reason."),
                    since=live,
                )
            )
    return conclude(
        results,
        holds=holds,
        held_since=done.done_on if done else None,
        holds_until=add_days(done.done_on, days) if done and waiting else None,
    )


def _verified(facts: ProgrammeFacts, done_on: date | None, days: int, question: Question) -> Iterator[CheckResult]:
    if done_on is None:
        planned = facts.cmdb and earliest(v.done_on for v in facts.cmdb.verifications if v.done_on > question.on)
        yield by_roadmap(
            "S-03.not-verified",
            whole(Kind.CMDB, facts),
            say("The CMDB is not verified."),
            say("Verify it before practices go live."),
            clears_on=planned or None,
        )
    elif add_days(done_on, days) < question.day:
        yield by_programme(
            "S-03.too-old",
            whole(Kind.CMDB, facts),
            say("The CMDB was verified on {day}, more than {count} days before.", day=done_on, count=days),
            say("Verify it again."),
            since=add_days(done_on, days + 1),
        )
