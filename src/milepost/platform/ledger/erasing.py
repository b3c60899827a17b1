"""Erasing what an entry says: the one door through which a payload and its salt go.

The entry stays, with the hash of what is gone; the chain holds, and verification says "erased", not "missing". What the
payload knew of rows that are still as it left them is said again by the entry of the erasure, or an edit of theirs
would go unseen.
"""

import json
from collections.abc import Iterator
from uuid import UUID

from django.db import transaction

from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Author
from milepost.platform.ledger.clock import now
from milepost.platform.ledger.models import Entry, Erasure, Payload, SubjectState


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


def _states_left_by(payload: Payload) -> Iterator[tuple[str, UUID, str]]:
    """The rows whose last entry this is."""
    entry: Entry = payload.entry
    for kind, key, digest in json.loads(bytes(payload.body))["states"]:
        if SubjectState.objects.filter(kind=kind, subject_id=key, stream_id=entry.stream_id, seq=entry.seq).exists():
            yield kind, UUID(key), digest
