"""The twenty sequencing rules: one guarded step, or the whole sequence, judged at a day.

`judge_step` answers whether one of our own steps may be taken; `judge_sequence` answers for all twenty whether the step
each guards would be allowed on that day, and whether what stands on record kept the order.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.results import CheckResult, Outcome
from milepost.engines.rules.sequence.asking import RULES, Question, Step
from milepost.engines.rules.sequence.bodies import (
    application_is_whole,
    body_is_accredited_throughout,
    body_is_independent,
    body_stays_the_same,
    changes_are_notified,
)
from milepost.engines.rules.sequence.decisions import (
    cycle_keeps_its_dates,
    majors_are_verified_in_time,
    outcome_fits_the_findings,
)
from milepost.engines.rules.sequence.duties import duties_are_separate, judge_assignment
from milepost.engines.rules.sequence.phases import (
    cmdb_is_verified_before_go_live,
    commitment_comes_before_design,
    design_comes_before_operation,
    phases_run_in_order,
)
from milepost.engines.rules.sequence.stage2 import (
    audit_leaves_time_before_stage2,
    internal_audit_comes_before_stage2,
    management_review_comes_before_stage2,
    operation_comes_before_stage2,
    sla_records_come_before_stage2,
    stage1_is_remedied_before_stage2,
    stage2_lies_within_the_interval,
)

RULE_IDS: tuple[str, ...] = tuple(f"S-{number:02}" for number in range(1, 21))

GUARDS: dict[Step, tuple[str, ...]] = {
    Step.OPEN_PHASE: ("S-01", "S-17"),
    Step.TAKE_PRACTICE_LIVE: ("S-02", "S-03"),
    Step.APPOINT_BODY: ("S-08", "S-09", "S-20"),
    Step.SUBMIT_APPLICATION: ("S-10",),
    Step.CONFIRM_AUDIT: ("S-09",),
    Step.CONFIRM_STAGE2: ("S-04", "S-05", "S-06", "S-07", "S-09", "S-11", "S-12", "S-19"),
    Step.RECORD_OUTCOME: ("S-13", "S-14"),
}
"""Which rules guard which step. S-15, S-16 and S-18 guard no single step: the cycle, assignments, changes."""


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    id: str
    outcome: Outcome

    @property
    def passed(self) -> bool:
        return self.outcome.passed


@dataclass(frozen=True, slots=True)
class SequenceVerdict:
    """Rules judged at `on`; for a step, `day` is the day it is for and `about` what it concerns."""

    on: date
    rules: tuple[RuleVerdict, ...]
    step: Step | None = None
    about: str = ""
    day: date | None = None

    @property
    def passed(self) -> bool:
        return all(rule.passed for rule in self.rules)

    @property
    def results(self) -> tuple[CheckResult, ...]:
        """What refuses, over all rules."""
        return tuple(r for rule in self.rules for r in rule.outcome.results if r.blocks)


def judge_step(
    step: Step, facts: ProgrammeFacts, *, on: date, about: str = "", day: date | None = None
) -> SequenceVerdict:
    """Whether a step may be taken: facts count up to `on`, the step is for `day` (today unless given).

    `about`: the phase to open, the key of the practice or body, or the outcome to record.
    """
    question = Question(on, day or on, step, about)
    verdicts = tuple(RuleVerdict(id_, RULES[id_](facts, question)) for id_ in _guarding(step, about))
    return SequenceVerdict(on, verdicts, step, about, question.day)


def judge_sequence(facts: ProgrammeFacts, *, on: date) -> SequenceVerdict:
    """All twenty rules: would the step that each guards be allowed on that day, and was the order kept so far."""
    question = Question(on, on)
    return SequenceVerdict(on, tuple(RuleVerdict(id_, RULES[id_](facts, question)) for id_ in RULE_IDS))


def _guarding(step: Step, about: str) -> Iterator[str]:
    for id_ in GUARDS[step]:
        if id_ != "S-17" or about == Phase.DESIGN:
            yield id_


__all__ = [
    "GUARDS",
    "RULES",
    "RULE_IDS",
    "Question",
    "RuleVerdict",
    "SequenceVerdict",
    "Step",
    "application_is_whole",
    "audit_leaves_time_before_stage2",
    "body_is_accredited_throughout",
    "body_is_independent",
    "body_stays_the_same",
    "changes_are_notified",
    "cmdb_is_verified_before_go_live",
    "commitment_comes_before_design",
    "cycle_keeps_its_dates",
    "design_comes_before_operation",
    "duties_are_separate",
    "internal_audit_comes_before_stage2",
    "judge_assignment",
    "judge_sequence",
    "judge_step",
    "majors_are_verified_in_time",
    "management_review_comes_before_stage2",
    "operation_comes_before_stage2",
    "outcome_fits_the_findings",
    "phases_run_in_order",
    "sla_records_come_before_stage2",
    "stage1_is_remedied_before_stage2",
    "stage2_lies_within_the_interval",
]
