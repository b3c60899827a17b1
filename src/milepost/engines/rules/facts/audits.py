"""The internal audit programme, internal audits, nonconformities and management reviews (9.2, 9.3, 10.1)."""

from dataclasses import dataclass
from datetime import date

from milepost.engines.rules.facts.people import Safeguard
from milepost.engines.rules.facts.refs import Ref


@dataclass(frozen=True, slots=True)
class CompetenceStep:
    """A step of the auditors' competence plan."""

    step: Ref
    due_on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class AuditProgrammeFacts:
    """`clauses_missing`, `practices_missing`: what the schedule leaves out; `scheduled`: entries it has."""

    scheduled: int = 0
    clauses_missing: tuple[str, ...] = ()
    practices_missing: tuple[Ref, ...] = ()
    designed_on: date | None = None
    procedure_approved_on: date | None = None
    lead_auditor: Ref | None = None
    competence: tuple[CompetenceStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Audited:
    """One clause or practice as audited. `practice` is true for a practice, whose `live_on` counts.

    `on_planning`: only its planning could be audited then; `followed_up_on` completes it.
    `owners` run what was audited; `runs_programme` among them for 9.2.
    """

    subject: Ref
    practice: bool = False
    audited_on: date | None = None
    on_records: bool = False
    live_on: date | None = None
    on_planning: bool = False
    followed_up_on: date | None = None
    auditors: tuple[Ref, ...] = ()
    owners: tuple[Ref, ...] = ()
    safeguard: Safeguard | None = None


@dataclass(frozen=True, slots=True)
class Auditor:
    person: Ref
    competent_on: date | None = None
    competence: str = ""


@dataclass(frozen=True, slots=True)
class InternalAudit:
    """A full-scope internal audit; `reported_on` with what the report names (an empty list is named too)."""

    audit: Ref
    planned_until: date | None = None
    first_day: date | None = None
    last_day: date | None = None
    reported_on: date | None = None
    names_nonconformities: bool = False
    names_observations: bool = False
    audited: tuple[Audited, ...] = ()
    auditors: tuple[Auditor, ...] = ()


@dataclass(frozen=True, slots=True)
class InternalAuditFacts:
    """`expected`: every clause (`practice` false) and practice that an audit must reach."""

    audits: tuple[InternalAudit, ...] = ()
    expected_clauses: tuple[str, ...] = ()
    expected_practices: tuple[Ref, ...] = ()

    def latest(self, on: date) -> InternalAudit | None:
        """The last audit finished by that day."""
        done = [audit for audit in self.audits if audit.last_day is not None and audit.last_day <= on]
        return max(done, key=lambda audit: audit.last_day or date.min, default=None)


@dataclass(frozen=True, slots=True)
class Nonconformity:
    """A nonconformity and its way to closure. `audit` is the key of the internal audit that raised it, "" elsewhere.

    `rare`: its occasion comes seldom, so implementation plus a rehearsal counts, with a later check dated.
    """

    nonconformity: Ref
    raised_on: date
    audit: str = ""
    owner: Ref | None = None
    planned_on: date | None = None
    due_on: date | None = None
    corrected_on: date | None = None
    cause_found_on: date | None = None
    implemented_on: date | None = None
    acted_by: tuple[Ref, ...] = ()
    verified_on: date | None = None
    verified_by: Ref | None = None
    rare: bool = False
    rehearsed_on: date | None = None
    later_check_on: date | None = None


@dataclass(frozen=True, slots=True)
class CorrectiveActionFacts:
    """Closed nonconformities that did not come from an internal audit may be left out."""

    nonconformities: tuple[Nonconformity, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewInput:
    """An input of 9.3, `item` as "a" … "l" with "c1" to "c3"."""

    item: str
    treated: bool
    first_cycle: bool = False


@dataclass(frozen=True, slots=True)
class ManagementReview:
    review: Ref
    planned_on: date | None = None
    held_on: date | None = None
    top_management: tuple[Ref, ...] = ()
    inputs: tuple[ReviewInput, ...] = ()
    practices_judged: bool = False
    objectives_decided: bool = False
    smp_decided: bool = False
    actions_recorded: bool = False
    minutes_signed_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    reviews: tuple[ManagementReview, ...] = ()
