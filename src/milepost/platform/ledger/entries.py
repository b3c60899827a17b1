"""Writing to the ledger: one entry, as the last statement of the transaction that made the change.

`append` locks the head of the stream, so entries of one stream are written one after the other and their numbers have
no gap; without an open transaction it refuses, because an entry must stand or fall with its change.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model

from milepost.platform.ledger.authors import Author
from milepost.platform.ledger.canonical import Plain, canonical_json, name_hash, plain, sha256
from milepost.platform.ledger.clock import is_simulated, now
from milepost.platform.ledger.models import Entry, Payload, Stream, SubjectState
from milepost.platform.ledger.states import digest_of, is_witnessed, kind_of, refuse_days_out_of_range
from milepost.platform.ledger.writing import write_entry

LABEL = 300  # characters kept of a name in an entry


class NoTransaction(Exception):
    """An entry was about to be written outside the transaction of its change."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry is about."""

    kind: str
    key: UUID
    label: str

    @classmethod
    def of(cls, instance: Model) -> "Subject":
        """The subject that a row is."""
        return cls(kind_of(instance), instance.pk, str(instance))


def append(
    *,
    actor: Author,
    organisation_id: UUID,
    programme_id: UUID | None = None,
    kind: str,
    subject: Model | Subject,
    change: Mapping[str, object] | None = None,
    touched: Iterable[Model] = (),
    removed: Iterable[Model] = (),
    restated: Iterable[tuple[str, UUID, str]] = (),
) -> Entry:
    """Append one entry.

    `kind` says what happened (`gaps.rated`), `change` from → to, `touched` every witnessed row written, `removed` every
    witnessed row deleted (pass them before deletion clears their keys), `restated` the (kind, key, digest) of rows that
    are as an earlier entry left them, where that entry can say so no longer. Raises `NoTransaction`, `DayOutOfRange`.
    """
    if not connection.in_atomic_block:
        raise NoTransaction(f"{kind} was to be written without a transaction")
    about = subject if isinstance(subject, Subject) else Subject.of(subject)
    kept = [row for row in touched if is_witnessed(row)]
    for row in kept:
        refuse_days_out_of_range(row)
    states = [(kind_of(row), row.pk, digest_of(row)) for row in kept]
    states += [(kind_of(row), row.pk, "") for row in removed if is_witnessed(row)]
    states += restated
    salt = secrets.token_bytes(16)
    body = canonical_json({"change": plain(change or {}), "states": [[k, str(i), d] for k, i, d in states]})
    stream = _locked_stream(organisation_id, programme_id)
    entry = _sealed_entry(stream, actor, kind, about, sha256(salt + body))
    payload = Payload(entry=entry, organisation_id=organisation_id, salt=salt, body=body)
    write_entry(entry, payload, [_state(entry, *state) for state in states])
    return entry


def append_row(actor: Author, row: Any, kind: str, change: Mapping[str, object]) -> Entry:
    """Append the entry of a programme's row that changed by itself: what was written is what it is about."""
    return append(
        actor=actor,
        organisation_id=row.organisation_id,
        programme_id=row.programme_id,
        kind=kind,
        subject=row,
        change=change,
        touched=[row],
    )


def _locked_stream(organisation_id: UUID, programme_id: UUID | None) -> Stream:
    where = {"organisation_id": organisation_id, "programme_id": programme_id}
    stream = Stream.objects.select_for_update().filter(**where).first()
    if stream is None:
        Stream.objects.bulk_create([Stream(**where)], ignore_conflicts=True)  # two first entries may race
        stream = Stream.objects.select_for_update().get(**where)
    return stream


def _sealed_entry(stream: Stream, actor: Author, kind: str, subject: Subject, payload_hash: str) -> Entry:
    at = now()
    actor_label, subject_label = actor.label[:LABEL], subject.label[:LABEL]
    actor_salt, subject_salt = secrets.token_bytes(16), secrets.token_bytes(16)
    facts: dict[str, Plain] = {
        "stream": str(stream.pk),
        "seq": stream.head_seq + 1,
        "previous": stream.head_hash,
        "at": at.isoformat(),
        "actor": {"id": str(actor.person_id) if actor.person_id else None, "name": name_hash(actor_salt, actor_label)},
        "channel": actor.channel.value,
        "kind": kind,
        "subject": {
            "kind": subject.kind,
            "id": str(subject.key),
            "name": name_hash(subject_salt, subject_label),
        },
        "payload": payload_hash,
    }
    if is_simulated():
        facts["simulated"] = True
    written = canonical_json(facts)
    return Entry(
        organisation_id=stream.organisation_id,
        stream=stream,
        seq=stream.head_seq + 1,
        at=at,
        kind=kind,
        actor_label=actor_label,
        actor_salt=actor_salt,
        actor_id=actor.person_id,
        channel=actor.channel,
        subject_kind=subject.kind,
        subject_id=subject.key,
        subject_label=subject_label,
        subject_salt=subject_salt,
        written=written,
        hash=sha256(written),
    )


def _state(entry: Entry, kind: str, key: UUID, digest: str) -> SubjectState:
    return SubjectState(
        organisation_id=entry.organisation_id,
        kind=kind,
        subject_id=key,
        stream_id=entry.stream_id,
        seq=entry.seq,
        digest=digest,
    )


def difference(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, list[object]]:
    """From → to of the fields that differ."""
    return {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}


@transaction.atomic
def record(**entry: object) -> Entry:
    """Append an entry that stands alone: a refused step, a sign-in, an export."""
    return append(**entry)  # type: ignore[arg-type]
