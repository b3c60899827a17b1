"""Whose turn it is: reviewers before approvers, lower places first, a part over once its quorum is reached."""

from collections.abc import Sequence

from milepost.features.documents.models import Part, Step, StepState, Version

STILL = (StepState.WAITING, StepState.DONE)


def is_part_done(version: Version, steps: Sequence[Step], part: Part) -> bool:
    """Whether enough people did this part: the quorum, or all where there is none."""
    standing = [step for step in steps if step.part == part and step.state in STILL]
    done = sum(step.state == StepState.DONE for step in standing)
    quorum = version.review_quorum if part == Part.REVIEW else version.approval_quorum
    return done >= min(quorum or len(standing), len(standing))


def asked_now(version: Version, steps: Sequence[Step]) -> list[Step]:
    """The steps whose turn it is: those that wait at the lowest place of the first part that is not done."""
    for part in (Part.REVIEW, Part.APPROVE):
        if not is_part_done(version, steps, part):
            waiting = [step for step in steps if step.part == part and step.state == StepState.WAITING]
            first = min((step.place for step in waiting), default=0)
            return [step for step in waiting if step.place == first]
    return []
