"""G2-CMDB and G3-CMDB: the CMDB is defined, verified, and later reconciled with reality (8.2.6).

95 % and the ages stand in no clause: they are this programme's.
"""

from collections.abc import Iterator
from datetime import date

from milepost.engines.rules.answers import by_programme, by_roadmap, by_standard, conclude
from milepost.engines.rules.criteria.registry import criterion, there
from milepost.engines.rules.dates import add_days, happened, latest_by
from milepost.engines.rules.facts.cmdb import CmdbFacts, Coverage, Verification
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.months import add_months
from milepost.engines.rules.results import CheckResult, Outcome
from milepost.engines.rules.subjects import Kind, about, whole
from milepost.engines.rules.texts import say, say_many


def newest(verifications: tuple[Verification, ...], on: date) -> Verification | None:
    """The last verification done by that day."""
    done = [v for v in verifications if v.done_on <= on]
    return max(done, key=lambda v: v.done_on, default=None)


@criterion("G2-CMDB", "cmdb")
def cmdb_is_ready(facts: ProgrammeFacts, on: date) -> Outcome:
    cmdb = there(facts.cmdb)
    verification = newest(cmdb.verifications, on)
    results = [*_definition(facts, cmdb, on)]
    for coverage in cmdb.coverage:
        results.extend(_judge_coverage(coverage, on))
    if verification is None:
        results.append(
            by_roadmap(
                "G2-CMDB.not-verified",
                whole(Kind.CMDB, facts),
                say("The CMDB is not verified."),
                say("Verify it before practices go live."),
                clears_on=min((v.done_on for v in cmdb.verifications), default=None),
            )
        )
    else:
        results.extend(judge_accuracy("G2-CMDB", facts, verification))
    return conclude(
        results,
        holds=say("The CMDB is defined, covers the services and is verified."),
        held_since=latest_by(on, [verification.done_on if verification else None, cmdb.procedure_approved_on]),
    )


def _definition(facts: ProgrammeFacts, cmdb: CmdbFacts, on: date) -> Iterator[CheckResult]:
    subject = whole(Kind.CMDB, facts)
    if not happened(cmdb.types_defined_on, on):
        yield by_standard(
            "8.2.6",
            "G2-CMDB.no-types",
            subject,
            say("The types of configuration item are not defined."),
            say("Define the CI types."),
            clears_on=cmdb.types_defined_on,
        )
    if not happened(cmdb.detail_defined_on, on):
        yield by_standard(
            "8.2.6",
            "G2-CMDB.no-detail",
            subject,
            say("The level of detail of configuration information is not defined."),
            say("Say per type what is recorded."),
            clears_on=cmdb.detail_defined_on,
        )
    if not happened(cmdb.scope_defined_on, on):
        yield by_roadmap(
            "G2-CMDB.no-ci-scope",
            subject,
            say("The scope of configuration items is not defined."),
            say("Say what is under configuration management."),
            clears_on=cmdb.scope_defined_on,
        )
    if not cmdb.coverage:
        yield by_roadmap(
            "G2-CMDB.no-coverage",
            subject,
            say("No in-scope service was compared with what is there."),
            say("Run a discovery or walk round for each in-scope service."),
        )
    if not happened(cmdb.procedure_approved_on, on):
        yield by_roadmap(
            "G2-CMDB.no-procedure",
            subject,
            say("The verification procedure is not approved."),
            say("Write the verification procedure and have it approved."),
            clears_on=cmdb.procedure_approved_on,
        )


def _judge_coverage(coverage: Coverage, on: date) -> Iterator[CheckResult]:
    subject, name = about(Kind.SERVICE, coverage.service), coverage.service.label
    if not happened(coverage.looked_on, on):
        yield by_roadmap(
            "G2-CMDB.not-looked",
            subject,
            say("Nobody looked at what is there for {name}.", name=name),
            say("Run a discovery or walk round."),
            clears_on=coverage.looked_on,
        )
    elif coverage.recorded == 0:
        yield by_roadmap(
            "G2-CMDB.no-items",
            subject,
            say("No configuration item is recorded for {name}.", name=name),
            say("Record what was found."),
        )
    elif coverage.recorded < coverage.found:
        yield by_roadmap(
            "G2-CMDB.not-covered",
            subject,
            say(
                "{recorded} of {found} things found for {name} are recorded.",
                recorded=coverage.recorded,
                found=coverage.found,
                name=name,
            ),
            say("Record the rest, or say why they are no configuration items."),
        )


def judge_accuracy(criterion_: str, facts: ProgrammeFacts, verification: Verification) -> Iterator[CheckResult]:
    """Accuracy against the programme's threshold, and discrepancies that nobody decided."""
    subject, name = about(Kind.VERIFICATION, verification.verification), verification.verification.label
    accuracy = verification.accuracy_percent
    if accuracy < facts.settings.cmdb_accuracy:
        yield by_programme(
            f"{criterion_}.inaccurate",
            subject,
            say(
                "{name} found {accuracy} % correct, and {wanted} % are wanted.",
                name=name,
                accuracy=round(accuracy, 1),
                wanted=facts.settings.cmdb_accuracy,
            ),
            say("Correct the records and verify again."),
            since=verification.done_on,
        )
    if verification.undecided:
        yield by_programme(
            f"{criterion_}.undecided",
            subject,
            say_many(
                "One discrepancy of {name} is undecided.",
                "{count} discrepancies of {name} are undecided.",
                verification.undecided,
                name=name,
            ),
            say("Decide each: fix the record, fix reality, or accept it until a day."),
            since=verification.done_on,
        )


@criterion("G3-CMDB", "reconciliation")
def cmdb_matches_reality(facts: ProgrammeFacts, on: date) -> Outcome:
    register = there(facts.reconciliation)
    months = facts.settings.reconciliation_within_months
    done = newest(register.reconciliations, on)
    results: list[CheckResult] = []
    until = add_months(done.done_on, months) if done else None
    planned = register.planned_on if register.planned_on and register.planned_on > on else None
    if done is None or until is None:
        results.append(
            by_roadmap(
                "G3-CMDB.not-reconciled",
                whole(Kind.CMDB, facts),
                say("The CMDB is not reconciled with the actual environment."),
                say("Reconcile it."),
                clears_on=planned,
            )
        )
    else:
        if until < on:
            results.append(
                by_programme(
                    "G3-CMDB.old",
                    about(Kind.VERIFICATION, done.verification),
                    say("The last reconciliation is from {day}.", day=done.done_on),
                    say_many(
                        "Reconcile again: once a month.", "Reconcile again: at least every {count} months.", months
                    ),
                    since=add_days(until, 1),
                    clears_on=planned,
                )
            )
        results.extend(judge_accuracy("G3-CMDB", facts, done))
        results.extend(_accepted(done))
    return conclude(
        results,
        holds=say("The CMDB was reconciled with reality and is accurate enough."),
        held_since=done.done_on if done else None,
        holds_until=until,
    )


def _accepted(done: Verification) -> Iterator[CheckResult]:
    for item in done.accepted_critical:
        yield by_programme(
            "G3-CMDB.accepted-on-critical",
            about(Kind.VERIFICATION, item),
            say("{name} is accepted although it concerns a critical service.", name=item.label),
            say("Fix the record or fix reality."),
            since=done.done_on,
        )
