"""Gathering what the rules judge: the facts of every feature below, in a fixed number of queries.

`GATHERERS` lists who delivers topics; one that nobody delivers stays None, and a criterion that needs it is open or
attested.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from milepost.catalogue.programme import settings as settings_known
from milepost.engines.rules.facts.decisions import ActivityFacts, GateDecision, Verdict
from milepost.engines.rules.facts.decisions import Attestation as AttestationFact
from milepost.engines.rules.facts.programme import PhaseFacts, ProgrammeFacts
from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.facts.settings import Phase, Settings
from milepost.features.evidence.clocks.topics import clock_topics
from milepost.features.gaps.facts import gap_topics
from milepost.features.gates.models import Attestation, Decision
from milepost.features.governance.facts import governance_topics
from milepost.features.plans.facts import plan_topics
from milepost.features.practices.facts import practice_topics
from milepost.features.programmes.facts import scope_topics
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.roles import Role
from milepost.platform.signatures.models import Signature

type Topics = Mapping[str, Any]
type Gatherer = Callable[[Programme, date], Topics]

GATHERERS: tuple[Gatherer, ...] = (
    scope_topics,
    governance_topics,
    practice_topics,
    gap_topics,
    plan_topics,
    clock_topics,
)

DELIVERED = frozenset({"activity", "clocks", "commitment", "effort", "gap", "governance", "practices", "scope"})
"""The topics that the gatherers deliver; the reference page of criteria and a test are held to it."""


def gather_facts(programme: Programme, *, on: date) -> ProgrammeFacts:
    """Everything the rules know about a programme at a day."""
    topics: dict[str, Any] = {}
    finished: list[ActivityFacts] = []  # more than one feature finishes things
    for gatherer in GATHERERS:
        gathered = gatherer(programme, on)
        topics.update(gathered)
        finished += [gathered["activity"]] if "activity" in gathered else []
    topics["activity"] = max(finished, key=lambda facts: facts.last_finished_on or date.min, default=None)
    phases = list(programme.phases.all())
    return ProgrammeFacts(
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
        decisions=_decisions(programme),
        attestations=_attestations(programme),
        **topics,
    )


def settings_of(programme: Programme) -> Settings:
    """The numbers of the rules with this programme's changes."""
    known = {setting.key for setting in settings_known()}
    changed = {key: value for key, value in programme.numbers.items() if key in known}
    return Settings(**{key: value for key, value in changed.items() if key in Settings.__dataclass_fields__})


def _signatures(programme: Programme, kind: str) -> dict[Any, list[Signature]]:
    found: dict[Any, list[Signature]] = {}
    for signature in Signature.objects.filter(programme_id=programme.pk, subject_kind=kind, role=Role.SPONSOR):
        if signature.counts:
            found.setdefault(signature.subject_id, []).append(signature)
    return found


def _decisions(programme: Programme) -> tuple[GateDecision, ...]:
    """Decisions on record: those that the sponsor signed. An unsigned one is still a proposal."""
    signed = _signatures(programme, "gates.decision")
    return tuple(
        GateDecision(Phase(row.gate), Verdict(row.outcome), row.decided_on)
        for row in Decision.objects.filter(programme=programme).order_by("number")
        if row.pk in signed
    )


def _attestations(programme: Programme) -> tuple[AttestationFact, ...]:
    signed = _signatures(programme, "gates.attestation")
    facts = []
    for row in Attestation.objects.filter(programme=programme):
        signature = next(iter(signed.get(row.pk, ())), None)
        facts.append(
            AttestationFact(
                criterion=row.criterion,
                evidence=Ref(str(row.pk), f"{row.reference}, {row.file_name}"),
                until=row.until,
                proves=row.proves,
                signed_by=Ref(str(signature.person_id or signature.pk), signature.signatory) if signature else None,
                signed_on=signature.signed_on if signature else None,
            )
        )
    return tuple(facts)
