"""What exactly is signed: the sentence, and the content whose hash goes under it."""

from django.utils.translation import gettext as _

from milepost.features.plans.models import Baseline, Endorsement
from milepost.platform.signatures.services import Signable
from milepost.platform.ui.formats import as_day

KIND = "plans.endorsement"


def endorsement_signable(endorsement: Endorsement, baseline: Baseline) -> Signable:
    """The endorsement of a baseline by its hash, with the meeting and what was noted there."""
    sentence = _(
        "I sign that the steering committee endorsed baseline {reference} “{name}” of the implementation plan "
        "in meeting {meeting} on {day}."
    )
    return Signable(
        kind=KIND,
        key=endorsement.pk,
        label=baseline.reference,
        programme_id=endorsement.programme_id,
        sentence=sentence.format(
            reference=baseline.reference,
            name=baseline.name,
            meeting=endorsement.meeting.code,
            day=as_day(endorsement.decided_on),
        ),
        content={
            "baseline": baseline.reference,
            "sha256": baseline.content_hash,
            "meeting": endorsement.meeting.code,
            "decided_on": endorsement.decided_on,
            "note": endorsement.note,
        },
    )
