"""G1-SCOPE: the scope statement is approved, complete, justified, and not all run by others (4.3, 8.2.3.1)."""

from collections.abc import Iterator
from datetime import date

from milepost.engines.rules.answers import by_programme, by_roadmap, by_standard, conclude
from milepost.engines.rules.criteria.registry import criterion, there
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.facts.scope import ElementKind, Inclusion, ScopeElement, ScopeFacts
from milepost.engines.rules.results import CheckResult, Outcome
from milepost.engines.rules.subjects import Kind, about, whole
from milepost.engines.rules.texts import Text, say

_KINDS = {
    ElementKind.SERVICE: Kind.SERVICE,
    ElementKind.CUSTOMER: Kind.CUSTOMER,
    ElementKind.UNIT: Kind.UNIT,
    ElementKind.LOCATION: Kind.LOCATION,
}

_NONE_IN: dict[ElementKind, tuple[Text, Text]] = {
    ElementKind.SERVICE: (say("No service is in scope."), say("Enter the services and take them in or out.")),
    ElementKind.CUSTOMER: (say("No customer is in scope."), say("Enter the customers and take them in or out.")),
    ElementKind.UNIT: (say("No organisational unit is in scope."), say("Enter the units that manage and deliver.")),
    ElementKind.LOCATION: (say("No location is in scope."), say("Enter the locations and take them in or out.")),
}

_NAMED_BY_STANDARD = (ElementKind.SERVICE, ElementKind.UNIT)
"""4.3 asks for the services and for the organisation that delivers them; customers and places are the roadmap's."""


@criterion("G1-SCOPE", "scope")
def scope_is_approved(facts: ProgrammeFacts, on: date) -> Outcome:
    scope = there(facts.scope)
    results = [
        *_empty_kinds(facts, scope, on),
        *_open_elements(scope, on),
        *_exclusions(facts, scope, on),
        *_other_parties(facts, scope, on),
        *_approval(facts, scope, on),
    ]
    version = scope.version_on(on)
    return conclude(
        results,
        holds=say("The scope statement is approved and complete."),
        held_since=version.approved_on if version else None,
    )


def _empty_kinds(facts: ProgrammeFacts, scope: ScopeFacts, on: date) -> Iterator[CheckResult]:
    for kind in ElementKind:
        if scope.of(kind, Inclusion.IN, on):
            continue
        text, fix = _NONE_IN[kind]
        if kind in _NAMED_BY_STANDARD:
            yield by_standard("4.3", f"G1-SCOPE.no-{kind}", whole(Kind.SCOPE, facts), text, fix)
        else:
            yield by_roadmap(f"G1-SCOPE.no-{kind}", whole(Kind.SCOPE, facts), text, fix)


def _open_elements(scope: ScopeFacts, on: date) -> Iterator[CheckResult]:
    for kind in ElementKind:
        for element in scope.of(kind, Inclusion.UNDECIDED, on):
            yield by_standard(
                "4.3",
                "G1-SCOPE.undecided",
                about(_KINDS[kind], _ref(element)),
                say("{name} is neither in nor out.", name=element.label),
                say("Decide whether it is in scope."),
                since=element.known_since,
            )


def _exclusions(facts: ProgrammeFacts, scope: ScopeFacts, on: date) -> Iterator[CheckResult]:
    for kind in ElementKind:
        for element in scope.of(kind, Inclusion.OUT, on):
            if not element.justification.strip():
                yield by_roadmap(
                    "G1-SCOPE.unjustified",
                    about(_KINDS[kind], _ref(element)),
                    say("{name} is excluded without a justification.", name=element.label),
                    say("Say why it is left out: the auditor will ask."),
                    since=element.known_since,
                )
    for clause in scope.excluded_clauses:
        yield by_standard(
            "4.4",
            "G1-SCOPE.clause-excluded",
            whole(Kind.SCOPE, facts),
            say("Clause {clause} is excluded, and no clause of 4 to 10 can be.", clause=clause),
            say("Remove the exclusion: exclude services, customers, units or locations instead."),
        )


def _other_parties(facts: ProgrammeFacts, scope: ScopeFacts, on: date) -> Iterator[CheckResult]:
    services = scope.of(ElementKind.SERVICE, Inclusion.IN, on)
    shares = [service.other_party_percent for service in services]
    if not services or any(share is not None and share < 100 for share in shares):
        return
    if any(share is None for share in shares):
        yield by_standard(
            "8.2.3.1",
            "G1-SCOPE.other-parties-unknown",
            whole(Kind.SCOPE, facts),
            say("Nothing says which part of the services other parties run."),
            say("Enter for each service the share that other parties provide or operate."),
        )
        return
    yield by_standard(
        "8.2.3.1",
        "G1-SCOPE.other-parties-run-all",
        whole(Kind.SCOPE, facts),
        say("Other parties provide or operate every service in scope."),
        say("Take services into scope that you run at least in part yourselves."),
    )


def scope_not_approved(facts: ProgrammeFacts, *, clears_on: date | None = None) -> CheckResult:
    """That no scope statement is approved."""
    return by_standard(
        "4.3",
        "G1-SCOPE.not-approved",
        whole(Kind.SCOPE, facts),
        say("The scope statement is not approved."),
        say("Have it approved as a controlled document."),
        clears_on=clears_on,
    )


def _approval(facts: ProgrammeFacts, scope: ScopeFacts, on: date) -> Iterator[CheckResult]:
    version = scope.version_on(on)
    if version is None:
        yield scope_not_approved(facts, clears_on=min((v.approved_on for v in scope.versions), default=None))
        return
    if version.author is not None and version.author.key == version.approver.key:
        yield by_programme(
            "G1-SCOPE.own-approval",
            whole(Kind.SCOPE, facts),
            say("{name} approved a scope statement that they wrote.", name=version.approver.label),
            say("Have somebody else approve it (S-16)."),
            since=version.approved_on,
        )
    if scope.current_hash and version.elements_hash != scope.current_hash:
        yield by_standard(
            "4.3",
            "G1-SCOPE.changed",
            whole(Kind.SCOPE, facts),
            say("The scope changed since version {version} was approved.", version=version.version),
            say("Approve a new version of the scope statement."),
            since=version.approved_on,
        )


def _ref(element: ScopeElement) -> Ref:
    return Ref(element.key, element.label)
