"""Gathering what the rules judge: the facts of every feature below, in a fixed number of queries.

A topic that nobody delivers stays None, and a criterion that needs it is open or attested. What was gathered is kept
while nothing changes: asking again costs two queries.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from milepost.catalogue.programme import settings as settings_known
from milepost.engines.rules.facts.decisions import Attestation as AttestationFact
from milepost.engines.rules.facts.decisions import GateDecision, Verdict
from milepost.engines.rules.facts.programme import PhaseFacts, ProgrammeFacts
from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.facts.settings import Phase, Settings
from milepost.features.actions.facts import activity_facts
from milepost.features.documents.facts import document_topics
from milepost.features.drafting.facts import Said, drafted_topics, read_documents
from milepost.features.evidence.clocks.present import CHARTER, CLOCKS, FACTS, REGISTERS, RULES, Present, present_of
from milepost.features.evidence.clocks.reading import Clock, count_clocks, is_counted, keep_clocks, kept_clocks
from milepost.features.evidence.clocks.topics import clock_topics
from milepost.features.gaps.facts import gap_topics
from milepost.features.gates.models import Attestation
from milepost.features.gates.on_record import DecisionOnRecord, OnRecord, read_on_record
from milepost.features.governance.facts import governance_topics
from milepost.features.management.facts import management_topics
from milepost.features.plans.facts import effort_facts, finished_facts, plan_facts
from milepost.features.practices.facts import practice_topics
from milepost.features.programmes.facts import counting_versions, scope_topics
from milepost.features.programmes.models import Phase as PhaseRow
from milepost.features.programmes.models import Programme, ScopeVersion
from milepost.platform.ledger.kept import Kept, heads_of
from milepost.platform.signatures.models import Signature

DELIVERED = frozenset({
    "activity", "clocks", "commitment", "consistency", "documents", "effort", "gap", "governance", "objectives",
    "plan", "practices", "risks", "scope", "smp",
})  # fmt: skip
"""The topics that are gathered; the reference page of criteria and a test are held to it."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the rules know of a programme at a day, every decision on record, oldest first, and the clocks."""

    facts: ProgrammeFacts
    decisions: tuple[DecisionOnRecord, ...]
    clocks: tuple[Clock, ...]


class Registered(NamedTuple):
    """Topics of documents and registers, what documents say of other things, and what was decided and attested."""

    topics: Mapping[str, Any]
    said: Said
    on_record: OnRecord


class Chartered(NamedTuple):
    """Scope, governance and the plan's effort, with the phases and the versions of the scope whose signature counts."""

    topics: Mapping[str, Any]
    phases: Sequence[PhaseRow]
    versions: Sequence[ScopeVersion]


kept_facts = Kept[Present, Gathered](64, Present.place)
kept_charters = Kept[Present, Chartered](64, Present.place)
"""What was agreed on, which changes at meetings and not while people rate, import and do what they planned."""
kept_registers = Kept[Present, Registered](64, Present.place)
"""What documents and registers say, which is much to read and changes seldom."""
kept_comparisons = Kept[Present, Mapping[str, Any]](64, Present.place)
"""How documents in force stand to the registers, for which they are written anew."""


def gather(programme: Programme, *, on: date) -> Gathered:
    """Everything the rules know about a programme at a day, with the decisions on record."""
    present = present_of(programme, on)
    heard = present.heard(RULES)
    return kept_facts.ask(heard, lambda: _gather_and_keep(programme, present, heard))


def _gather_and_keep(programme: Programme, present: Present, heard: Present) -> Gathered:
    by_clocks, by_registers = present.heard(CLOCKS), replace(present.heard(REGISTERS), counted=())
    by_facts, by_charter = (replace(present.heard(name), counted=()) for name in (FACTS, CHARTER))
    charter = kept_charters.get(by_charter) or read_charter(programme, present.on)
    clocks = kept_clocks.get(by_clocks) or count_clocks(programme, present, charter.versions)
    registered = kept_registers.get(by_registers) or read_registers(programme, present.on)
    compared = kept_comparisons.get(by_facts) or drafted_topics(
        programme, registered.said, present.on, charter.versions
    )
    gathered = _gather(programme, present.on, clocks, charter, registered, compared)
    heads = heads_of(programme.organisation_id, programme.pk)
    keep_clocks(by_clocks, clocks, heads)
    if by_charter.stands(heads, CHARTER):
        kept_charters.put(by_charter, charter)
    if by_registers.stands(heads, REGISTERS):
        kept_registers.put(by_registers, registered)
    if by_facts.stands(heads, FACTS):
        kept_comparisons.put(by_facts, compared)
    if is_counted(clocks) and heard.stands(heads, RULES):
        kept_facts.put(heard, gathered)
    return gathered


def gather_facts(programme: Programme, *, on: date) -> ProgrammeFacts:
    """Everything the rules know about a programme at a day."""
    return gather(programme, on=on).facts


def read_registers(programme: Programme, on: date) -> Registered:
    """The topics of documents and of the registers of the management system, what documents say, and the decisions."""
    topics = {**document_topics(programme, on), **management_topics(programme, on)}
    return Registered(topics, read_documents(programme, on), read_on_record(programme))


def read_charter(programme: Programme, on: date) -> Chartered:
    """The topics of scope, governance and effort."""
    phases, versions = list(programme.phases.all()), counting_versions(programme)
    topics = {
        **scope_topics(programme, on, versions),
        **governance_topics(programme, on),
        "effort": effort_facts(phases),
    }
    return Chartered(topics, phases, versions)


def _gather(
    programme: Programme,
    on: date,
    clocks: tuple[Clock, ...],
    charter: Chartered,
    registered: Registered,
    compared: Mapping[str, Any],
) -> Gathered:
    phases, on_record = charter.phases, registered.on_record
    facts = ProgrammeFacts(
        key=str(programme.pk),
        code=programme.code,
        name=programme.name,
        settings=settings_of(programme),
        started_on=programme.starts_on,
        planned_end=programme.certificate_wanted_on or (phases[-1].planned_to if phases else None),
        phases=tuple(
            PhaseFacts(Phase(phase.key), phase.opened_on, phase.closed_on, phase.planned_from, phase.planned_to)
            for phase in phases
        ),
        decisions=tuple(_decisions(on_record.decisions)),
        attestations=tuple(_attestation(row, signature) for row, signature in on_record.attestations),
        **registered.topics,
        **compared,
        **charter.topics,
        **gather_topics(programme, on, clocks, attested=_attested(on_record, on)),
    )
    return Gathered(facts, on_record.decisions, clocks)


def gather_topics(
    programme: Programme, on: date, clocks: tuple[Clock, ...], *, attested: Collection[str] = ()
) -> Mapping[str, Any]:
    """The topics that change while people work, by name; `attested` are the criteria that evidence stands for."""
    finished = (activity_facts(programme, on), finished_facts(programme, on))  # more than one feature finishes things
    plan = plan_facts(programme, on, is_attested="G1-PLAN" in attested)
    return {
        **practice_topics([clock.gathered.practice for clock in clocks], on),
        **gap_topics(programme, on),
        **clock_topics(clocks),
        **({"plan": plan} if plan else {}),
        "activity": max(finished, key=lambda facts: facts.last_finished_on or date.min),
    }


def settings_of(programme: Programme) -> Settings:
    """The numbers of the rules with this programme's changes."""
    known = {setting.key for setting in settings_known()}
    changed = {key: value for key, value in programme.numbers.items() if key in known}
    return Settings(**{key: value for key, value in changed.items() if key in Settings.__dataclass_fields__})


def _decisions(found: Iterable[DecisionOnRecord]) -> Iterable[GateDecision]:
    """Those that the sponsor signed, in the order of their numbers. An unsigned one is still a proposal."""
    for one in sorted((each for each in found if each.stands), key=lambda each: each.decision.number):
        yield GateDecision(Phase(one.decision.gate), Verdict(one.decision.outcome), one.decision.decided_on)


def _attested(on_record: OnRecord, on: date) -> set[str]:
    """The criteria with an attestation that the sponsor had signed by a day, and that did not lapse before it."""
    return {
        row.criterion
        for row, signature in on_record.attestations
        if signature and signature.signed_on <= on <= row.until
    }


def _attestation(row: Attestation, signature: Signature | None) -> AttestationFact:
    return AttestationFact(
        criterion=row.criterion,
        evidence=Ref(str(row.pk), f"{row.reference}, {row.file_name}"),
        until=row.until,
        proves=row.proves,
        signed_by=Ref(str(signature.person_id or signature.pk), signature.signatory) if signature else None,
        signed_on=signature.signed_on if signature else None,
    )
