"""Approving the scope statement: signing makes an immutable version, which later documents cite.

A sponsor who signs in signs by password. For one who never does, the coordinator enters the signature on the printed
statement with its scan, and somebody else checks it; until then the version does not count.
"""

import uuid
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from milepost.features.programmes.models import Programme, ScopeVersion
from milepost.features.programmes.policies import APPROVE_SCOPE, CHECK_SCOPE_SIGNATURE, ENTER_SCOPE_SIGNATURE
from milepost.features.programmes.scope.statement import Statement, statement_of
from milepost.platform.ledger import entries
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused, RefusedByRule
from milepost.platform.organisations.roles import Role
from milepost.platform.signatures.models import Signature
from milepost.platform.signatures.services import (
    PaperSignature,
    Signable,
    Signing,
    check_signature,
    enter_signature,
    sign_with,
)

SUBJECT = "programmes.scopeversion"


def next_number(programme: Programme) -> int:
    """The number that the next version gets."""
    latest = ScopeVersion.objects.filter(programme=programme).order_by("-number").first()
    return latest.number + 1 if latest else 1


def signable(statement: Statement, number: int) -> Signable:
    """What is signed: version, sentence and every element as they stand."""
    programme = statement.programme
    return Signable(
        kind=SUBJECT,
        key=uuid.uuid5(programme.pk, f"scope-{number}"),
        label=_("Scope v{number} of {programme}").format(number=number, programme=programme.name),
        sentence=_("I approve version {number} of the scope statement of {programme}: {sentence}").format(
            number=number, programme=programme.name, sentence=statement.sentence["en"]
        ),
        content={**statement.content, "sentences": statement.sentence},
        programme_id=programme.pk,
    )


def approve_scope(*, actor: Actor, programme: Programme, signing: Signing, expected_hash: str = "") -> ScopeVersion:
    """Sign the statement as it stands. Raises `RefusedByRule` while something hinders it, `Refused` if nothing changed.

    `expected_hash` is the content hash that the signer read; a statement that changed meanwhile is not signed unread.
    """
    require(actor, APPROVE_SCOPE, organisation_id=programme.organisation_id, programme_id=programme.pk)
    statement = _ready(programme, expected_hash)
    number = next_number(programme)
    return sign_with(
        actor=actor,
        organisation=programme.organisation,
        what=signable(statement, number),
        role=Role.SPONSOR,
        signing=signing,
        write=lambda signature: _keep(actor, statement, number, signature),
    )


def enter_approval(
    *, actor: Actor, programme: Programme, paper: PaperSignature, note: str = "", expected_hash: str = ""
) -> ScopeVersion:
    """Enter the signature of a sponsor who never signs in. The version counts once somebody else has checked it."""
    require(actor, ENTER_SCOPE_SIGNATURE, organisation_id=programme.organisation_id, programme_id=programme.pk)
    statement = _ready(programme, expected_hash)
    number = next_number(programme)
    with transaction.atomic():
        signature = enter_signature(
            actor=actor,
            organisation=programme.organisation,
            what=signable(statement, number),
            role=Role.SPONSOR,
            paper=paper,
        )
        return _keep(actor, statement, number, signature, note)


def check_approval(*, actor: Actor, version: ScopeVersion) -> Signature:
    """Confirm that an entered signature is what its scan shows."""
    programme = version.programme
    require(actor, CHECK_SCOPE_SIGNATURE, organisation_id=programme.organisation_id, programme_id=programme.pk)
    return check_signature(actor=actor, signature=version.signature)


def _ready(programme: Programme, expected_hash: str) -> Statement:
    statement = statement_of(programme, on=today(programme.organisation.timezone))
    if statement.hindrances:
        raise RefusedByRule(
            _("The scope statement is not complete."),
            statement.hindrances,
            hint=_("Settle what is listed, then approve it."),
        )
    if expected_hash and expected_hash != statement.content_hash:
        raise Refused(_("The scope changed while you were reading. Read it again; nothing was signed."))
    pending = ScopeVersion.objects.filter(programme=programme, content_hash=statement.content_hash)
    if (same := pending.order_by("-number").first()) and same.number + 1 == next_number(programme):
        raise Refused(_("Version {number} says just this. There is nothing new to approve.").format(number=same.number))
    return statement


def _keep(actor: Actor, statement: Statement, number: int, signature: Signature, note: str = "") -> ScopeVersion:
    programme = statement.programme
    approved_on: date = signature.signed_on
    try:
        with transaction.atomic():
            version = ScopeVersion.objects.create(
                id=signature.subject_id,
                organisation_id=programme.organisation_id,
                programme=programme,
                number=number,
                sentence_en=statement.sentence["en"],
                sentence_id=statement.sentence["id"],
                content=statement.content,
                elements_hash=statement.facts.current_hash,
                content_hash=statement.content_hash,
                approved_on=approved_on,
                note=note,
                prepared_by_id=statement.wording.prepared_by_id if statement.wording else None,
                signature=signature,
            )
            entries.append(
                actor=actor,
                organisation_id=programme.organisation_id,
                programme_id=programme.pk,
                kind="scope.approved",
                subject=version,
                change={
                    "number": number,
                    "sentence": statement.sentence,
                    "content_hash": version.content_hash,
                    "approved_on": approved_on,
                    "signatory": signature.signatory,
                },
                touched=[version],
            )
    except IntegrityError:
        raise Refused(_("Somebody else approved version {number} just now.").format(number=number)) from None
    return version
