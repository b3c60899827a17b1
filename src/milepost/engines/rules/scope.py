"""The scope as one sentence, its fingerprint, and whether what the SMS holds agrees with it (W-10)."""

from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256

from milepost.engines.rules.answers import by_roadmap
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.facts.scope import (
    ElementKind,
    Inclusion,
    ScopeElement,
    ScopeFacts,
    ServiceFootprint,
)
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.results import CheckResult
from milepost.engines.rules.subjects import Kind, about
from milepost.engines.rules.texts import Text, as_written, say


def scope_sentence(organisation: str, scope: ScopeFacts, *, on: date) -> Text:
    """The sentence for statement, application and certificate, from the elements in scope on that day."""
    names = {kind: [e.label for e in scope.of(kind, Inclusion.IN, on)] for kind in ElementKind}
    return say(
        "The service management system of {organisation} for the delivery of {services} to {customers}"
        " by {units} from {locations}.",
        organisation=as_written(organisation),
        services=_list(names[ElementKind.SERVICE]),
        customers=_list(names[ElementKind.CUSTOMER]),
        units=_list(names[ElementKind.UNIT]),
        locations=_list(names[ElementKind.LOCATION]),
    )


def _list(names: list[str]) -> Text:
    if not names:
        return say("(none entered)")
    if len(names) == 1:
        return as_written(names[0])
    return say("{first} and {last}", first=as_written(", ".join(names[:-1])), last=as_written(names[-1]))


def elements_hash(elements: Iterable[ScopeElement]) -> str:
    """SHA-256 over what an approval covers: kind, key, name, decision and justification, in a fixed order."""
    lines = sorted(
        "\x1f".join((e.kind, e.key, e.label, e.inclusion, e.justification.strip())).encode() for e in elements
    )
    return sha256(b"\x1e".join(lines)).hexdigest()


def leaks(facts: ProgrammeFacts, *, on: date) -> Iterator[CheckResult]:
    """W-10: excluded services that live in the SMS, and services in scope that leave nothing in it.

    What a service in scope should have is asked for once design is complete: before, it is being built.
    """
    if facts.scope is None or facts.consistency is None or facts.consistency.footprints is None:
        return
    prints = {footprint.service.key: footprint for footprint in facts.consistency.footprints}
    for element in facts.scope.of(ElementKind.SERVICE, Inclusion.OUT, on):
        footprint = prints.get(element.key)
        if footprint is not None:
            yield from _leaking(footprint)
    designed = facts.decision(Phase.DESIGN, on)
    if designed is None or not designed.decision.opens:
        return
    for element in facts.scope.of(ElementKind.SERVICE, Inclusion.IN, on):
        service = Ref(element.key, element.label)
        yield from _hollow(prints.get(element.key, ServiceFootprint(service)), service)


def _leaking(footprint: ServiceFootprint) -> Iterator[CheckResult]:
    subject, name = about(Kind.SERVICE, footprint.service), footprint.service.label
    signs = (
        (
            "excluded-with-agreement",
            footprint.agreements,
            say("{name} is excluded from the scope, yet has an SLA in the SMS.", name=name),
            say("End the SLA here, or take the service into scope."),
        ),
        (
            "excluded-with-items",
            footprint.items,
            say("{name} is excluded from the scope, yet has configuration items in the SMS.", name=name),
            say("Take the items out of the CMDB's scope, or take the service into scope."),
        ),
        (
            "excluded-with-records",
            footprint.counted_records,
            say(
                "{name} is excluded from the scope, yet has {records} counted records.",
                name=name,
                records=footprint.counted_records,
            ),
            say("Correct the value mapping, or take the service into scope."),
        ),
    )
    for id_, number, text, fix in signs:
        if number:
            yield by_roadmap(f"W-10.{id_}", subject, text, fix, blocks=False)


def _hollow(footprint: ServiceFootprint, service: Ref) -> Iterator[CheckResult]:
    subject, name = about(Kind.SERVICE, service), service.label
    signs = (
        ("no-agreement", footprint.agreements, say("{name} is in scope and has no SLA.", name=name), say("Agree one.")),
        (
            "no-items",
            footprint.items,
            say("{name} is in scope and has no configuration items.", name=name),
            say("Record its items."),
        ),
        (
            "no-owner",
            footprint.owner is not None,
            say("{name} is in scope and has no owner.", name=name),
            say("Name its owner."),
        ),
        (
            "no-records",
            footprint.counted_records,
            say("{name} is in scope and has no counted record.", name=name),
            say("Map the tool's values to it, or ask whether it is managed here."),
        ),
    )
    for id_, present, text, fix in signs:
        if not present:
            yield by_roadmap(f"W-10.{id_}", subject, text, fix, blocks=False)
