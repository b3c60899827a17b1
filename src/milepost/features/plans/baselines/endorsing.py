"""What the steering committee decided about a baseline: recorded once, and signed."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.features.governance.models import Meeting
from milepost.features.plans.baselines.drawing import locked_programme
from milepost.features.plans.baselines.on_record import BaselineOnRecord
from milepost.features.plans.baselines.signables import endorsement_signable
from milepost.features.plans.models import Baseline, Endorsement
from milepost.features.plans.policies import ENDORSE, SIGN_ENDORSEMENT
from milepost.platform.checkpoints.services import checkpoint_after_decision
from milepost.platform.ledger import entries
from milepost.platform.ledger.clock import now
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Overtaken, Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.signatures.models import Signature
from milepost.platform.signatures.services import Signing, sign
from milepost.platform.ui.formats import as_day

NOTE = 4_000  # characters


def endorse_baseline(*, actor: Actor, baseline: Baseline, meeting: Meeting, note: str = "") -> Endorsement:
    """Record that the committee endorsed a baseline in a meeting that was held. It stands once the sponsor has signed.

    Raises `Overtaken` with what somebody recorded meanwhile, `Refused` for a meeting that cannot have seen it.
    """
    programme = baseline.programme
    require(actor, ENDORSE, organisation_id=programme.organisation_id, programme_id=programme.pk)
    if len(note) > NOTE:
        raise Refused(_("A note has at most {count} characters.").format(count=NOTE), field="note")
    held_on = _day_of(baseline, meeting)
    with transaction.atomic():
        locked_programme(programme)
        _check_first(baseline)
        row = Endorsement.objects.create(
            organisation=programme.organisation,
            programme=programme,
            baseline=baseline,
            meeting=meeting,
            decided_on=held_on,
            note=note.strip(),
            made_at=now(),
            made_by=actor.known_person,
        )
        change = {"meeting": meeting.code, "decided_on": held_on, "note": row.note, "sha256": baseline.content_hash}
        entries.append_row(actor, row, "plan.baseline-endorsed", change)
    checkpoint_after_decision(programme.organisation)
    return row


def _day_of(baseline: Baseline, meeting: Meeting) -> date:
    if meeting.held_on is None:
        raise Refused(
            _("Meeting {code} is not held yet.").format(code=meeting.code),
            field="meeting",
            hint=_("Record the meeting first, or name the one that endorsed it."),
        )
    if meeting.held_on < baseline.drawn_on:
        raise Refused(
            _("Meeting {code} was held on {held}, before {baseline} was drawn up on {drawn}.").format(
                code=meeting.code,
                held=as_day(meeting.held_on),
                baseline=baseline.reference,
                drawn=as_day(baseline.drawn_on),
            ),
            field="meeting",
            hint=_("Name a meeting of that day or later, which had it before it."),
        )
    return meeting.held_on


def _check_first(baseline: Baseline) -> None:
    """Two who record at once take turns; the second is told of the first, and a committee never goes back."""
    found = Endorsement.objects.filter(programme=baseline.programme_id).select_related("baseline", "meeting", "made_by")
    for other in found.filter(baseline__number__gte=baseline.number).order_by("baseline__number"):
        raise Overtaken(
            _("{who} recorded that {baseline} was endorsed in {meeting}.").format(
                who=other.made_by.name, baseline=other.baseline.reference, meeting=other.meeting.code
            ),
            endorsement_values(other),
            hint=_("Read it. If the committee decided otherwise since, draw up another baseline for it."),
        )


def endorsement_values(row: Endorsement) -> dict[str, object]:
    """An endorsement by itself."""
    return {
        "baseline": row.baseline.reference,
        "meeting": row.meeting.code,
        "decided_on": row.decided_on,
        "note": row.note,
        "by": row.made_by.name,
    }


def sign_endorsement(*, actor: Actor, found: BaselineOnRecord, signing: Signing, digest: str = "") -> Signature:
    """Sign as what one is in the programme; the sponsor's signature makes it stand.

    `digest` is the hash of what the signer read, where a page showed it.
    """
    programme = found.row.programme
    require(actor, SIGN_ENDORSEMENT, organisation_id=programme.organisation_id, programme_id=programme.pk)
    if found.endorsement is None:
        raise Refused(
            _("The committee has not endorsed {reference} yet.").format(reference=found.row.reference),
            hint=_("Record first in which meeting it did."),
        )
    what = endorsement_signable(found.endorsement, found.row)
    if digest and digest != what.content_hash:
        raise Refused(_("What you read was changed meanwhile. Nothing was signed."), hint=_("Read it again."))
    held = actor.roles(programme.organisation_id, programme.pk)
    role = next(role for role in (Role.SPONSOR, Role.STEERING_MEMBER, Role.COORDINATOR) if role in held)
    signature = sign(actor=actor, organisation=programme.organisation, what=what, role=role, signing=signing)
    checkpoint_after_decision(programme.organisation)
    return signature
