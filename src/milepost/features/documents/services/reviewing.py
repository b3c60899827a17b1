"""Submitting a version, reviewing it, returning it, and replacing somebody who cannot do their part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.separation import alone
from milepost.features.actions.services import settle
from milepost.features.documents.contents import details_of, hash_of
from milepost.features.documents.models import Document, Part, Step, StepState, Version, VersionState
from milepost.features.documents.policies import TAKE_PART, WRITE_DOCUMENTS, controls, require_control
from milepost.features.documents.querysets import steps_of
from milepost.features.documents.services.keeping import (
    WORDS,
    allow,
    ask_people,
    check_takes_part,
    check_text,
    in_language_of,
    keep,
    lock_version,
    note,
    today_of,
)
from milepost.features.documents.turns import asked_now
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded

MOST = 30  # people of one part


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who is to review or approve: a member, or name and office of one who never signs in."""

    person: Person | None = None
    name: str = ""
    office: str = ""
    place: int = 1
    due_on: date | None = None
    top_management: bool = False


@dataclass(frozen=True, slots=True)
class Submission:
    """Who is asked when a draft is submitted; a quorum says how many of a part suffice, None that all are wanted."""

    reviewers: tuple[Asked, ...] = ()
    approvers: tuple[Asked, ...] = ()
    review_quorum: int | None = None
    approval_quorum: int | None = None


@transaction.atomic
def submit_version(
    *, actor: Actor, version: Version, submission: Submission | None = None, seen: int | None = None
) -> Version:
    """Hand a draft to its reviewers and approvers. From here on its content stands; the hash says what it is.

    Where no approver is named it is the one of the master list. Raises `Refused` or `Superseded`.
    """
    allow(actor, WRITE_DOCUMENTS, version.document.programme)
    row = lock_version(version)
    if row.state != VersionState.DRAFT:
        raise Refused(_("{version} is no draft any more.").format(version=row.identification))
    if seen is not None and seen != row.revision:
        raise Superseded(row)
    if not row.body.strip() and not row.file_sha256:
        raise Refused(_("There is nothing in it yet."), field="body", hint=_("Write a text, or hand in a file."))
    wanted = _completed(row.document, submission or Submission())
    _check_submission(row, wanted)
    day = today_of(row.document)
    row.state, row.submitted_on = VersionState.IN_REVIEW, day
    row.review_quorum, row.approval_quorum = wanted.review_quorum, wanted.approval_quorum
    row.details, row.content_hash = details_of(row.document), hash_of(row)
    keep(row, is_new=False)
    steps = [_step(row, Part.REVIEW, one) for one in wanted.reviewers]
    steps += [_step(row, Part.APPROVE, one) for one in wanted.approvers]
    Step.objects.bulk_create(steps)
    actions = ask_next(row)
    note(
        actor,
        row.document,
        "documents.submitted",
        {
            "version": row.identification,
            "content_hash": row.content_hash,
            "reviewers": ", ".join(step.name for step in steps if step.part == Part.REVIEW),
            "approvers": ", ".join(step.name for step in steps if step.part == Part.APPROVE),
        },
        latest([row, *steps, *actions]),
    )
    return row


def _completed(document: Document, submission: Submission) -> Submission:
    if submission.approvers or document.approver is None:
        return submission
    usual = (Asked(person=document.approver),)
    return Submission(submission.reviewers, usual, submission.review_quorum, submission.approval_quorum)


def _check_submission(version: Version, wanted: Submission) -> None:
    if version.document.owner_id is None:
        raise Refused(
            _("Nobody answers for {number}.").format(number=version.document.number),
            field="owner",
            hint=_("Name its owner in the master list first: who is reminded of its review and keeps it true."),
        )
    if not wanted.approvers:
        raise Refused(_("Somebody is to approve it."), field="approvers", hint=_("Name at least one approver."))
    quorums = ((wanted.reviewers, wanted.review_quorum, "reviewers", "review_quorum"),
               (wanted.approvers, wanted.approval_quorum, "approvers", "approval_quorum"))  # fmt: skip
    for people, quorum, field, quorum_field in quorums:
        if len(people) > MOST:
            raise Refused(_("At most {count} people are asked.").format(count=MOST), field=field)
        if quorum is not None and not 1 <= quorum <= len(people):
            raise Refused(_("A quorum lies between 1 and the number of those asked."), field=quorum_field)
        named = [(one.person.pk, "") if one.person else (None, one.name.strip().lower()) for one in people]
        if len(set(named)) != len(named):
            raise Refused(_("Somebody is named twice."), field=field)
        for one in people:
            check_asked(version, one, field)


def check_asked(version: Version, one: Asked, field: str) -> None:
    """Refuse whom nobody can ask, and an approver who wrote the version (S-16)."""
    if one.person is not None:
        check_takes_part(version.document.programme, one.person, field)
    elif field == "reviewers":
        raise Refused(_("A reviewer is a member: they answer here."), field=field)
    elif not one.name.strip() or not one.office.strip():
        raise Refused(_("Give name and office of who approves on paper."), field=field)
    for words in (one.name, one.office):
        check_text(field, words, most=200)
    if field == "approvers":
        refuse_author(version, one.person, one.name)


def refuse_author(version: Version, person: Person | None, name: str = "") -> None:
    """Nobody approves what they wrote (S-16), by account or by name."""
    authors = version.authors.all()
    written_by = [Ref(str(author.person_id or author.name.lower()), author.name) for author in authors]
    approving = Ref(str(person.pk), person.name) if person else Ref(name.strip().lower(), name)
    named_alike = person is not None and any(
        author.person_id is None and author.name.lower() == person.name.lower() for author in authors
    )
    if alone([approving], written_by) or named_alike:
        raise Refused(
            _("Nobody approves a document they wrote (S-16)."),
            field="approvers",
            hint=_("Name another approver."),
        )


def _step(version: Version, part: Part, asked: Asked) -> Step:
    return Step(
        organisation_id=version.organisation_id,
        version=version,
        part=part,
        place=asked.place,
        person=asked.person,
        name=asked.person.name if asked.person else asked.name.strip(),
        office=asked.office.strip(),
        top_management=asked.top_management,
        due_on=asked.due_on,
    )


def latest(rows: Sequence[Any]) -> list[Any]:
    """Of a row that was written twice, the later: an entry remembers each row once."""
    return list({(type(row), row.pk): row for row in rows}.values())


def ask_next(version: Version) -> list[Any]:
    """Put it on the list of those whose turn it is now, and off that of those whom a quorum made free.

    Answers with every action and step that was written.
    """
    everybody = list(steps_of(version))
    asked = asked_now(version, everybody)
    freed = [step.action for step in everybody if step.state == StepState.WAITING and step not in asked]
    steps = [step for step in asked if step.person and step.action is None]
    with in_language_of(version.document):
        titles = {
            Part.REVIEW.value: _("Review {version}").format(version=version.identification),
            Part.APPROVE.value: _("Approve {version}").format(version=version.identification),
        }
        actions = ask_people(
            version.document, [(titles[step.part], step.person, step.due_on) for step in steps if step.person]
        )
    for step, action in zip(steps, actions, strict=True):
        step.action = action
        keep(step, is_new=False)
    return [*actions, *steps, *settle(freed, version.document.programme, cancelled=True)]


@transaction.atomic
def finish_review(*, actor: Actor, version: Version, remark: str = "") -> Version:
    """Say that one's review is done and nothing hinders approval. Raises `Refused` where it is not one's turn."""
    allow(actor, TAKE_PART, version.document.programme)
    check_text("remark", remark, most=WORDS)
    row = lock_version(version)
    step = step_of(actor, row, Part.REVIEW)
    step.state, step.done_on, step.note = StepState.DONE, today_of(row.document), remark.strip()
    keep(step, is_new=False)
    touched = [step, *settle([step.action], row.document.programme), *ask_next(row)]
    note(actor, row.document, "documents.reviewed", {"version": row.identification, "note": step.note}, touched)
    return row


def step_of(actor: Actor, version: Version, part: Part) -> Step:
    """The actor's own step. Raises `Refused` where it is not their turn, or they are not asked at all."""
    if version.state != VersionState.IN_REVIEW:
        raise Refused(
            _("{version} is not in review any more.").format(version=version.identification),
            hint=_("Look at it again: somebody else decided meanwhile."),
        )
    steps = list(steps_of(version))
    mine = [step for step in steps if step.part == part and step.person_id == actor.person_id]
    if not mine:
        raise Refused(
            _("You are not asked about {version}.").format(version=version.identification),
            hint=_("The page of the document shows who is."),
        )
    waiting = [step for step in mine if step.state == StepState.WAITING]
    if not waiting:
        raise Refused(_("You have done your part of {version}.").format(version=version.identification))
    if waiting[0] not in asked_now(version, steps):
        raise Refused(
            _("It is not your turn yet: others come first."), hint=_("The page of the document shows who is next.")
        )
    return waiting[0]


@transaction.atomic
def return_version(*, actor: Actor, version: Version, why: str) -> Version:
    """Send a version back with a reason: by whoever is asked, who wrote it, or who answers for the document.

    It stays as it was; the next draft is a new version.
    """
    allow(actor, TAKE_PART, version.document.programme)
    check_text("why", why, most=WORDS)
    if not why.strip():
        raise Refused(_("Say what is to be changed."), field="why")
    row = lock_version(version)
    if row.state != VersionState.IN_REVIEW:
        raise Refused(_("{version} is not in review any more.").format(version=row.identification))
    steps = list(steps_of(row))
    mine = [step for step in steps if step.person_id == actor.person_id and step.state == StepState.WAITING]
    wrote = any(author.person_id == actor.person_id for author in row.authors.all())
    if not mine and not wrote and not controls(actor, row.document):
        raise Refused(
            _("You are not asked about {version}.").format(version=row.identification),
            hint=_("The page of the document shows who is."),
        )
    row.state, row.reason = VersionState.RETURNED, why.strip()
    keep(row, is_new=False)
    for step in mine:
        step.state, step.done_on, step.note = StepState.RETURNED, today_of(row.document), why.strip()
        keep(step, is_new=False)
    programme = row.document.programme
    done = settle([step.action for step in mine], programme)
    dropped = settle([step.action for step in steps if step not in mine], programme, cancelled=True)
    note(
        actor,
        row.document,
        "documents.returned",
        {"version": row.identification, "why": row.reason},
        [row, *mine, *done, *dropped],
    )
    return row


@transaction.atomic
def replace_step(*, actor: Actor, step: Step, by: Asked, why: str = "") -> Step:
    """Let somebody else do a part that waits, because they left, are away, or never sign in. The first one stays named.

    By who answers for the document.
    """
    require_control(actor, step.version.document)
    check_text("why", why, most=WORDS)
    row = lock_version(step.version)
    present = steps_of(row).get(pk=step.pk)
    if row.state != VersionState.IN_REVIEW or present.state != StepState.WAITING:
        raise Refused(_("This part does not wait any more."))
    if present.signature_id is not None:
        raise Refused(_("Their signature is entered; have it checked."))
    field = "reviewers" if present.part == Part.REVIEW else "approvers"
    check_asked(row, by, field)
    others = steps_of(row).filter(part=present.part).exclude(pk=present.pk).exclude(state=StepState.REPLACED)
    named = (by.person.pk if by.person else None, "" if by.person else by.name.strip().lower())
    if named in {(one.person_id, "" if one.person_id else one.name.lower()) for one in others}:
        raise Refused(_("Somebody is named twice."), field=field)
    present.state, present.note = StepState.REPLACED, why.strip()
    keep(present, is_new=False)
    asked = Asked(by.person, by.name, by.office, present.place, by.due_on or present.due_on, by.top_management)
    new = _step(row, Part(present.part), asked)
    new.save(force_insert=True)
    touched = [present, new, *settle([present.action], row.document.programme, cancelled=True), *ask_next(row)]
    change = {"version": row.identification, "name": [present.name, new.name], "why": present.note}
    note(actor, row.document, "documents.replaced", change, latest(touched))
    return new
