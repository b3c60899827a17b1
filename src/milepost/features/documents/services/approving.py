"""Approving a version: a signature of each approver, by signing in again, or entered from paper and checked by another.

When enough approvers have signed, the version comes into force from the wanted day and the one before it is superseded.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.engines.rules.dates import latest as latest_day
from milepost.engines.rules.months import add_months
from milepost.features.actions.services import settle
from milepost.features.documents.contents import hash_of
from milepost.features.documents.models import Part, Step, StepState, Version, VersionState
from milepost.features.documents.policies import CHECK_APPROVAL, CONTROL_DOCUMENTS, TAKE_PART
from milepost.features.documents.querysets import steps_of
from milepost.features.documents.services.keeping import (
    allow,
    check_past,
    keep,
    lock_version,
    note,
    say_day,
    today_of,
)
from milepost.features.documents.services.reviewing import ask_next, latest, refuse_author, step_of
from milepost.features.documents.signables import approval_signable
from milepost.features.documents.turns import asked_now, is_part_done
from milepost.features.governance.services.putting import HandedIn, keep_handed_in
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import Hidden
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.signatures.models import Method, Signature
from milepost.platform.signatures.services import (
    PaperSignature,
    Signing,
    check_signature,
    enter_signature,
    sign_with,
)

APPROVER = "approver"
TOP_MANAGEMENT = "top-management"


@dataclass(frozen=True, slots=True)
class PaperApproval:
    """An approval on paper or with a certified signature, and its file."""

    method: str
    signed_on: date
    file: HandedIn


def approve_version(*, actor: Actor, version: Version, signing: Signing, digest: str = "") -> Version:
    """Approve by signing in again. `digest` is the hash of what the approver read, where a page showed it.

    Raises `Refused` where it is not one's turn, one wrote it (S-16), remarks are open, or it changed meanwhile.
    """
    allow(actor, TAKE_PART, version.document.programme)
    _ready(actor, version)
    what = approval_signable(version)
    if digest and digest != what.content_hash:
        raise Refused(_("What you read was changed meanwhile. Nothing was signed."), hint=_("Read it again."))
    return sign_with(
        actor=actor,
        organisation=version.document.programme.organisation,
        what=what,
        role=_role_of(actor, version),
        signing=signing,
        write=lambda signature: _signed(actor, version, signature),
    )


def _role_of(actor: Actor, version: Version) -> str:
    held = actor.roles(version.organisation_id, version.document.programme_id)
    return Role.SPONSOR.value if Role.SPONSOR in held else APPROVER


def _ready(actor: Actor, version: Version) -> Step:
    step = step_of(actor, version, Part.APPROVE)
    refuse_author(version, step.person)
    refuse_unsettled(version)
    return step


def refuse_unsettled(version: Version) -> None:
    """Refuse to approve what is not what was submitted, and what somebody still remarks on."""
    if hash_of(version) != version.content_hash:
        raise Refused(
            _("{version} is not what was submitted: its text or the details of the document changed meanwhile.").format(
                version=version.identification
            ),
            hint=_("Return it and submit a new version."),
        )
    waiting = version.comments.filter(resolved_on=None).count()
    if waiting:
        raise Refused(
            _("{count} remarks are not settled.").format(count=waiting),
            hint=_("Have each answered, or return the version."),
        )


def _signed(actor: Actor, version: Version, signature: Signature) -> Version:
    """Inside the transaction of the signature: whoever signs second sees what the first did."""
    row = lock_version(version)
    step = _ready(actor, row)
    step.state, step.done_on, step.signature = StepState.DONE, signature.signed_on, signature
    step.top_management = step.top_management or signature.role == Role.SPONSOR
    keep(step, is_new=False)
    return _go_on(actor, row, step)


def _go_on(actor: Actor, version: Version, step: Step) -> Version:
    """After an approval: into force when there are enough, else the next is asked."""
    steps = list(steps_of(version))
    touched: list[Any] = [step, *settle([step.action], version.document.programme)]
    change: dict[str, object] = {"version": version.identification, "signatory": step.name}
    if is_part_done(version, steps, Part.APPROVE):
        touched += _bring_into_force(version, [one for one in steps if one.state == StepState.DONE])
        change |= {"approved_on": say_day(version.approved_on), "effective_on": say_day(version.effective_on)}
    touched += ask_next(version)
    kind = "documents.approved" if version.state == VersionState.APPROVED else "documents.signed"
    note(actor, version.document, kind, change, latest(touched))
    return version


def _bring_into_force(version: Version, done: list[Step]) -> list[Any]:
    signed = [step for step in done if step.part == Part.APPROVE]
    last = max(signed, key=lambda step: (step.done_on or date.min, step.pk))
    approved_on = last.done_on or today_of(version.document)
    version.state, version.approved_on = VersionState.APPROVED, approved_on
    version.approver = last.person
    version.approved_by = ", ".join(step.name for step in signed)[:300]
    version.by_top_management = any(step.top_management for step in signed)
    version.effective_on = latest_day([approved_on, version.wanted_from]) or approved_on
    if version.document.review_months:
        version.review_due_on = add_months(version.effective_on, version.document.review_months)
    keep(version, is_new=False)
    return [version, *supersede_others(version)]


def supersede_others(version: Version) -> list[Any]:
    """End what was in force before, on the day from which this version is. Answers with the rows written."""
    starts = version.effective_on or version.approved_on
    touched: list[Any] = []
    earlier = Version.objects.filter(document_id=version.document_id, state=VersionState.APPROVED, ended_on=None)
    for other in earlier.exclude(pk=version.pk).select_related("reminder"):
        other.ended_on = starts
        keep(other, is_new=False)
        touched += [other, *settle([other.reminder], version.document.programme, cancelled=True)]
        for campaign in other.campaigns.select_related("reminder"):
            waiting = [asked.action for asked in campaign.asked.filter(read_on=None).select_related("action")]
            touched += settle([*waiting, campaign.reminder], version.document.programme, cancelled=True)
    return touched


def enter_approval(*, actor: Actor, version: Version, step: Step, paper: PaperApproval) -> Signature:
    """Enter the approval of one who never signs in. It counts once somebody else has checked it against its file."""
    allow(actor, CONTROL_DOCUMENTS, version.document.programme)
    _check_on_paper(version, step)
    if paper.method not in {Method.PAPER, Method.CERTIFIED}:
        raise Refused(_("A signature entered for somebody is on paper or certified."), field="method")
    check_past("signed_on", paper.signed_on, today_of(version.document))
    if version.submitted_on and paper.signed_on < version.submitted_on:
        raise Refused(_("It was signed before it was submitted."), field="signed_on")
    refuse_author(version, None, step.name)
    refuse_unsettled(version)
    programme = version.document.programme
    file = keep_handed_in(actor, programme, paper.file)
    with transaction.atomic():
        row = lock_version(version)
        present = steps_of(row).get(pk=step.pk)
        _check_on_paper(row, present)
        refuse_unsettled(row)
        signature = enter_signature(
            actor=actor,
            organisation=programme.organisation,
            what=approval_signable(row),
            role=TOP_MANAGEMENT if present.top_management else APPROVER,
            paper=PaperSignature(
                Method(paper.method), present.name, present.office, paper.signed_on, file.pk, file.sha256
            ),
        )
        present.signature = signature
        keep(present, is_new=False)
        change = {"version": row.identification, "signatory": present.name, "file": file.sha256}
        note(actor, row.document, "documents.approval-entered", change, [present])
    return signature


def _check_on_paper(version: Version, step: Step) -> None:
    if version.state != VersionState.IN_REVIEW:
        raise Refused(_("{version} is not in review any more.").format(version=version.identification))
    if step.part != Part.APPROVE or step.person_id is not None:
        raise Refused(_("{name} signs here by themselves.").format(name=step.name))
    if step.signature_id is not None:
        raise Refused(_("Their signature is entered; have it checked."))
    if step not in asked_now(version, list(steps_of(version))):
        raise Refused(
            _("It is not their turn yet: others come first."), hint=_("The page of the document shows who is next.")
        )


def check_approval(*, actor: Actor, version: Version, step: Step, signing: Signing | None = None) -> Version:
    """Confirm an entered approval against its file; whoever entered it cannot. Then it counts."""
    allow(actor, CHECK_APPROVAL, version.document.programme)
    if step.signature is None or step.version_id != version.pk:
        raise Hidden
    refuse_unsettled(version)
    with transaction.atomic():
        row = lock_version(version)
        present = steps_of(row).get(pk=step.pk)
        if row.state != VersionState.IN_REVIEW or present.signature is None:
            raise Refused(_("{version} is not in review any more.").format(version=row.identification))
        refuse_unsettled(row)
        signature = check_signature(actor=actor, signature=present.signature, signing=signing)
        present.state, present.done_on = StepState.DONE, signature.signed_on
        keep(present, is_new=False)
        return _go_on(actor, row, present)
