"""G1-GAP: every auditable statement is rated, and each gap says what is to be done."""

from collections.abc import Iterator
from datetime import date

from milepost.engines.rules.answers import by_programme, by_roadmap, conclude
from milepost.engines.rules.criteria.registry import criterion, there
from milepost.engines.rules.facts.gap import GapFacts, GapField, NotTriggered
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.results import CheckResult, Outcome, Subject
from milepost.engines.rules.subjects import Kind, whole
from milepost.engines.rules.texts import Text, as_written, say, say_many

_FIELDS: dict[GapField, tuple[Text, Text]] = {
    GapField.REQUIRED: (say("The gap has no required level."), say("Say which level is required.")),
    GapField.PRIORITY: (say("The gap has no priority."), say("Give it a priority.")),
    GapField.OWNER: (say("The gap has no owner."), say("Name who closes it.")),
    GapField.EFFORT: (say("The gap has no effort."), say("Estimate the days it takes.")),
    GapField.REMEDIATION: (say("The gap has no remediation."), say("Say what will be done.")),
}


@criterion("G1-GAP", "gap")
def gap_assessment_is_complete(facts: ProgrammeFacts, on: date) -> Outcome:
    gap = there(facts.gap)
    auditable = facts.settings.statements_auditable
    results = [
        *_unrated(facts, gap, auditable, on),
        *_incomplete(gap),
        *_set_aside(gap, on),
    ]
    return conclude(
        results,
        holds=say("All {count} auditable statements are rated.", count=auditable),
        fails=say("{rated} of {count} auditable statements are rated.", rated=gap.rated, count=auditable),
        held_since=gap.complete_on,
    )


def _unrated(facts: ProgrammeFacts, gap: GapFacts, auditable: int, on: date) -> Iterator[CheckResult]:
    named = 0
    for clause in gap.unrated:
        named += clause.count
        yield by_roadmap(
            "G1-GAP.unrated",
            Subject(Kind.CLAUSE, clause.clause, clause.clause),
            say_many(
                "One statement of clause {clause} is unrated: {examples}.",
                "{count} statements of clause {clause} are unrated, such as {examples}.",
                clause.count,
                clause=clause.clause,
                examples=as_written(", ".join(clause.examples[:3]) or clause.clause),
            ),
            say("Rate them."),
        )
    rest = auditable - gap.rated - named
    if rest > 0:
        yield by_roadmap(
            "G1-GAP.not-all-rated",
            whole(Kind.GAPS, facts),
            say_many("One more statement is unrated.", "{count} more statements are unrated.", rest),
            say("Rate each auditable statement."),
        )
    if not gap.unrated and rest <= 0 and gap.complete_on is not None and gap.complete_on > on:
        yield by_roadmap(
            "G1-GAP.later",
            whole(Kind.GAPS, facts),
            say("The last statement was rated on {day}.", day=gap.complete_on),
            say("Judge this at a later day."),
            clears_on=gap.complete_on,
        )


def _incomplete(gap: GapFacts) -> Iterator[CheckResult]:
    for field in GapField:
        text, fix = _FIELDS[field]
        for gap_ in gap.incomplete:
            if field in gap_.missing:
                yield by_roadmap(
                    f"G1-GAP.no-{field}", Subject(Kind.STATEMENT, gap_.statement, gap_.statement), text, fix
                )


def _set_aside(gap: GapFacts, on: date) -> Iterator[CheckResult]:
    for statement in gap.not_applicable:
        yield by_programme(
            "G1-GAP.not-applicable",
            Subject(Kind.STATEMENT, statement, statement),
            say("The statement is called not applicable; none is."),
            say("Rate it, or mark a conditional one as not triggered."),
        )
    for entry in gap.not_triggered:
        yield from _judge_untriggered(entry, on)


def _judge_untriggered(entry: NotTriggered, on: date) -> Iterator[CheckResult]:
    subject = Subject(Kind.STATEMENT, entry.statement, entry.statement)
    if entry.reopened_by and (entry.reopened_on is None or entry.reopened_on <= on):
        yield by_programme(
            "G1-GAP.triggered",
            subject,
            say("The trigger has arisen: {record}.", record=as_written(entry.reopened_by)),
            say("Rate the statement."),
            since=entry.reopened_on,
        )
    if not entry.conditional:
        yield by_programme(
            "G1-GAP.not-conditional",
            subject,
            say("Only a conditional statement can be not triggered."),
            say("Rate the statement."),
        )
    if not (entry.trigger and entry.register and entry.period_from and entry.period_to):
        yield by_programme(
            "G1-GAP.search-unsaid",
            subject,
            say("Not triggered, without its trigger, the period and the register searched."),
            say("Say what was looked for, where, and over which period."),
        )
