"""G3-TRAINING: people are trained, evaluated, and have acknowledged (7.2, 7.3). The 30 days are this programme's."""

from collections.abc import Iterator
from datetime import date

from milepost.engines.rules.answers import by_roadmap, by_standard, conclude
from milepost.engines.rules.criteria.registry import criterion, there
from milepost.engines.rules.dates import add_days, earliest, happened, latest_by, latest_if_all
from milepost.engines.rules.facts.people import Trainee
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.results import CheckResult, Outcome
from milepost.engines.rules.subjects import Kind, about, whole
from milepost.engines.rules.texts import Text, say

DAYS_TO_TRAIN = 30
"""People have this long in a role before they must be trained, unless they work alone sooner."""


@criterion("G3-TRAINING", "training")
def people_are_trained(facts: ProgrammeFacts, on: date) -> Outcome:
    active = [t for t in there(facts.training).trainees if t.since <= on and (t.until is None or t.until > on)]
    due = [t for t in active if last_free_day(t) < on]
    results: list[CheckResult] = []
    if not active:
        results.append(
            by_standard(
                "7.2",
                "G3-TRAINING.nobody",
                whole(Kind.PERSON, facts),
                say("Nobody with an SMS role is recorded."),
                say("Enter the people with their roles and training."),
                since=latest_by(on, (t.until for t in there(facts.training).trainees)),
            )
        )
    untrained = 0
    for trainee in due:
        found = [*_judge(trainee, on)]
        untrained += bool(found)
        results.extend(found)
    waiting = [t for t in active if t not in due and any(not happened(day, on) for _, day, _, _, _ in _parts(t))]
    return conclude(
        results,
        holds=say("All {count} people who need it are trained.", count=len(due)),
        fails=say("{count} of {all} people are not fully trained.", count=untrained, all=len(due)),
        held_since=latest_by(on, (day for t in due for _, day, _, _, _ in _parts(t))),
        holds_until=earliest(last_free_day(t) for t in waiting),
    )


def last_free_day(trainee: Trainee) -> date:
    """The last day on which this person may still be untrained."""
    by_role = add_days(trainee.since, DAYS_TO_TRAIN)
    return by_role if trainee.alone_from is None else min(by_role, add_days(trainee.alone_from, -1))


def _judge(trainee: Trainee, on: date) -> Iterator[CheckResult]:
    subject, parts = about(Kind.PERSON, trainee.person), _parts(trainee)
    missing = [part for part in parts if not happened(part[1], on)]
    since = add_days(last_free_day(trainee), 1)
    if len(missing) == len(parts):
        yield by_standard(
            "7.2",
            "G3-TRAINING.untrained",
            subject,
            say("{name} works as {role} without training.", name=trainee.person.label, role=trainee.role),
            say("Train, evaluate and have them acknowledge."),
            since=since,
            clears_on=latest_if_all(day for _, day, _, _, _ in parts),
        )
        return
    for id_, day, clause, text, fix in missing:
        if clause:
            yield by_standard(clause, f"G3-TRAINING.{id_}", subject, text, fix, since=since, clears_on=day)
        else:
            yield by_roadmap(f"G3-TRAINING.{id_}", subject, text, fix, since=since, clears_on=day)


def _parts(trainee: Trainee) -> tuple[tuple[str, date | None, str, Text, Text], ...]:
    """Id, day, clause (none where only the roadmap asks for it), text and fix."""
    name = trainee.person.label
    return (
        (
            "no-role-training",
            trainee.role_trained_on,
            "7.2",
            say("{name} is not trained for the role.", name=name),
            say("Train for the role."),
        ),
        (
            "no-procedure-training",
            trainee.procedures_trained_on,
            "",
            say("{name} is not trained in the procedures.", name=name),
            say("Train in the procedures in force."),
        ),
        (
            "no-tool-training",
            trainee.tools_trained_on,
            "",
            say("{name} is not trained in the tools.", name=name),
            say("Train in the tools."),
        ),
        (
            "not-evaluated",
            trainee.evaluated_on,
            "7.2",
            say("Nobody evaluated what {name} learned.", name=name),
            say("Evaluate the training."),
        ),
        (
            "not-acknowledged",
            trainee.acknowledged_on,
            "7.3",
            say("{name} has not acknowledged policy, objectives and part in them.", name=name),
            say("Have them acknowledge."),
        ),
    )
