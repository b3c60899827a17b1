"""G1-PLAN: the implementation plan is whole, apart from the service management plan, and endorsed as a baseline."""

from collections.abc import Iterator
from datetime import date

from milepost.engines.rules.answers import by_roadmap, conclude
from milepost.engines.rules.criteria.registry import criterion, there
from milepost.engines.rules.dates import earliest, happened
from milepost.engines.rules.facts.plan import PlanFacts, PlanVersion
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.results import CheckResult, Outcome
from milepost.engines.rules.subjects import Kind, about
from milepost.engines.rules.texts import Text, say


@criterion("G1-PLAN", "plan")
def plan_is_endorsed(facts: ProgrammeFacts, on: date) -> Outcome:
    plan = there(facts.plan)
    version = baseline_on(plan, on)
    return conclude(
        _judge(plan, version or _newest(plan, on), version, on),
        holds=say("The implementation plan is endorsed as a baseline."),
        held_since=version.endorsed_on if version else None,
    )


def baseline_on(plan: PlanFacts, on: date) -> PlanVersion | None:
    """The baseline endorsed last by that day."""
    endorsed = [v for v in plan.versions if happened(v.endorsed_on, on)]
    return max(reversed(endorsed), key=lambda v: v.endorsed_on or date.min, default=None)


def _newest(plan: PlanFacts, on: date) -> PlanVersion | None:
    drawn = [v for v in plan.versions if v.drawn_up_on is None or v.drawn_up_on <= on]
    return drawn[-1] if drawn else None


def _judge(
    plan: PlanFacts, version: PlanVersion | None, endorsed: PlanVersion | None, on: date
) -> Iterator[CheckResult]:
    subject = about(Kind.PLAN, plan.plan)
    if version is None:
        yield by_roadmap(
            "G1-PLAN.no-plan", subject, say("There is no implementation plan."), say("Draw up the implementation plan.")
        )
        return
    for name, there_, text, fix in _parts(version):
        if not there_:
            yield by_roadmap(f"G1-PLAN.no-{name}", subject, text, fix, since=endorsed.endorsed_on if endorsed else None)
    if not version.apart_from_smp:
        yield by_roadmap(
            "G1-PLAN.same-as-smp",
            subject,
            say("The plan is the service management plan; it says how the SMS runs, not how it is built."),
            say("Keep the implementation plan as a document of its own."),
        )
    if endorsed is None:
        yield by_roadmap(
            "G1-PLAN.not-endorsed",
            subject,
            say("The plan is not endorsed by the steering committee."),
            say("Put it to the steering committee and record the endorsement as a baseline."),
            clears_on=earliest(v.endorsed_on for v in plan.versions if v.endorsed_on and v.endorsed_on > on),
        )
    elif endorsed.endorsed_in is None:
        yield by_roadmap(
            "G1-PLAN.endorsed-nowhere",
            subject,
            say("Nothing says in which meeting the plan was endorsed."),
            say("Name the steering meeting that endorsed it."),
            since=endorsed.endorsed_on,
        )


def _parts(version: PlanVersion) -> tuple[tuple[str, bool, Text, Text], ...]:
    return (
        ("milestones", version.milestones > 0, say("The plan has no milestones."), say("Set the milestones.")),
        (
            "allocations",
            version.allocations > 0,
            say("The plan allocates no resources."),
            say("Say who works how much on what."),
        ),
        ("budget", version.budget is not None, say("The plan has no budget."), say("Enter the budget.")),
        (
            "dependencies",
            version.dependencies > 0,
            say("The plan has no dependencies."),
            say("Say what has to wait for what."),
        ),
        (
            "risks",
            version.risks > 0,
            say("The plan has no risk register of its own."),
            say("Enter the risks of the implementation itself."),
        ),
    )
