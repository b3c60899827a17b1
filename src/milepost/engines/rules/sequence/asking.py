"""What is asked of a sequencing rule, and the register of the twenty.

A rule answers one question: *would the step it guards be allowed, on this day?* Where that step was already taken, it
is judged on its true date. Asked without a step, a rule also looks at what stands on record.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from milepost.engines.rules.answers import by_programme
from milepost.engines.rules.dates import latest_if_all
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.gates import judge_criterion
from milepost.engines.rules.results import CheckResult, Outcome, State
from milepost.engines.rules.subjects import Kind, whole
from milepost.engines.rules.texts import Text, say


class Step(StrEnum):
    """Our own steps that a rule may refuse. What happens outside is recorded, never refused."""

    OPEN_PHASE = "open-phase"
    TAKE_PRACTICE_LIVE = "take-practice-live"
    APPOINT_BODY = "appoint-body"
    SUBMIT_APPLICATION = "submit-application"
    CONFIRM_AUDIT = "confirm-audit"
    CONFIRM_STAGE2 = "confirm-stage2"
    RECORD_OUTCOME = "record-outcome"


@dataclass(frozen=True, slots=True)
class Question:
    """`on` is the day up to which facts count, `day` the day the step is for.

    `about` is the key of what the step concerns: phase, practice, body or outcome. `step` is None when the whole
    sequence is judged.
    """

    on: date
    day: date
    step: Step | None = None
    about: str = ""

    def at(self, day: date) -> "Question":
        """The same question as it stood on that day."""
        return replace(self, on=day, day=day)


type Rule = Callable[[ProgrammeFacts, Question], Outcome]

RULES: dict[str, Rule] = {}


def sequencing_rule(id_: str) -> Callable[[Rule], Rule]:
    """Register a function as the sequencing rule with that id."""

    def register(rule: Rule) -> Rule:
        if id_ in RULES:
            raise ValueError(f"{id_} is registered twice")
        RULES[id_] = rule
        return rule

    return register


def stood_by(ids: tuple[str, ...], facts: ProgrammeFacts, question: Question, holds: Text) -> Outcome:
    """The outcome of criteria that must hold, computed or attested; results that clear by `day` become remarks."""
    verdicts = [judge_criterion(id_, facts, on=question.on) for id_ in ids]
    results = [
        result
        for verdict in verdicts
        for result in verdict.outcome.results
        if result.blocks or verdict.state is not State.OPEN
    ]
    results.extend(
        _ends_before(verdict.id, verdict.attestation.until, facts)
        for verdict in verdicts
        if verdict.attestation is not None and verdict.attestation.until < question.day
    )
    remaining = tuple(projected(result, question) for result in results)
    blocking = [result for result in remaining if result.blocks]
    if blocking:
        summary = next((v.outcome.summary for v in verdicts if not v.passed), say("An attestation ends too early."))
        clears = latest_if_all(result.clears_on for result in blocking)
        return Outcome(passed=False, summary=summary, results=remaining, holds_from=clears)
    since = [v.outcome.holds_from for v in verdicts]
    return Outcome(passed=True, summary=holds, results=remaining, holds_from=latest_if_all(since))


def _ends_before(criterion: str, until: date, facts: ProgrammeFacts) -> CheckResult:
    return by_programme(
        f"{criterion}.attestation-ends",
        whole(Kind.PROGRAMME, facts),
        say("The attestation of {criterion} ends on {until}, before that day.", criterion=criterion, until=until),
        say("Attest again with fresh evidence, or enter the facts where they are kept here."),
    )


def projected(result: CheckResult, question: Question) -> CheckResult:
    """A result that settles itself before a later day does not block a step on that day."""
    if question.day > question.on and result.clears_on is not None and result.clears_on <= question.day:
        return replace(result, blocks=False)
    return result


def unrecorded(id_: str, kind: Kind, facts: ProgrammeFacts, text: Text, fix: Text) -> CheckResult:
    """The result of a rule that cannot say yes for want of facts."""
    return by_programme(f"{id_}.absent", whole(kind, facts), text, fix)


def attested(criterion: str, facts: ProgrammeFacts, question: Question) -> Outcome | None:
    """A pass on an attestation in place of facts, with its end; None where none stands."""
    verdict = judge_criterion(criterion, facts, on=question.on)
    if verdict.state is not State.ATTESTED or verdict.attestation is None:
        return None
    if verdict.attestation.until < question.day:
        return None
    return Outcome(
        passed=True,
        summary=say("Attested, until {until}.", until=verdict.attestation.until),
        results=verdict.outcome.results,
        holds_from=verdict.outcome.holds_from,
        holds_until=verdict.attestation.until,
    )
