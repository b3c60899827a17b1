"""The leadership commitment: written, signed by password or on paper, checked, withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.features.governance.models import Commitment, Covers
from milepost.features.governance.policies import CHECK_SIGNATURE, SIGN_COMMITMENT, WRITE_COMMITMENT
from milepost.features.governance.querysets import COMMITMENT, commitments_of
from milepost.features.governance.services.putting import (
    HandedIn,
    allow,
    assign,
    check_past,
    check_text,
    keep,
    keep_handed_in,
    lock,
    next_code,
    write_entry,
)
from milepost.features.governance.signables import commitment_signable, figures_of, proposed_text
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import Hidden
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.signatures.models import Method, Signature
from milepost.platform.signatures.services import (
    PaperSignature,
    Signing,
    check_signature,
    confirm_identity,
    enter_signature,
    sign,
)

TOP_MANAGEMENT = "top-management"  # the role of somebody who signs on paper


@dataclass(frozen=True, slots=True)
class Paper:
    """A name put outside Milepost, on paper or with a certified electronic signature, and its file."""

    method: str
    signatory: str
    office: str
    signed_on: date
    file: HandedIn


@transaction.atomic
def write_commitment(
    *,
    actor: Actor,
    programme: Programme,
    text: str,
    covers: Sequence[str],
    commitment: Commitment | None = None,
    seen: int | None = None,
) -> Commitment:
    """Write a commitment, or change the words of one that nobody has signed. The present figures are kept with it."""
    allow(actor, WRITE_COMMITMENT, programme)
    lock(programme)
    check_text("text", text)
    if not text.strip():
        raise Refused(_("Say what top management commits itself to."), field="text")
    parts = [part.value for part in Covers if part.value in set(covers)]
    if not parts or len(parts) != len(set(covers)):
        raise Refused(_("A commitment covers programme, resources and timeline, or some of them."), field="covers")
    is_new = commitment is None
    day = today(programme.organisation.timezone)
    if commitment is None:
        code = next_code(Commitment, programme, f"LC-{day.year}-")
        commitment = Commitment(organisation=programme.organisation, programme=programme, code=code, written_on=day)
    elif has_signatures(commitment):
        raise Refused(
            _("{code} is signed; its words stand.").format(code=commitment.code),
            hint=_("Write another commitment and have it signed."),
        )
    given = {"text": text, "covers": parts, "figures": figures_of(programme)}
    change = assign(commitment, given)
    if is_new or change:
        keep(commitment, is_new=is_new, seen=seen)
        kind = "governance.commitment-written" if is_new else "governance.commitment-changed"
        write_entry(actor, programme, commitment, kind, change)
    return commitment


def has_signatures(commitment: Commitment) -> bool:
    """Whether anybody's name stands under it, checked or not."""
    return Signature.objects.filter(subject_kind=COMMITMENT, subject_id=commitment.pk).exists()


def sign_commitment(*, actor: Actor, commitment: Commitment, signing: Signing, digest: str = "") -> Signature:
    """Sign for top management by password. `digest` is the hash of what the signer read, where a page showed it."""
    programme = commitment.programme
    allow(actor, SIGN_COMMITMENT, programme)
    _check_signable(programme, commitment)
    what = commitment_signable(commitment)
    if digest and digest != what.content_hash:
        raise Refused(_("What you read was changed meanwhile. Nothing was signed."), hint=_("Read it again."))
    return sign(actor=actor, organisation=programme.organisation, what=what, role=Role.SPONSOR, signing=signing)


def sign_words(
    *,
    actor: Actor,
    programme: Programme,
    signing: Signing,
    text: str | None = None,
    covers: Sequence[str] | None = None,
    commitment: Commitment | None = None,
) -> tuple[Commitment, Signature]:
    """Sign a commitment, the newest where none is named; with words of its own, or where there is none, a new one.

    The password is asked first: a wrong one leaves nothing written.
    """
    allow(actor, SIGN_COMMITMENT, programme)
    newest = commitments_of(programme).select_related("programme__organisation").filter(withdrawn_on=None).first()
    commitment = commitment or (None if text or covers else newest)
    confirm_identity(actor, signing)
    if commitment is None:
        commitment = write_commitment(
            actor=actor,
            programme=programme,
            text=text or proposed_text(programme),
            covers=covers or [part.value for part in Covers],
        )
    elif text or covers:
        raise Refused(_("{code} has its words.").format(code=commitment.code), hint=_("Leave out either of the two."))
    return commitment, sign_commitment(actor=actor, commitment=commitment, signing=signing)


def _check_signable(programme: Programme, commitment: Commitment) -> None:
    if commitment.withdrawn_on is not None:
        raise Refused(_("{code} was withdrawn.").format(code=commitment.code), hint=_("Write another commitment."))
    if commitment.figures != figures_of(programme) and not has_signatures(commitment):
        raise Refused(
            _("Budget or dates of the programme changed since {code} was written.").format(code=commitment.code),
            hint=_("Save its words again, then sign."),
        )


def enter_paper(*, actor: Actor, commitment: Commitment, paper: Paper) -> Signature:
    """Enter a signature from paper or a certified file. It counts once somebody else has checked it."""
    programme = commitment.programme
    allow(actor, WRITE_COMMITMENT, programme)
    _check_signable(programme, commitment)
    if paper.method not in {Method.PAPER, Method.CERTIFIED}:
        raise Refused(_("A signature entered for somebody is on paper or certified."), field="method")
    for field, words in (("signatory", paper.signatory), ("office", paper.office)):
        if not words.strip():
            raise Refused(_("Give name and office of who signed."), field=field)
        check_text(field, words, most=200)
    check_past("signed_on", paper.signed_on, today(programme.organisation.timezone))
    file = keep_handed_in(actor, programme, paper.file)
    return enter_signature(
        actor=actor,
        organisation=programme.organisation,
        what=commitment_signable(commitment),
        role=TOP_MANAGEMENT,
        paper=PaperSignature(
            Method(paper.method), paper.signatory.strip(), paper.office.strip(), paper.signed_on, file.pk, file.sha256
        ),
    )


def check_paper(
    *, actor: Actor, commitment: Commitment, signature_id: UUID, signing: Signing | None = None
) -> Signature:
    """Confirm an entered signature against its file. Whoever entered it cannot; the command line asks who it is."""
    allow(actor, CHECK_SIGNATURE, commitment.programme)
    signature = Signature.objects.filter(pk=signature_id, subject_kind=COMMITMENT, subject_id=commitment.pk).first()
    if signature is None:
        raise Hidden
    return check_signature(actor=actor, signature=signature, signing=signing)


@transaction.atomic
def withdraw_commitment(*, actor: Actor, commitment: Commitment, why: str, on: date | None = None) -> Commitment:
    """Record that top management took its commitment back; it no longer stands from that day on."""
    programme = commitment.programme
    allow(actor, WRITE_COMMITMENT, programme)
    day = today(programme.organisation.timezone)
    check_past("on", on, day)
    check_text("why", why)
    if not why.strip():
        raise Refused(_("Say why it is withdrawn."), field="why")
    if commitment.withdrawn_on is not None:
        raise Refused(_("{code} was withdrawn.").format(code=commitment.code))
    change = assign(commitment, {"withdrawn_on": on or day, "withdrawn_why": why})
    keep(commitment, is_new=False)
    write_entry(actor, programme, commitment, "governance.commitment-withdrawn", change)
    return commitment
