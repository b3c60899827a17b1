"""Putting a name to something. Signing means signing in again; tokens and folder rights never sign."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Channel
from milepost.platform.ledger.canonical import canonical_json, sha256
from milepost.platform.ledger.clock import now
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.refusals import Refused
from milepost.platform.signatures.models import SIGNED_IN, Method, Signature
from milepost.platform.signin.forms import proof_in
from milepost.platform.signin.services import Proof, Proven, prove


@dataclass(frozen=True, slots=True)
class Signing:
    """What a person answers at the moment of signing: the password, and their second factor where they have one.

    `request` lets the sign-in limits count wrong answers. One answer may sign several things of one form: whom it
    proved is remembered, because a code is taken only once. Without a password it is a passkey, or the word of the
    organisation's identity provider, which counts for what stood on the page alone (`by_provider`).
    """

    password: str
    request: HttpRequest | None = None
    code: str = ""
    passkey: str = ""
    by_provider: bool = False
    proven: dict[UUID, Proven] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, form: BaseForm, request: HttpRequest) -> "Signing":
        """What a valid form with the fields of `add_proof` holds."""
        proof = proof_in(form, request)
        return cls(proof.password, request, proof.code, proof.passkey, proof.by_provider)


@dataclass(frozen=True, slots=True)
class Signable:
    """What is signed: the thing, the sentence that says so, and its content as it stood."""

    kind: str
    key: UUID
    label: str
    sentence: str
    content: object
    programme_id: UUID | None = None

    @property
    def content_hash(self) -> str:
        """SHA-256 of the canonical content together with the sentence."""
        return sha256(canonical_json({"sentence": self.sentence, "content": self.content}))

    @property
    def purpose(self) -> str:
        """What somebody says again who they are for: this thing with this content, and nothing else."""
        return f"sign {self.kind} {self.key} {self.content_hash}"


@dataclass(frozen=True, slots=True)
class PaperSignature:
    """A name put outside Milepost: on paper, or in a file with a certified electronic signature."""

    method: Method
    signatory: str
    office: str
    signed_on: date
    file_id: UUID
    file_sha256: str


def confirm_identity(actor: Actor, signing: Signing, purpose: str = "") -> Proven:
    """Ask again who it is, and return by what it was proven.

    Raises `Refused`; a wrong answer counts towards the sign-in limits.
    """
    if not actor.may_sign or actor.person is None:
        raise Refused(_("Signing needs you and your password; a token or a folder's rights never sign."))
    known = signing.proven.get(actor.person.pk)
    if known is not None and known.covers(purpose):
        return known
    proof = Proof(signing.password, signing.code, signing.passkey, signing.request, purpose, signing.by_provider)
    try:
        proven = prove(actor.person, proof)
    except Refused as refused:
        reason = _("{reason} Nothing was signed.").format(reason=refused.reason)
        raise Refused(reason, field=refused.field, hint=refused.hint) from None
    signing.proven[actor.person.pk] = proven
    return proven


def sign(*, actor: Actor, organisation: Organisation, what: Signable, role: str, signing: Signing) -> Signature:
    """Sign by signing in again. Signing the same content twice in one role answers with the first signature."""
    return sign_with(
        actor=actor, organisation=organisation, what=what, role=role, signing=signing, write=lambda signature: signature
    )


def sign_with[Written](
    *,
    actor: Actor,
    organisation: Organisation,
    what: Signable,
    role: str,
    signing: Signing,
    write: Callable[[Signature], Written],
) -> Written:
    """Sign, and write what rests on the signature in the same transaction: neither stands without the other."""
    # Outside the transaction: a wrong password must be counted even so.
    proven = confirm_identity(actor, signing, what.purpose)
    with transaction.atomic():
        return write(_put(actor, organisation, what, role, proven))


def _put(actor: Actor, organisation: Organisation, what: Signable, role: str, proven: Proven) -> Signature:
    at = now()
    try:
        with transaction.atomic():
            signature = Signature.objects.create(
                **_columns(organisation, what, role),
                method=Method(proven.by.value),
                person_id=actor.person_id,
                signatory=actor.name,
                signed_on=at.astimezone(ZoneInfo(organisation.timezone)).date(),
                at=at,
            )
            _append(actor, signature, what, "signature.given", issuer=proven.issuer)
    except IntegrityError:
        return Signature.objects.get(
            subject_id=what.key,
            content_hash=what.content_hash,
            person=actor.known_person,
            role=role,
            method__in=SIGNED_IN,
        )
    return signature


@transaction.atomic
def enter_signature(
    *, actor: Actor, organisation: Organisation, what: Signable, role: str, paper: PaperSignature
) -> Signature:
    """Enter a name put outside Milepost. It counts once somebody else has checked it against its file."""
    if paper.method in SIGNED_IN:
        raise Refused(_("A signature entered for somebody is on paper or certified."), field="method")
    if paper.signed_on > now().astimezone(ZoneInfo(organisation.timezone)).date():
        raise Refused(_("A signature cannot be dated in the future."), field="signed_on")
    signature = Signature.objects.create(
        **_columns(organisation, what, role),
        method=paper.method,
        signatory=paper.signatory,
        office=paper.office,
        signed_on=paper.signed_on,
        at=now(),
        file_id=paper.file_id,
        file_sha256=paper.file_sha256,
        entered_by_id=actor.person_id,
    )
    _append(actor, signature, what, "signature.entered")
    return signature


def check_signature(*, actor: Actor, signature: Signature, signing: Signing | None = None) -> Signature:
    """Confirm that an entered signature is what its file shows. Whoever entered it cannot check it (S-16).

    The check makes the signature count, so it is the checker's own act, as signing is: a token never checks, and the
    command line asks who it is (`signing`). On a page the person is there already.
    """
    if not actor.may_sign or (signing is None and actor.channel is not Channel.WEB):
        raise Refused(_("Checking needs you and your password; a token or a folder's rights never check."))
    if signing is not None:
        confirm_identity(actor, signing)  # outside the transaction: a wrong password must be counted even so
    return _checked(actor, signature)


@transaction.atomic
def _checked(actor: Actor, signature: Signature) -> Signature:
    if signature.is_by_signing_in or signature.checked_at:
        raise Refused(_("There is nothing to check about this signature."))
    if signature.entered_by_id == actor.person_id:
        raise Refused(_("You entered this signature; somebody else checks it."))
    signature.checked_by_id, signature.checked_at = actor.person_id, now()
    signature.save(update_fields=["checked_by", "checked_at"])
    entries.append(
        actor=actor,
        organisation_id=signature.organisation_id,
        programme_id=signature.programme_id,
        kind="signature.checked",
        subject=signature,
        change={"file": signature.file_sha256},
        touched=[signature],
    )
    return signature


def _columns(organisation: Organisation, what: Signable, role: str) -> dict[str, object]:
    return {
        "organisation": organisation,
        "programme_id": what.programme_id,
        "subject_kind": what.kind,
        "subject_id": what.key,
        "sentence": what.sentence,
        "content_hash": what.content_hash,
        "role": role,
    }


def _append(actor: Actor, signature: Signature, what: Signable, kind: str, *, issuer: str = "") -> None:
    entries.append(
        actor=actor,
        organisation_id=signature.organisation_id,
        programme_id=what.programme_id,
        kind=kind,
        subject=entries.Subject(what.kind, what.key, what.label),
        change={
            "sentence": what.sentence,
            "role": signature.role,
            "content_hash": signature.content_hash,
            "method": signature.method,
            "signatory": signature.signatory,
            "file": signature.file_sha256,
            **({"issuer": issuer} if issuer else {}),
        },
        touched=[signature],
    )
