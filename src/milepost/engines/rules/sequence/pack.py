"""What an application pack would hold today, told by the documents in force and the gates on record (S-10)."""

from collections.abc import Iterator, Mapping
from datetime import date

from milepost.engines.rules.answers import by_roadmap
from milepost.engines.rules.criteria.documents import in_force, no_documents, plan_not_approved, policy_is_approved
from milepost.engines.rules.criteria.practices import procedures_are_documented
from milepost.engines.rules.criteria.scope import scope_not_approved
from milepost.engines.rules.facts.certification import PackPart
from milepost.engines.rules.facts.documents import DocumentKind
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.results import CheckResult
from milepost.engines.rules.sequence.phases import passed_gate
from milepost.engines.rules.subjects import Kind, whole
from milepost.engines.rules.texts import say


def pack_today(facts: ProgrammeFacts, on: date) -> frozenset[PackPart]:
    """The parts that are there: an approved scope, the plan in force, policy and procedures (7.5.4), a go at G2."""
    return frozenset(part for part, lacks in pack_lacks(facts, on).items() if not lacks)


def pack_lacks(facts: ProgrammeFacts, on: date) -> Mapping[PackPart, tuple[CheckResult, ...]]:
    """What each part lacks on that day, in the order of the pack; nothing where the part is there."""
    return {
        PackPart.SCOPE: tuple(_scope(facts, on)),
        PackPart.SMP: tuple(_plan(facts, on)),
        PackPart.DOCUMENTS: tuple(_documents(facts, on)),
        PackPart.DESIGN_PROOF: tuple(_proof(facts, on)),
    }


def design_open(facts: ProgrammeFacts) -> CheckResult:
    """That nothing proves the design complete."""
    return by_roadmap(
        "S-10.design-open",
        whole(Kind.APPLICATION, facts),
        say("Nothing proves that design is complete: G2 has no go on record."),
        say("Review G2 and record the decision."),
    )


def _scope(facts: ProgrammeFacts, on: date) -> Iterator[CheckResult]:
    documents, scope = facts.documents, facts.scope
    controlled = documents is not None and in_force(documents, DocumentKind.SCOPE, on) is not None
    if controlled or (scope is not None and scope.version_on(on) is not None):
        return
    yield scope_not_approved(facts)


def _plan(facts: ProgrammeFacts, on: date) -> Iterator[CheckResult]:
    if facts.documents is None or in_force(facts.documents, DocumentKind.SMP, on) is None:
        yield plan_not_approved(facts)


def _documents(facts: ProgrammeFacts, on: date) -> Iterator[CheckResult]:
    if facts.documents is None:
        yield no_documents(facts)
        return
    outcomes = [policy_is_approved(facts, on)]
    if facts.practices is None:
        yield by_roadmap(
            "G2-PROCEDURES.practices-missing",
            whole(Kind.PROGRAMME, facts),
            say("No practice is taken up."),
            say("Take up all practices of the catalogue."),
        )
    else:
        outcomes.append(procedures_are_documented(facts, on))
    yield from (result for outcome in outcomes for result in outcome.results if result.blocks)


def _proof(facts: ProgrammeFacts, on: date) -> Iterator[CheckResult]:
    if passed_gate(facts, Phase.DESIGN, on) is None:
        yield design_open(facts)
