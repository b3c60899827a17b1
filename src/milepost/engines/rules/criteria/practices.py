"""G2-PROCEDURES and G2-ROLES: a procedure, an owner and a deputy for each of the twenty practices."""

from collections.abc import Iterator
from datetime import date

from milepost.engines.rules.answers import by_programme, by_roadmap, by_standard, conclude
from milepost.engines.rules.criteria.documents import awaited, ended, in_force
from milepost.engines.rules.criteria.registry import criterion, there
from milepost.engines.rules.dates import happened, latest_by
from milepost.engines.rules.facts.documents import DocumentKind, DocumentsFacts
from milepost.engines.rules.facts.practices import Practice, PracticeFacts
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.results import CheckResult, Outcome
from milepost.engines.rules.subjects import Kind, about, whole
from milepost.engines.rules.texts import Text, say, say_many

_NAMED: dict[DocumentKind, tuple[Text, Text]] = {
    DocumentKind.CHANGE_POLICY: (
        say("No change management policy is approved."),
        say("Write the change management policy and have it approved."),
    ),
    DocumentKind.SECURITY_POLICY: (
        say("No information security policy is approved."),
        say("Write the information security policy and have it approved."),
    ),
    DocumentKind.CONTINUITY_PLAN: (
        say("No service continuity plan is approved."),
        say("Write the service continuity plan and have it approved."),
    ),
}


def dropped(criterion_: str, facts: ProgrammeFacts, practices: PracticeFacts) -> Iterator[CheckResult]:
    """Practices that the programme lacks: none of the twenty may be dropped."""
    for practice in practices.missing:
        yield by_roadmap(
            f"{criterion_}.practice-dropped",
            about(Kind.PRACTICE, practice),
            say("{name} is not among the programme's practices.", name=practice.label),
            say("Take it up again: none of the practices may be dropped."),
        )
    rest = facts.settings.practices_required - len(practices.practices) - len(practices.missing)
    if rest > 0:
        yield by_roadmap(
            f"{criterion_}.practices-missing",
            whole(Kind.PROGRAMME, facts),
            say_many("One practice is missing.", "{count} practices are missing.", rest),
            say("Take up all practices of the catalogue."),
        )


@criterion("G2-PROCEDURES", "practices", "documents")
def procedures_are_documented(facts: ProgrammeFacts, on: date) -> Outcome:
    practices, documents = there(facts.practices), there(facts.documents)
    results = [*dropped("G2-PROCEDURES", facts, practices)]
    for practice in practices.practices:
        results.extend(_judge_procedure(practice, on))
    results.extend(_named_documents(facts, documents, on))
    count = sum(practice.has_procedure(on) for practice in practices.practices)
    return conclude(
        results,
        holds=say("Each of {count} practices has an approved procedure.", count=count),
        fails=say(
            "{count} of {all} practices have an approved procedure.",
            count=count,
            all=max(len(practices.practices) + len(practices.missing), facts.settings.practices_required),
        ),
        held_since=latest_by(
            on, (p.procedure_first_approved_on or p.procedure_approved_on for p in practices.practices)
        ),
    )


def _judge_procedure(practice: Practice, on: date) -> Iterator[CheckResult]:
    if practice.has_procedure(on):
        return
    approved = practice.procedure_first_approved_on or practice.procedure_approved_on
    ended = practice.procedure_ended_on if happened(practice.procedure_ended_on, on) else None
    yield by_roadmap(
        "G2-PROCEDURES.no-procedure",
        about(Kind.PRACTICE, practice.practice),
        say("{name} has no approved procedure.", name=practice.practice.label),
        say("Write its procedure and have it approved."),
        since=ended,
        clears_on=approved if approved is not None and approved > on else None,
    )


def _named_documents(facts: ProgrammeFacts, documents: DocumentsFacts, on: date) -> Iterator[CheckResult]:
    for kind, (text, fix) in _NAMED.items():
        if in_force(documents, kind, on) is None:
            yield by_standard(
                "7.5.4",
                f"G2-PROCEDURES.no-{kind}",
                whole(Kind.DOCUMENT, facts),
                text,
                fix,
                since=ended(documents, kind, on),
                clears_on=awaited(documents, kind, on),
            )


@criterion("G2-ROLES", "practices")
def roles_are_assigned(facts: ProgrammeFacts, on: date) -> Outcome:
    practices = there(facts.practices)
    results = [*dropped("G2-ROLES", facts, practices)]
    for practice in practices.practices:
        results.extend(_judge_roles(practice, on))
    return conclude(
        results,
        holds=say("Each practice has an owner who accepted, with time, and a deputy."),
        held_since=latest_by(on, (practice.accepted_on for practice in practices.practices)),
    )


def _judge_roles(practice: Practice, on: date) -> Iterator[CheckResult]:
    subject, name = about(Kind.PRACTICE, practice.practice), practice.practice.label
    if practice.owner is None:
        yield by_roadmap(
            "G2-ROLES.no-owner", subject, say("{name} has no owner.", name=name), say("Name the practice owner.")
        )
    elif not happened(practice.accepted_on, on):
        yield by_programme(
            "G2-ROLES.not-accepted",
            subject,
            say("{person} has not accepted to own {name}.", person=practice.owner.label, name=name),
            say("Ask the owner to accept."),
            clears_on=practice.accepted_on,
        )
    if practice.owner is not None and not practice.hours_per_week:
        yield by_programme(
            "G2-ROLES.no-time",
            subject,
            say("No time is allotted to the owner of {name}.", name=name),
            say("Agree the hours per week."),
        )
    if practice.deputy is None:
        yield by_programme(
            "G2-ROLES.no-deputy", subject, say("{name} has no deputy.", name=name), say("Name a deputy.")
        )
    elif practice.owner is not None and practice.deputy.key == practice.owner.key:
        yield by_programme(
            "G2-ROLES.own-deputy",
            subject,
            say("{person} is owner and deputy of {name}.", person=practice.owner.label, name=name),
            say("Name somebody else as deputy."),
        )
