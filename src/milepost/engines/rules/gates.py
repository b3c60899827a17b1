"""The four gates: each criterion computed, attested or open; whether go is possible; what slipped since.

A gate is judged by facts up to a day. Go is possible when no criterion is open. A decision that people took stays
what it is: `slipped` only says which criteria no longer hold.
"""

from dataclasses import dataclass, replace
from datetime import date

from milepost.engines.rules.answers import by_programme
from milepost.engines.rules.criteria import BY_GATE, CRITERIA
from milepost.engines.rules.criteria.absence import missing_topic
from milepost.engines.rules.dates import add_days, earliest, happened, latest
from milepost.engines.rules.facts.decisions import Attestation, Verdict
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.months import add_months
from milepost.engines.rules.results import CheckResult, Outcome, State, Subject
from milepost.engines.rules.subjects import Kind
from milepost.engines.rules.texts import as_written, say

ATTESTED_MONTHS = 6
"""The longest an attestation may count from its signature."""


@dataclass(frozen=True, slots=True)
class CriterionVerdict:
    """How one criterion stands; `attestation` only where that is what it stands on."""

    id: str
    state: State
    outcome: Outcome
    attestation: Attestation | None = None

    @property
    def passed(self) -> bool:
        return self.state is not State.OPEN


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """All criteria of a gate at a day."""

    gate: Phase
    on: date
    criteria: tuple[CriterionVerdict, ...]

    @property
    def passed(self) -> bool:
        """Whether go is possible: there is no waiver, so nothing may be open."""
        return all(verdict.passed for verdict in self.criteria)

    @property
    def open(self) -> tuple[CriterionVerdict, ...]:
        return tuple(verdict for verdict in self.criteria if not verdict.passed)

    @property
    def holds_from(self) -> date | None:
        """The day from which all would hold (or have held), None while an open criterion has no such day."""
        if any(verdict.outcome.holds_from is None for verdict in self.open):
            return None
        return latest(verdict.outcome.holds_from for verdict in self.criteria)

    @property
    def holds_until(self) -> date | None:
        """The last day on which all still hold, as far as known; None for a gate that does not pass."""
        return earliest(verdict.outcome.holds_until for verdict in self.criteria) if self.passed else None

    @property
    def lapsing(self) -> tuple[CriterionVerdict, ...]:
        """Criteria that hold today but would no longer hold on the day from which the open ones do."""
        day = self.holds_from
        if day is None:
            return ()
        ends = ((verdict, verdict.outcome.holds_until) for verdict in self.criteria if verdict.passed)
        return tuple(verdict for verdict, end in ends if end is not None and end < day)


@dataclass(frozen=True, slots=True)
class Slip:
    """A criterion of a decided gate that does not hold today.

    `since` is the day it lapsed where known; `shown_then` is false for a decision from before Milepost, behind which
    no verdict ever stood. `outcome.results` name the facts that lapsed.
    """

    criterion: str
    since: date | None
    shown_then: bool
    outcome: Outcome


def gate_named(name: str) -> Phase:
    """The gate by its phase (`design`) or its number (`G2`). Raises ValueError for anything else."""
    for phase in Phase:
        if name in {phase.value, phase.gate}:
            return phase
    raise ValueError(f"There is no gate {name!r}")


def evaluate(gate: str, facts: ProgrammeFacts, *, on: date) -> GateVerdict:
    """Judge all criteria of a gate by the facts up to that day."""
    phase = gate_named(gate)
    return GateVerdict(phase, on, tuple(judge_criterion(id_, facts, on=on) for id_ in BY_GATE[phase]))


def judge_criterion(id_: str, facts: ProgrammeFacts, *, on: date) -> CriterionVerdict:
    """Judge one criterion: by facts where all its topics are there, else by an attestation that stands."""
    known = CRITERIA[id_]
    absent = [topic for topic in known.needs if getattr(facts, topic) is None]
    attestations = [a for a in facts.attestations if a.criterion == id_ and happened(a.signed_on, on)]
    if not absent:
        outcome = known.judge(facts, on)
        if outcome.passed:
            return CriterionVerdict(id_, State.COMPUTED, outcome)
        remarks = tuple(_superseded(a) for a in attestations if _stands(a, on))
        return CriterionVerdict(id_, State.OPEN, replace(outcome, results=outcome.results + remarks))
    standing = max((a for a in attestations if _stands(a, on)), key=lambda a: a.until, default=None)
    missing = tuple(missing_topic(id_, topic, facts) for topic in absent)
    if standing is not None:
        return CriterionVerdict(id_, State.ATTESTED, _attested(standing, missing), standing)
    unsigned = [a for a in facts.attestations if a.criterion == id_ and a.signed_on is None and a.until >= on]
    lapsed = tuple(_fallen(a) for a in (*attestations, *unsigned))
    summary = say("Nothing recorded here shows it.")
    return CriterionVerdict(id_, State.OPEN, Outcome(passed=False, summary=summary, results=missing + lapsed))


def slipped(gate: str, facts: ProgrammeFacts, *, on: date) -> tuple[Slip, ...]:
    """The criteria of a decided gate that no longer hold; nothing for a gate without a go."""
    verdict = evaluate(gate, facts, on=on)
    decision = facts.decision(verdict.gate, on)
    if decision is None or not decision.decision.opens:
        return ()
    shown_then = decision.decision is Verdict.GO
    return tuple(
        Slip(open_.id, earliest(r.since for r in open_.outcome.results if r.blocks), shown_then, open_.outcome)
        for open_ in verdict.open
    )


def _stands(attestation: Attestation, on: date) -> bool:
    signed = attestation.signed_on
    if signed is None or attestation.signed_by is None or not attestation.proves.strip():
        return False
    return signed <= on <= attestation.until <= add_months(signed, ATTESTED_MONTHS)


def _attested(attestation: Attestation, missing: tuple[CheckResult, ...]) -> Outcome:
    """Passes by evidence; what the facts lack stays visible without blocking."""
    return Outcome(
        passed=True,
        summary=say(
            "Attested until {until}: {evidence}.",
            until=attestation.until,
            evidence=as_written(attestation.evidence.label),
        ),
        results=tuple(replace(result, blocks=False) for result in missing),
        holds_from=attestation.signed_on,
        holds_until=attestation.until,
    )


def _subject(attestation: Attestation) -> Subject:
    return Subject(Kind.ATTESTATION, attestation.evidence.key, attestation.evidence.label)


def _fallen(attestation: Attestation) -> CheckResult:
    """Why an attestation does not stand: unsigned, without what it proves, too long, or past its date."""
    id_ = attestation.criterion
    signed = attestation.signed_on
    if attestation.signed_by is None or signed is None:
        return by_programme(
            f"{id_}.attestation-unsigned",
            _subject(attestation),
            say("The attestation is not signed by the sponsor."),
            say("Have the sponsor sign it."),
        )
    if not attestation.proves.strip():
        return by_programme(
            f"{id_}.attestation-unsaid",
            _subject(attestation),
            say("The attestation does not say what its evidence proves."),
            say("Attest again, and say what the evidence proves."),
        )
    if attestation.until > add_months(signed, ATTESTED_MONTHS):
        return by_programme(
            f"{id_}.attestation-too-long",
            _subject(attestation),
            say("The attestation runs to {until}, more than six months after its signature.", until=attestation.until),
            say("Attest again with a date within six months."),
        )
    return by_programme(
        f"{id_}.attestation-lapsed",
        _subject(attestation),
        say("The attestation lapsed on {until}.", until=attestation.until),
        say("Attest again with fresh evidence, or enter the facts where they are kept here."),
        since=add_days(attestation.until, 1),
    )


def _superseded(attestation: Attestation) -> CheckResult:
    return by_programme(
        f"{attestation.criterion}.attestation-superseded",
        _subject(attestation),
        say("The attestation no longer counts, because the facts are recorded here now."),
        say("Settle what the facts show."),
        blocks=False,
    )
