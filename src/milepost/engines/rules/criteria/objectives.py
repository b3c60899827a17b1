"""G2-OBJECTIVES: objectives for a stated period, each measurable and planned (6.2)."""

from collections.abc import Iterator
from datetime import date

from milepost.engines.rules.answers import by_programme, by_standard, conclude
from milepost.engines.rules.criteria.registry import criterion, there
from milepost.engines.rules.dates import add_days, latest_by
from milepost.engines.rules.facts.planning import Objective, ObjectiveFacts
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.results import CheckResult, Outcome
from milepost.engines.rules.subjects import Kind, about, whole
from milepost.engines.rules.texts import Text, say


@criterion("G2-OBJECTIVES", "objectives")
def objectives_are_set(facts: ProgrammeFacts, on: date) -> Outcome:
    register = there(facts.objectives)
    set_ = [o for o in register.objectives if o.set_on is None or o.set_on <= on]
    results = [*_register(facts, register, set_, on)]
    for objective in set_:
        results.extend(_judge(objective, on))
    return conclude(
        results,
        holds=say("{count} measurable objectives are set.", count=len(set_)),
        held_since=latest_by(on, (o.set_on for o in set_)),
        holds_until=register.period_to,
    )


def _register(
    facts: ProgrammeFacts, register: ObjectiveFacts, objectives: list[Objective], on: date
) -> Iterator[CheckResult]:
    subject = whole(Kind.OBJECTIVES, facts)
    if not objectives:
        yield by_standard(
            "6.2.1",
            "G2-OBJECTIVES.none",
            subject,
            say("No service management objective is set."),
            say("Set objectives with metric, target and date."),
        )
    if register.period_from is None or register.period_to is None:
        yield by_programme(
            "G2-OBJECTIVES.no-period",
            subject,
            say("The objectives are not set for a stated period."),
            say("Say from when to when they count."),
        )
    elif register.period_to < on:
        yield by_programme(
            "G2-OBJECTIVES.period-over",
            subject,
            say("The period of the objectives ended on {day}.", day=register.period_to),
            say("Set objectives for the new period."),
            since=add_days(register.period_to, 1),
        )


def _judge(objective: Objective, on: date) -> Iterator[CheckResult]:
    subject, name = about(Kind.OBJECTIVE, objective.objective), objective.objective.label
    for id_, clause, present, text, fix in _parts(objective, name):
        if not present:
            yield by_standard(clause, f"G2-OBJECTIVES.{id_}", subject, text, fix, since=objective.set_on)
    if objective.baseline.strip():
        return
    if objective.baseline_by is None:
        yield by_programme(
            "G2-OBJECTIVES.no-baseline",
            subject,
            say("{name} has no baseline.", name=name),
            say("Enter the present value, or the day by which it will be measured."),
            since=objective.set_on,
        )
    elif objective.baseline_by < on:
        yield by_programme(
            "G2-OBJECTIVES.baseline-overdue",
            subject,
            say("The baseline of {name} was to be measured by {day}.", name=name, day=objective.baseline_by),
            say("Measure it."),
            since=add_days(objective.baseline_by, 1),
        )


def _parts(objective: Objective, name: str) -> tuple[tuple[str, str, bool, Text, Text], ...]:
    return (
        (
            "no-metric",
            "6.2.1",
            bool(objective.metric.strip()),
            say("{name} has no metric.", name=name),
            say("Say what is measured."),
        ),
        (
            "no-target",
            "6.2.1",
            any(character.isdigit() for character in objective.target),
            say("{name} has no target that can be measured.", name=name),
            say("Give it a number: words alone cannot be measured."),
        ),
        (
            "no-due-date",
            "6.2.2",
            objective.due_on is not None,
            say("{name} has no due date.", name=name),
            say("Set the day."),
        ),
        (
            "no-method",
            "6.2.2",
            bool(objective.method.strip()),
            say("{name} does not say how results are evaluated.", name=name),
            say("Say how it is measured and evaluated."),
        ),
        (
            "no-owner",
            "6.2.2",
            objective.owner is not None,
            say("{name} has no owner.", name=name),
            say("Name who is responsible."),
        ),
    )
