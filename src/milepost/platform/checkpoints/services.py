"""Taking checkpoints, having them stamped, and verifying once a day.

A checkpoint changes nothing that anybody decided, so these leave no entry: see `models`.
"""

from dataclasses import asdict
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction

from milepost.platform.checkpoints import keys, stamping
from milepost.platform.checkpoints.models import Checkpoint, Reason, VerificationRun
from milepost.platform.checkpoints.trees import tree_of
from milepost.platform.jobs.services import enqueue
from milepost.platform.ledger.authors import system
from milepost.platform.ledger.canonical import canonical_json
from milepost.platform.ledger.clock import is_simulated, now
from milepost.platform.ledger.models import Stream
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Organisation

BODY = "milepost/checkpoint-body/1"
STAMP = "checkpoints.stamp"
TRIED_FOR = timedelta(days=30)  # an authority that is gone is not asked for ever
RUNS_KEPT = 30
BREACHES_KEPT = 100

log = structlog.get_logger(__name__)


@transaction.atomic
def take_checkpoint(*, organisation: Organisation, reason: Reason) -> Checkpoint:
    """Sign what the organisation's streams hold now. Where an authority is set, the worker has it stamped."""
    at = now()
    body: dict[str, object] = {
        "schema": BODY,
        "organisation": str(organisation.pk),
        "at": at,
        "streams": [
            {
                "stream": str(stream.pk),
                "programme": str(stream.programme_id) if stream.programme_id else None,
                "size": stream.head_seq,
                "root": tree_of(stream).root.hex(),
                "head": stream.head_hash,
            }
            for stream in Stream.objects.filter(organisation_id=organisation.pk).order_by("pk")
        ],
    }
    if is_simulated():
        body["simulated"] = True
    signed = canonical_json(body).decode()
    key, signature = keys.sign(signed)
    checkpoint = Checkpoint.objects.create(
        organisation=organisation,
        at=at,
        reason=reason,
        signed=signed,
        key=key,
        signature=signature,
        stamp_wanted=bool(settings.TIMESTAMP_AUTHORITY),
    )
    if checkpoint.stamp_wanted:
        enqueue(actor=system(), organisation=organisation, kind=STAMP, label=str(checkpoint), payload={})
    return checkpoint


def checkpoint_after_decision(organisation: Organisation) -> None:
    """A checkpoint at a gate decision. Whatever goes wrong with it, the decision stands."""
    try:
        take_checkpoint(organisation=organisation, reason=Reason.DECISION)
    except Exception:
        log.exception("no checkpoint at a decision", organisation=str(organisation.pk))


def stamp_checkpoints(organisation: Organisation) -> int:
    """Ask the authority for every checkpoint that still wants its time stamp; returns how many got one."""
    authority = settings.TIMESTAMP_AUTHORITY
    if not authority:
        return 0
    waiting = Checkpoint.objects.filter(
        organisation=organisation, stamp_wanted=True, stamped_at=None, at__gte=now() - TRIED_FOR
    )
    count = 0
    for checkpoint in waiting.order_by("pk"):
        try:
            answer = stamping.ask(authority, checkpoint.signed)
        except stamping.NotStamped as why:
            log.warning("checkpoint not stamped", checkpoint=str(checkpoint.pk), why=str(why))
            Checkpoint.objects.filter(pk=checkpoint.pk).update(stamp_error=str(why)[:300])
            continue
        count += Checkpoint.objects.filter(pk=checkpoint.pk, stamped_at=None).update(
            time_stamp=answer, stamped_at=now(), stamp_error=""
        )
    return count


def verify_organisation(organisation: Organisation) -> VerificationRun:
    """Verify all of an organisation's ledger and keep what was found, for the page; the oldest answers go."""
    answer = verify_ledger(organisation_id=organisation.pk)
    run = VerificationRun.objects.create(
        organisation=organisation,
        at=now(),
        passed=answer.passed,
        entries=answer.entries,
        rows=answer.rows,
        breaches_total=len(answer.breaches),
        breaches=[asdict(breach) for breach in answer.breaches[:BREACHES_KEPT]],
    )
    runs = VerificationRun.objects.filter(organisation=organisation)
    runs.filter(pk__lt=list(runs.order_by("-pk").values_list("pk", flat=True)[:RUNS_KEPT])[-1]).delete()
    if not run.passed:
        log.error("the ledger does not agree", organisation=str(organisation.pk), breaches=len(answer.breaches))
    return run
