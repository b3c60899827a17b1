"""Deciding gates and attesting criteria. Each function is one door: policy, rules, transaction, ledger."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from milepost.catalogue.programme import criteria
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.gates import ATTESTED_MONTHS, evaluate
from milepost.engines.rules.months import add_months
from milepost.features.evidence.clocks.reading import read_clocks
from milepost.features.gates.facts import gather_facts
from milepost.features.gates.judging import note_verdict
from milepost.features.gates.kept import decision_values, kept_verdict
from milepost.features.gates.models import Attestation, Decision
from milepost.features.gates.policies import ATTEST, DECIDE, RECORD_BEFORE, SIGN, SIGN_ATTESTATION
from milepost.features.gates.signables import attestation_signable, decision_signable
from milepost.features.governance.services.putting import HandedIn, keep_handed_in
from milepost.features.programmes.models import Programme
from milepost.features.programmes.selectors import kept_since
from milepost.platform.checkpoints.services import checkpoint_after_decision
from milepost.platform.files.models import StoredFile
from milepost.platform.ledger import entries
from milepost.platform.ledger.clock import now, today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import Hidden, require
from milepost.platform.organisations.refusals import Overtaken, Refused, RefusedByRule
from milepost.platform.organisations.roles import Role
from milepost.platform.signatures.models import Signature
from milepost.platform.signatures.services import Signing, sign

NOTE = 100_000  # characters


def decide_gate(
    *, actor: Actor, programme: Programme, gate: Phase, outcome: str, note: str, seen: int | None = None
) -> Decision:
    """Record what the committee decided, with the verdict as it stands.

    Go is refused while a criterion is open (`RefusedByRule` with what is missing; the refusal is kept in the ledger).
    The decision stands once the sponsor has signed it. `seen` is the number of the gate's last decision that whoever
    decides knew of, 0 for none, None for the one on record now: `Overtaken` tells them of one that came after it.
    """
    _allow(actor, DECIDE, programme)
    if outcome not in {Decision.Outcome.GO, Decision.Outcome.NO_GO}:
        raise Refused(_("A gate is decided go or no-go."), field="decision")
    _check_note(note)
    on = today(programme.organisation.timezone)
    known = _last_number(programme, gate) if seen is None else seen
    read_clocks(programme, on=on)  # what must be recounted is, before the transaction holds any lock
    try:
        with transaction.atomic():
            locked = _locked(programme)
            _check_known(locked, gate, known)
            verdict = evaluate(gate, gather_facts(locked, on=on), on=on)
            if outcome == Decision.Outcome.GO and not verdict.passed:
                missing = [result for found in verdict.open for result in found.outcome.results if result.blocks]
                raise RefusedByRule(
                    _("Go is refused: {open} of {all} criteria of {gate} are open.").format(
                        open=len(verdict.open), all=len(verdict.criteria), gate=gate.gate
                    ),
                    missing,
                    hint=_("Settle or attest each open criterion, or record a no-go with the actions that come of it."),
                )
            decision = _new_decision(actor, locked, gate, outcome, on, note, kept_verdict(verdict))
            note_verdict(locked, verdict)
            entries.append_row(
                actor,
                decision,
                "gates.decided",
                {"gate": gate.value, "outcome": outcome, "note": note, "verdict": decision.verdict},
            )
    except RefusedByRule as refusal:
        _keep_refusal(actor, programme, gate, refusal)
        raise
    checkpoint_after_decision(programme.organisation)
    return decision


def _last_number(programme: Programme, gate: Phase) -> int:
    latest = Decision.objects.filter(programme=programme, gate=gate.value).aggregate(latest=Max("number"))["latest"]
    return latest or 0


def _check_known(programme: Programme, gate: Phase, known: int) -> None:
    """Two at one gate take turns; without this, the second would record what the first already had, or undo it."""
    others = Decision.objects.filter(programme=programme, gate=gate.value).select_related("made_by")
    other = others.order_by("-number").first()
    if other is None or other.number == known:
        return
    raise Overtaken(
        _("{who} recorded {decision} ({outcome}) at {gate} meanwhile.").format(
            who=other.made_by.name, decision=other.reference, outcome=other.outcome_word, gate=gate.gate
        ),
        {**decision_values(other), "by": other.made_by.name},
        hint=_("Read it; then record another only if the meeting decided otherwise since."),
    )


def record_before(
    *, actor: Actor, programme: Programme, gate: Phase, decided_on: date, minutes: HandedIn, note: str = ""
) -> Decision:
    """Record a go from before Milepost, with its minutes and without a verdict: stated, not computed.

    Refused from the day on since which the programme is kept here, and where anything was decided at the gate.
    """
    _allow(actor, RECORD_BEFORE, programme)
    _check_note(note)
    _check_from_before(programme, gate, decided_on)
    _check_undecided(programme, gate)
    file = keep_handed_in(actor, programme, minutes)
    with transaction.atomic():
        _locked(programme)
        _check_undecided(programme, gate)  # again: somebody else may have recorded one while the file came in
        decision = _new_decision(actor, programme, gate, Decision.Outcome.BEFORE, decided_on, note, None, minutes=file)
        entries.append_row(
            actor,
            decision,
            "gates.decided-before",
            {"gate": gate.value, "decided_on": decided_on, "note": note, "minutes": file.sha256},
        )
    checkpoint_after_decision(programme.organisation)
    return decision


def _check_from_before(programme: Programme, gate: Phase, decided_on: date) -> None:
    """Since the programme is kept here its gates are judged here: a later day would go around every criterion."""
    if decided_on > today(programme.organisation.timezone):
        raise Refused(_("A decision from before cannot be dated in the future."), field="decided_on")
    since = kept_since(programme)
    if decided_on >= since:
        raise Refused(
            _(
                "The programme is kept in Milepost since {day}, so a decision of {decided_on} is not from before."
            ).format(day=since, decided_on=decided_on),
            field="decided_on",
            hint=_("Decide {gate} here, and attest with evidence what the records do not show.").format(gate=gate.gate),
        )


def _check_undecided(programme: Programme, gate: Phase) -> None:
    if Decision.objects.filter(programme=programme, gate=gate.value).exists():
        raise Refused(
            _("{gate} was decided already.").format(gate=gate.gate),
            field="gate",
            hint=_("See `milepost gate history`."),
        )


def attest_criterion(
    *, actor: Actor, programme: Programme, criterion: str, proves: str, until: date, evidence: HandedIn
) -> Attestation:
    """Attach evidence in place of facts. It counts once the sponsor has signed it, until its date at the latest."""
    _allow(actor, ATTEST, programme)
    if criterion not in {known.id for known in criteria()}:
        raise Refused(
            _("There is no criterion {id}.").format(id=criterion),
            field="criterion",
            hint=_("`milepost catalogue criteria` lists them."),
        )
    on = today(programme.organisation.timezone)
    if not on <= until <= add_months(on, ATTESTED_MONTHS):
        raise Refused(
            _("An attestation holds until a day within {months} months.").format(months=ATTESTED_MONTHS),
            field="until",
            hint=_("Choose a date up to {latest}.").format(latest=add_months(on, ATTESTED_MONTHS)),
        )
    _check_note(proves)
    if not proves.strip():
        raise Refused(_("Say what the evidence proves."), field="proves")
    file = keep_handed_in(actor, programme, evidence)
    with transaction.atomic():
        _locked(programme)
        attestation = Attestation.objects.create(
            organisation=programme.organisation,
            programme=programme,
            criterion=criterion,
            number=_next(Attestation, programme),
            proves=proves,
            until=until,
            made_on=on,
            made_at=now(),
            made_by=actor.known_person,
            file_id=file.pk,
            file_name=file.name,
            file_sha256=file.sha256,
        )
        entries.append(
            actor=actor,
            organisation_id=programme.organisation_id,
            programme_id=programme.pk,
            kind="gates.attested",
            subject=attestation,
            change={"criterion": criterion, "until": until, "proves": proves, "file": file.sha256},
            touched=[attestation],
        )
    return attestation


def sign_decision(*, actor: Actor, decision: Decision, signing: Signing) -> Signature:
    """Sign a decision as what one is in the programme; the sponsor's signature makes it stand."""
    _allow(actor, SIGN, decision.programme)
    signature = sign(
        actor=actor,
        organisation=decision.programme.organisation,
        what=decision_signable(decision),
        role=_strongest_role(actor, decision.programme, (Role.SPONSOR, Role.STEERING_MEMBER, Role.COORDINATOR)),
        signing=signing,
    )
    checkpoint_after_decision(decision.programme.organisation)
    return signature


def sign_attestation(*, actor: Actor, attestation: Attestation, signing: Signing) -> Signature:
    """Sign an attestation as the sponsor."""
    _allow(actor, SIGN_ATTESTATION, attestation.programme)
    return sign(
        actor=actor,
        organisation=attestation.programme.organisation,
        what=attestation_signable(attestation),
        role=Role.SPONSOR,
        signing=signing,
    )


def sign_row(*, actor: Actor, row: Decision | Attestation, signing: Signing) -> Signature:
    """Sign whichever of the two a reference named."""
    if isinstance(row, Decision):
        return sign_decision(actor=actor, decision=row, signing=signing)
    return sign_attestation(actor=actor, attestation=row, signing=signing)


def get_signable_row(programme: Programme, reference: str) -> Decision | Attestation:
    """A decision (`GD-2026-03`, `GD-3`) or attestation (`AT-2026-01`, `AT-1`), or its key. Raises `Hidden`."""
    for model in (Decision, Attestation):
        for row in model.objects.filter(programme=programme).select_related("programme__organisation"):
            if reference in {row.reference, row.short_reference, str(row.pk)}:
                return row
    raise Hidden


def _allow(actor: Actor, permission: object, programme: Programme) -> None:
    require(actor, permission, organisation_id=programme.organisation_id, programme_id=programme.pk)  # type: ignore[arg-type]


def _check_note(note: str) -> None:
    if len(note) > NOTE:
        raise Refused(_("A note has at most {count} characters.").format(count=NOTE), field="note")


def _locked(programme: Programme) -> Programme:
    """The programme's row, held until the transaction ends: two people deciding one gate take turns."""
    return Programme.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=programme.pk)


def _next(model: type[Decision] | type[Attestation], programme: Programme) -> int:
    latest = model.objects.filter(programme=programme).aggregate(latest=Max("number"))["latest"]
    return (latest or 0) + 1


def _new_decision(
    actor: Actor,
    programme: Programme,
    gate: Phase,
    outcome: str,
    decided_on: date,
    note: str,
    verdict: dict[str, object] | None,
    *,
    minutes: StoredFile | None = None,
) -> Decision:
    return Decision.objects.create(
        organisation=programme.organisation,
        programme=programme,
        gate=gate.value,
        number=_next(Decision, programme),
        outcome=outcome,
        decided_on=decided_on,
        note=note,
        verdict=verdict,
        knowledge_at=now(),
        made_by=actor.known_person,
        minutes_file_id=minutes.pk if minutes else None,
        minutes_name=minutes.name if minutes else "",
        minutes_sha256=minutes.sha256 if minutes else "",
    )


def _keep_refusal(actor: Actor, programme: Programme, gate: Phase, refusal: RefusedByRule) -> None:
    entries.record(
        actor=actor,
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        kind="gates.refused",
        subject=programme,
        change={"gate": gate.value, "results": sorted({result.id for result in refusal.results})},
    )


def _strongest_role(actor: Actor, programme: Programme, order: Sequence[Role]) -> Role:
    held = actor.roles(programme.organisation_id, programme.pk)
    return next(role for role in order if role in held)


def file_of(programme: Programme, file_id: UUID) -> StoredFile:
    """A file that a decision or an attestation of this programme carries. Raises `Hidden`."""
    carried = (
        Decision.objects.filter(programme=programme, minutes_file_id=file_id).exists()
        or Attestation.objects.filter(programme=programme, file_id=file_id).exists()
    )
    file = StoredFile.objects.filter(pk=file_id, organisation_id=programme.organisation_id).first() if carried else None
    if file is None:
        raise Hidden
    return file
