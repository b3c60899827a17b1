"""What exactly is signed at a gate: the sentence, and the content whose hash goes under it."""

from django.utils.translation import gettext as _

from milepost.features.gates.models import Attestation, Decision
from milepost.platform.signatures.services import Signable


def decision_signable(decision: Decision) -> Signable:
    """A decision with its verdict, its note and its minutes."""
    if decision.outcome == Decision.Outcome.BEFORE:
        sentence = _(
            "I confirm that gate {gate} was decided go on {day}, as the minutes {name} show. Stated, not computed."
        )
    elif decision.outcome == Decision.Outcome.GO:
        sentence = _("I sign decision {reference}: go at gate {gate} on {day}, on the verdict kept with it.")
    else:
        sentence = _("I sign decision {reference}: no-go at gate {gate} on {day}, on the verdict kept with it.")
    return Signable(
        kind="gates.decision",
        key=decision.pk,
        label=decision.reference,
        programme_id=decision.programme_id,
        sentence=sentence.format(
            reference=decision.reference, gate=decision.gate, day=decision.decided_on, name=decision.minutes_name
        ),
        content={
            "gate": decision.gate,
            "outcome": decision.outcome,
            "decided_on": decision.decided_on,
            "note": decision.note,
            "verdict": decision.verdict,
            "minutes": decision.minutes_sha256,
        },
    )


def attestation_signable(attestation: Attestation) -> Signable:
    """An attestation with its file, what it proves, and its end."""
    return Signable(
        kind="gates.attestation",
        key=attestation.pk,
        label=attestation.reference,
        programme_id=attestation.programme_id,
        sentence=_("I attest {criterion} until {until} by {file}: {proves}").format(
            criterion=attestation.criterion,
            until=attestation.until,
            file=attestation.file_name,
            proves=attestation.proves,
        ),
        content={
            "criterion": attestation.criterion,
            "proves": attestation.proves,
            "until": attestation.until,
            "file": attestation.file_sha256,
        },
    )
