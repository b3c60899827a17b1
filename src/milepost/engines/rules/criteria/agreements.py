"""G2-SLA: each in-scope service is documented and agreed with each of its customers, achievably (8.2.2, 8.3.3)."""

from collections.abc import Iterator
from datetime import date

from milepost.engines.rules.answers import by_programme, by_roadmap, by_standard, conclude
from milepost.engines.rules.criteria.registry import criterion, there
from milepost.engines.rules.dates import add_days, earliest, happened, latest, latest_by
from milepost.engines.rules.facts.agreements import Agreement, AgreementFacts, Baseline, PortfolioService
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.results import CheckResult, Outcome
from milepost.engines.rules.subjects import Kind, about, whole
from milepost.engines.rules.texts import say


@criterion("G2-SLA", "agreements")
def portfolio_and_agreements_are_agreed(facts: ProgrammeFacts, on: date) -> Outcome:
    register = there(facts.agreements)
    results: list[CheckResult] = []
    if not register.services:
        results.append(
            by_standard(
                "8.2.2",
                "G2-SLA.no-services",
                whole(Kind.AGREEMENT, facts),
                say("No in-scope service is recorded in the portfolio."),
                say("Document each in-scope service with its customers."),
            )
        )
    agreed = {(a.service, a.customer) for a in register.agreements if a.in_force(on)}
    for service in register.services:
        results.extend(_judge_service(service, register, agreed, on))
    for agreement in register.agreements:
        if agreement.in_force(on):
            results.extend(_judge_agreement(agreement, on))
    return conclude(
        results,
        holds=say("Each in-scope service is documented and agreed with each of its customers."),
        held_since=latest_by(on, (a.agreed_on for a in register.agreements if a.in_force(on))),
    )


def _judge_service(
    service: PortfolioService, register: AgreementFacts, agreed: set[tuple[str, str]], on: date
) -> Iterator[CheckResult]:
    subject, name = about(Kind.SERVICE, service.service), service.service.label
    if not happened(service.documented_on, on):
        yield by_standard(
            "8.2.2",
            "G2-SLA.not-documented",
            subject,
            say("{name} is not documented in the portfolio.", name=name),
            say("Document the service: outcome, requirements, criticality, dependencies."),
            clears_on=service.documented_on,
        )
    if not service.customers:
        yield by_standard(
            "8.3.3",
            "G2-SLA.no-customer",
            subject,
            say("{name} has no customer.", name=name),
            say("Name its customers, internal ones too."),
        )
    for customer in service.customers:
        if (service.service.key, customer.key) not in agreed:
            yield _no_agreement(service, customer, register, on)


def _no_agreement(service: PortfolioService, customer: Ref, register: AgreementFacts, on: date) -> CheckResult:
    pair = [a for a in register.agreements if (a.service, a.customer) == (service.service.key, customer.key)]
    return by_standard(
        "8.3.3",
        "G2-SLA.no-agreement",
        about(Kind.SERVICE, service.service),
        say("{service} has no SLA with {customer}.", service=service.service.label, customer=customer.label),
        say("Agree an SLA with this customer."),
        since=latest(a.ended_on for a in pair if happened(a.ended_on, on)),
        clears_on=earliest(a.agreed_on for a in pair if a.agreed_on and a.agreed_on > on),
    )


def _judge_agreement(agreement: Agreement, on: date) -> Iterator[CheckResult]:
    subject, name = about(Kind.AGREEMENT, agreement.agreement), agreement.agreement.label
    parts = (
        ("no-targets", agreement.targets > 0, say("{name} has no service level targets.", name=name)),
        ("no-workload-limits", agreement.workload_limits, say("{name} has no workload limits.", name=name)),
        ("no-exceptions", agreement.exceptions, say("{name} names no exceptions.", name=name)),
    )
    for id_, present, text in parts:
        if not present:
            yield by_standard("8.3.3", f"G2-SLA.{id_}", subject, text, say("Add this part to the SLA."))
    yield from _judge_baseline(agreement, on)
    yield from _judge_achievability(agreement, on)


def _judge_baseline(agreement: Agreement, on: date) -> Iterator[CheckResult]:
    subject, name = about(Kind.AGREEMENT, agreement.agreement), agreement.agreement.label
    if agreement.baseline is Baseline.NONE:
        yield by_roadmap(
            "G2-SLA.no-baseline",
            subject,
            say("{name} has no baseline metrics.", name=name),
            say("Measure them from records before go-live, or enter a named estimate."),
        )
        return
    if agreement.baseline is not Baseline.ESTIMATED:
        return
    if agreement.estimated_by is None or agreement.estimate_reviewed_by is None:
        yield by_programme(
            "G2-SLA.estimate-unnamed",
            subject,
            say("The estimate behind {name} has no name or no review day.", name=name),
            say("Say who estimated it, and review it after the first full month."),
        )
    elif agreement.estimate_reviewed_by < on:
        yield by_programme(
            "G2-SLA.estimate-overdue",
            subject,
            say(
                "The estimate behind {name} was to be reviewed by {day}.", name=name, day=agreement.estimate_reviewed_by
            ),
            say("Replace the estimate by what was measured."),
            since=add_days(agreement.estimate_reviewed_by, 1),
        )


def _judge_achievability(agreement: Agreement, on: date) -> Iterator[CheckResult]:
    subject, name = about(Kind.AGREEMENT, agreement.agreement), agreement.agreement.label
    if not happened(agreement.achievability_checked_on, on):
        yield by_roadmap(
            "G2-SLA.achievability-unchecked",
            subject,
            say("Nobody checked whether the targets of {name} can be achieved.", name=name),
            say("Compare the targets with the baseline and present capacity."),
            clears_on=agreement.achievability_checked_on,
        )
    for shortfall in agreement.shortfalls:
        if shortfall.accepted_by is None or not happened(shortfall.accepted_on, on):
            yield by_roadmap(
                "G2-SLA.shortfall",
                subject,
                say("The target {target} of {name} is out of reach today.", target=shortfall.target, name=name),
                say("Change the target, add capacity, or have the shortfall accepted by name."),
                clears_on=shortfall.accepted_on if shortfall.accepted_by else None,
            )
