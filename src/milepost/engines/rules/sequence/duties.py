"""S-16: nobody alone checks what they own, corrected or wrote. Impartial auditing is 9.2.2; the rest is ours."""

from datetime import date

from milepost.engines.rules.answers import by_programme, by_standard, conclude
from milepost.engines.rules.facts.people import Assignment, Duty
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.results import CheckResult, Outcome, Subject
from milepost.engines.rules.separation import alone, safeguarded
from milepost.engines.rules.sequence.asking import Question, sequencing_rule
from milepost.engines.rules.texts import say


@sequencing_rule("S-16")
def duties_are_separate(facts: ProgrammeFacts, question: Question) -> Outcome:
    if facts.assignments is None:
        return conclude([], holds=say("No assignment is recorded here."))
    judged = (judge_assignment(assignment, on=question.on) for assignment in facts.assignments.assignments)
    return conclude(
        [result for result in judged if result is not None],
        holds=say("Nobody alone checks their own work, in {count} assignments.", count=facts.assignments.checked),
    )


def judge_assignment(assignment: Assignment, *, on: date) -> CheckResult | None:
    """One assignment, also before it is made; None where it is sound.

    An audit may be shared with somebody independent; a verification or an approval may not be shared with whoever made
    the correction or wrote the document. A signed safeguard turns an audit or approval into a remark for the auditor;
    verifying one's own correction is never allowed.
    """
    if assignment.assigned_on is not None and assignment.assigned_on > on:
        return None
    theirs = {person.key for person in assignment.of}
    partial = next((person for person in assignment.by if person.key in theirs), None)
    if partial is None or (assignment.duty is Duty.AUDIT and not alone(assignment.by, assignment.of)):
        return None
    subject = Subject(assignment.about_kind, assignment.about.key, assignment.about.label)
    person, name = partial.label, assignment.about.label
    if assignment.duty is Duty.VERIFICATION:
        return by_programme(
            "S-16.own-correction",
            subject,
            say("{person} would verify their own correction of {name}.", person=person, name=name),
            say("Have somebody who did not act verify it. No safeguard replaces this."),
            since=assignment.assigned_on,
        )
    excused = safeguarded(assignment.safeguard, on)
    fix = say("Name somebody else, or have the sponsor sign the reason and one safeguard.")
    if assignment.duty is Duty.AUDIT:
        text = say("{person} alone audits {name}, which is their own work.", person=person, name=name)
        return by_standard(
            "9.2.2", "S-16.own-work", subject, text, fix, blocks=not excused, since=assignment.assigned_on
        )
    text = say("{person} approves {name}, which they wrote.", person=person, name=name)
    return by_programme("S-16.own-document", subject, text, fix, blocks=not excused, since=assignment.assigned_on)
