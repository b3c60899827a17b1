"""Erasing what an entry says, and names: the one door through which a payload, a name and their salts go.

The entry stays, with the hash of what is gone; the chain holds, and verification says "erased", not "missing". What the
payload knew of rows that are still as it left them is said again by the entry of the erasure, or an edit of theirs
would go unseen.
"""

import json
from collections.abc import Collection, Iterator
from itertools import batched
from uuid import UUID

from django.db import transaction

from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Author
from milepost.platform.ledger.clock import now
from milepost.platform.ledger.models import Entry, Erasure, NameErasure, Payload, SubjectState


class NothingToErase(Exception):
    """There is no such entry, or what it says is erased already."""


@transaction.atomic
def erase_detail(*, author: Author, organisation_id: UUID, programme_id: UUID | None, seq: int, reason: str) -> Erasure:
    """Erase what one entry says; the caller has asked who may. Raises `NothingToErase`."""
    payload = (
        Payload.objects.select_related("entry")
        .filter(entry__stream__organisation_id=organisation_id, entry__stream__programme_id=programme_id)
        .filter(entry__seq=seq)
        .first()
    )
    if payload is None:
        raise NothingToErase(f"entry {seq} is not there, or was erased")
    entry, known = payload.entry, list(_states_left_by(payload))
    erasure = Erasure.objects.create(organisation_id=organisation_id, entry=entry, reason=reason, at=now())
    payload.delete()
    entries.append(
        actor=author,
        organisation_id=organisation_id,
        programme_id=programme_id,
        kind="ledger.detail-erased",
        subject=entries.Subject("ledger.entry", entry.pk, f"{entry.kind} {seq}"),
        change={"seq": seq, "reason": reason},
        touched=[erasure],
        restated=known,
    )
    return erasure


@transaction.atomic
def erase_details_about(*, author: Author, organisation_id: UUID, keys: Collection[UUID], reason: str) -> int:
    """Erase what every entry about some things says, in all streams of an organisation; returns how many there were.

    One entry in each stream says so, however many were erased.
    """
    about = Payload.objects.filter(entry__organisation_id=organisation_id, entry__subject_id__in=list(keys))
    by_stream: dict[UUID | None, list[Payload]] = {}
    for payload in about.select_related("entry__stream").order_by("entry__stream_id", "entry__seq"):
        by_stream.setdefault(payload.entry.stream.programme_id, []).append(payload)
    for programme_id, payloads in by_stream.items():
        known = [state for payload in payloads for state in _states_left_by(payload)]
        erasures = [
            Erasure(organisation_id=organisation_id, entry=payload.entry, reason=reason, at=now())
            for payload in payloads
        ]
        Erasure.objects.bulk_create(erasures, batch_size=500)
        for some in batched(payloads, 500):
            Payload.objects.filter(pk__in=[payload.pk for payload in some]).delete()
        entries.append(
            actor=author,
            organisation_id=organisation_id,
            programme_id=programme_id,
            kind="ledger.detail-erased",
            subject=entries.Subject("ledger.stream", payloads[0].entry.stream_id, str(len(payloads))),
            change={"seqs": [payload.entry.seq for payload in payloads], "reason": reason},
            touched=erasures,
            restated=known,
        )
    return sum(len(payloads) for payloads in by_stream.values())


@transaction.atomic
def erase_names(*, author: Author, organisation_id: UUID, keys: Collection[UUID], label: str, reason: str) -> int:
    """Put a label in the place of the name that entries by or about some keys show; returns how many showed one.

    Entries of before, whose bytes hold the name itself, keep it: the chain stands on those bytes.
    """
    rows = [NameErasure(organisation_id=organisation_id, key=key, label=label, at=now()) for key in sorted(keys)]
    NameErasure.objects.bulk_create(rows)
    own = Entry.objects.filter(organisation_id=organisation_id)
    shown = own.filter(actor_id__in=list(keys)).exclude(actor_salt=None)
    count = shown.update(actor_label=label, actor_salt=None)
    shown = own.filter(subject_id__in=list(keys)).exclude(subject_salt=None)
    count += shown.update(subject_label=label, subject_salt=None)
    entries.append(
        actor=author,
        organisation_id=organisation_id,
        kind="ledger.names-erased",
        subject=entries.Subject("ledger.nameerasure", rows[0].pk, label),
        change={"reason": reason, "names": count},
        touched=rows,
    )
    return count


def _states_left_by(payload: Payload) -> Iterator[tuple[str, UUID, str]]:
    """The rows whose last entry this is."""
    entry: Entry = payload.entry
    for kind, key, digest in json.loads(bytes(payload.body))["states"]:
        if SubjectState.objects.filter(kind=kind, subject_id=key, stream_id=entry.stream_id, seq=entry.seq).exists():
            yield kind, UUID(key), digest
