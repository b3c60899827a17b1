"""G2-RISK: risks and opportunities assessed against stated criteria, each with treatment and owner (6.1)."""

from collections.abc import Iterator
from datetime import date

from milepost.engines.rules.answers import by_programme, by_standard, conclude
from milepost.engines.rules.criteria.registry import criterion, there
from milepost.engines.rules.dates import add_days, earliest, happened, latest_by
from milepost.engines.rules.facts.planning import Risk, RiskFacts, RiskKind, RiskSource
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.results import CheckResult, Outcome
from milepost.engines.rules.subjects import Kind, about, whole
from milepost.engines.rules.texts import Text, say

_SOURCES: dict[RiskSource, Text] = {
    RiskSource.ORGANISATION: say("No risk related to the organisation is recorded."),
    RiskSource.REQUIREMENTS: say("No risk of missing the service requirements is recorded."),
    RiskSource.OTHER_PARTIES: say("No risk from other parties is recorded."),
}


@criterion("G2-RISK", "risks")
def risks_are_assessed(facts: ProgrammeFacts, on: date) -> Outcome:
    register = there(facts.risks)
    results = [*_register(facts, register, on)]
    for risk in register.risks:
        results.extend(_judge(risk, on))
    return conclude(
        results,
        holds=say("{count} risks and opportunities are assessed and treated.", count=len(register.risks)),
        held_since=latest_by(on, [register.criteria_stated_on, *(r.assessed_on for r in register.risks)]),
        holds_until=earliest(risk.accepted_until for risk in register.risks),
    )


def _register(facts: ProgrammeFacts, register: RiskFacts, on: date) -> Iterator[CheckResult]:
    subject = whole(Kind.RISKS, facts)
    if not happened(register.criteria_stated_on, on):
        yield by_standard(
            "6.1.2",
            "G2-RISK.no-criteria",
            subject,
            say("No risk acceptance criteria are stated."),
            say("Write down which risks are acceptable."),
            clears_on=register.criteria_stated_on,
        )
    kinds = {risk.kind for risk in register.risks}
    if RiskKind.RISK not in kinds:
        yield by_standard(
            "6.1.2", "G2-RISK.no-risks", subject, say("No risk is recorded."), say("Assess the risks to the SMS.")
        )
    if RiskKind.OPPORTUNITY not in kinds:
        yield by_standard(
            "6.1.2",
            "G2-RISK.no-opportunities",
            subject,
            say("No opportunity is recorded."),
            say("Assess the opportunities too."),
        )
    sources = {risk.source for risk in register.risks if risk.kind is RiskKind.RISK}
    for source, text in _SOURCES.items():
        if source not in sources:
            yield by_standard(
                "6.1.2", f"G2-RISK.none-from-{source}", subject, text, say("Look for one and record it."), blocks=False
            )


def _judge(risk: Risk, on: date) -> Iterator[CheckResult]:
    subject, name = about(Kind.RISK, risk.risk), risk.risk.label
    if not happened(risk.assessed_on, on):
        yield by_standard(
            "6.1.2",
            "G2-RISK.not-assessed",
            subject,
            say("{name} is not assessed against the acceptance criteria.", name=name),
            say("Assess it."),
            clears_on=risk.assessed_on,
        )
    if not risk.treatment.strip():
        yield by_standard(
            "6.1.3",
            "G2-RISK.no-treatment",
            subject,
            say("{name} has no treatment.", name=name),
            say("Say what is done about it, even if it is accepted."),
        )
    if risk.accepted_until is not None and risk.accepted_until < on:
        yield by_programme(
            "G2-RISK.acceptance-lapsed",
            subject,
            say("{name} was accepted until {day}.", name=name, day=risk.accepted_until),
            say("Decide anew: treat it, or accept it until another day."),
            since=add_days(risk.accepted_until, 1),
        )
    if risk.owner is None:
        yield by_programme(
            "G2-RISK.no-owner", subject, say("{name} has no owner.", name=name), say("Name who answers for it.")
        )
