"""G3-REVIEW: a management review after the audit report, with every input of 9.3 treated and the minutes signed."""

from collections.abc import Iterator
from datetime import date

from milepost.engines.rules.answers import by_programme, by_roadmap, by_standard, conclude
from milepost.engines.rules.criteria.internal_audit import recent_audits
from milepost.engines.rules.criteria.registry import criterion, there
from milepost.engines.rules.dates import earliest, happened, latest, latest_by
from milepost.engines.rules.facts.audits import ManagementReview, ReviewFacts
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.results import CheckResult, Outcome
from milepost.engines.rules.subjects import Kind, about, whole
from milepost.engines.rules.texts import Text, say

INPUTS: dict[str, Text] = {
    "a": say("actions from earlier reviews"),
    "b": say("changes in issues"),
    "c1": say("trends in nonconformities and corrective actions"),
    "c2": say("trends in monitoring and measurement"),
    "c3": say("trends in audit results"),
    "d": say("opportunities for improvement"),
    "e": say("feedback from customers and interested parties"),
    "f": say("adherence to policies and their suitability"),
    "g": say("achievement of objectives"),
    "h": say("performance of the services"),
    "i": say("performance of other parties"),
    "j": say("resources and capabilities, now and forecast"),
    "k": say("risk assessment and effectiveness of actions"),
    "l": say("changes that can affect the SMS and the services"),
}
"""The inputs of 9.3 by their letters."""


@criterion("G3-REVIEW", "reviews", "internal_audit")
def management_review_is_held(facts: ProgrammeFacts, on: date) -> Outcome:
    register = there(facts.reviews)
    audits = there(facts.internal_audit)
    # Where the last audit is too old, that is said by G3-AUDIT; a review after its report stays one.
    recent = latest_by(on, (a.reported_on for a in recent_audits(audits, on)))
    reported = recent or latest_by(on, (a.reported_on for a in audits.audits))
    held = [r for r in register.reviews if happened(r.held_on, on)]
    held.sort(key=lambda r: r.held_on or date.min, reverse=True)
    judged = [(review, [*_judge(review, reported, on)]) for review in held]
    whole_ones = [(review, found) for review, found in judged if not any(r.blocks for r in found)]
    holds = say("The management review was held after the audit report.")
    if not judged:
        return conclude(_not_held(facts, register, on), holds=holds)
    review, results = (whole_ones or judged)[0]
    return conclude(results, holds=holds, held_since=latest_by(on, [review.held_on, review.minutes_signed_on]))


def _not_held(facts: ProgrammeFacts, register: ReviewFacts, on: date) -> Iterator[CheckResult]:
    planned = (r.held_on or r.planned_on for r in register.reviews)
    yield by_standard(
        "9.3",
        "G3-REVIEW.not-held",
        whole(Kind.REVIEW, facts),
        say("No management review was held."),
        say("Hold it after the internal audit's report, with top management."),
        clears_on=earliest(day for day in planned if day and day > on),
    )


def _judge(review: ManagementReview, reported: date | None, on: date) -> Iterator[CheckResult]:
    subject, name = about(Kind.REVIEW, review.review), review.review.label
    if reported is None or review.held_on is None or review.held_on < reported:
        yield by_roadmap(
            "G3-REVIEW.before-audit",
            subject,
            say("{name} did not have the internal audit's report before it.", name=name),
            say("Hold a review after the report."),
            since=latest([reported, review.held_on]),
        )
    if not review.top_management:
        yield by_standard(
            "9.3",
            "G3-REVIEW.no-top-management",
            subject,
            say("Nobody of top management was present at {name}.", name=name),
            say("Hold it with top management."),
            since=review.held_on,
        )
    treated = {entry.item for entry in review.inputs if entry.treated}
    for item, words in INPUTS.items():
        if item not in treated:
            yield by_standard(
                "9.3",
                "G3-REVIEW.input-missing",
                subject,
                say("{name} did not treat input {item}: {words}.", name=name, item=item, words=words),
                say("Treat it; in a first cycle, one value without a trend is enough."),
            )
    yield from _outputs(review)
    if not happened(review.minutes_signed_on, on):
        yield by_programme(
            "G3-REVIEW.not-signed",
            subject,
            say("The minutes of {name} are not signed.", name=name),
            say("Have them signed."),
            clears_on=review.minutes_signed_on,
        )


def _outputs(review: ManagementReview) -> Iterator[CheckResult]:
    subject, name = about(Kind.REVIEW, review.review), review.review.label
    outputs = (
        (
            "practices-not-judged",
            review.practices_judged,
            say("{name} did not judge how effective the practices are.", name=name),
            say("Judge them by their KPIs and clocks."),
        ),
        (
            "objectives-not-decided",
            review.objectives_decided,
            say("{name} neither confirmed nor changed the objectives.", name=name),
            say("Confirm or change them."),
        ),
        (
            "smp-not-decided",
            review.smp_decided,
            say("{name} neither confirmed nor changed the service management plan.", name=name),
            say("Confirm or change it."),
        ),
        (
            "no-actions",
            review.actions_recorded,
            say("{name} recorded no actions.", name=name),
            say("Record the actions, or that none was needed."),
        ),
    )
    for id_, present, text, fix in outputs:
        if not present:
            yield by_roadmap(f"G3-REVIEW.{id_}", subject, text, fix)
