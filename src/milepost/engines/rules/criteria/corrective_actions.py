"""G3-CAPA: nonconformities of the internal audit are verified; those from elsewhere are under control (10.1)."""

from collections.abc import Iterator
from datetime import date

from milepost.engines.rules.answers import by_programme, by_roadmap, by_standard, conclude
from milepost.engines.rules.criteria.internal_audit import recent_audits
from milepost.engines.rules.criteria.registry import criterion, there
from milepost.engines.rules.dates import add_days, earliest, happened, latest_by
from milepost.engines.rules.facts.audits import Nonconformity
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.results import CheckResult, Outcome
from milepost.engines.rules.subjects import Kind, about, whole
from milepost.engines.rules.texts import say


@criterion("G3-CAPA", "internal_audit", "corrective_actions")
def corrective_actions_are_verified(facts: ProgrammeFacts, on: date) -> Outcome:
    register = there(facts.internal_audit)
    audits = {audit.audit.key for audit in recent_audits(register, on)}
    known = [n for n in there(facts.corrective_actions).nonconformities if n.raised_on <= on]
    results: list[CheckResult] = []
    if not audits:
        planned = (a.last_day or a.planned_until for a in register.audits)
        results.append(
            by_roadmap(
                "G3-CAPA.no-audit",
                whole(Kind.INTERNAL_AUDIT, facts),
                say("The internal audit has not run, so nothing of it can be verified."),
                say("Hold the internal audit."),
                clears_on=earliest(day for day in planned if day and day > on),
            )
        )
    for nonconformity in known:
        judge = _judge_of_audit if nonconformity.audit in audits else _judge_from_elsewhere
        results.extend(judge(nonconformity, on))
    return conclude(
        results,
        holds=say("The corrective actions of the internal audit are verified."),
        held_since=latest_by(on, (n.verified_on for n in known if n.audit in audits)),
        holds_until=earliest(n.due_on for n in known if n.audit not in audits and not happened(n.verified_on, on)),
    )


def verified(nonconformity: Nonconformity, on: date) -> bool:
    """Whether the way to closure is complete by that day, whoever walked it."""
    return not any(result.blocks for result in _judge_of_audit(nonconformity, on))


def _judge_of_audit(n: Nonconformity, on: date) -> Iterator[CheckResult]:
    subject, name = about(Kind.NONCONFORMITY, n.nonconformity), n.nonconformity.label
    steps = (
        ("no-correction", n.corrected_on, say("{name} is not corrected.", name=name), say("Correct it.")),
        ("no-cause", n.cause_found_on, say("The cause of {name} is not found.", name=name), say("Find its cause.")),
        (
            "no-action",
            n.implemented_on,
            say("The corrective action of {name} is not implemented.", name=name),
            say("Implement the action against its cause."),
        ),
    )
    for id_, day, text, fix in steps:
        if not happened(day, on):
            yield by_standard("10.1.1", f"G3-CAPA.{id_}", subject, text, fix, since=n.raised_on, clears_on=day)
    if n.rare:
        yield from _judge_rare(n, on)
    elif not happened(n.verified_on, on):
        yield by_standard(
            "10.1.1",
            "G3-CAPA.not-verified",
            subject,
            say("The effectiveness of {name}'s action is not verified.", name=name),
            say("Have somebody who did not act verify that it works."),
            since=n.raised_on,
            clears_on=n.verified_on,
        )
    yield from _judge_verifier(n, on)


def _judge_rare(n: Nonconformity, on: date) -> Iterator[CheckResult]:
    subject, name = about(Kind.NONCONFORMITY, n.nonconformity), n.nonconformity.label
    if not happened(n.rehearsed_on, on):
        yield by_programme(
            "G3-CAPA.not-rehearsed",
            subject,
            say("The occasion of {name} is rare, and its action is not rehearsed.", name=name),
            say("Rehearse it."),
            clears_on=n.rehearsed_on,
        )
    if n.later_check_on is None:
        yield by_programme(
            "G3-CAPA.no-later-check",
            subject,
            say("No later check of {name} is dated.", name=name),
            say("Set the day of a later check."),
        )


def _judge_verifier(n: Nonconformity, on: date) -> Iterator[CheckResult]:
    """Verifying one's own correction is never allowed, whatever the safeguard (S-16)."""
    if not happened(n.verified_on, on):
        return
    subject, name = about(Kind.NONCONFORMITY, n.nonconformity), n.nonconformity.label
    if n.verified_by is None:
        yield by_programme(
            "G3-CAPA.verifier-unknown",
            subject,
            say("Nothing says who verified {name}.", name=name),
            say("Name who verified it."),
        )
    elif n.verified_by.key in {actor.key for actor in n.acted_by}:
        yield by_programme(
            "G3-CAPA.own-verification",
            subject,
            say("{person} verified their own action on {name}.", person=n.verified_by.label, name=name),
            say("Have somebody who did not act verify it."),
            since=n.verified_on,
        )


def _judge_from_elsewhere(n: Nonconformity, on: date) -> Iterator[CheckResult]:
    if happened(n.verified_on, on):
        return
    subject, name = about(Kind.NONCONFORMITY, n.nonconformity), n.nonconformity.label
    if n.owner is None:
        yield by_programme(
            "G3-CAPA.no-owner", subject, say("{name} has no owner.", name=name), say("Name who settles it.")
        )
    if not happened(n.planned_on, on) or n.due_on is None:
        yield by_standard(
            "10.1.1",
            "G3-CAPA.no-plan",
            subject,
            say("{name} has no plan with a due date.", name=name),
            say("Say what will be done and until when."),
            since=n.raised_on,
        )
    elif n.due_on < on:
        yield by_programme(
            "G3-CAPA.overdue",
            subject,
            say("{name} was due on {day}.", name=name, day=n.due_on),
            say("Settle it, or agree a new day with its reason."),
            since=add_days(n.due_on, 1),
        )
