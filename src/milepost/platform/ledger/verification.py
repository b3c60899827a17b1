"""Verifying the ledger: the chain, its payloads, and the rows it speaks of.

What is checked, in order, in constant memory:

1. each stream from its first entry to its head: numbers without a gap, each entry's hash over the exact bytes kept,
   each entry naming the hash before it, the readable columns equal to the bytes, the payload equal to its hash;
2. the last state of each subject equal to what its last entry said;
3. each witnessed table row by row: edited, removed or inserted without an entry;
4. whether an altered archive was ever loaded.

What it does not prove: whoever owns the database can rewrite everything from some entry on, hashes included, unless a
copy of a head hash was kept elsewhere.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from uuid import UUID

from django.db.models import Model

from milepost.platform.ledger.canonical import sha256
from milepost.platform.ledger.models import AlteredImport, Entry, Payload, Stream, SubjectState
from milepost.platform.ledger.states import digest_of, witnessed_models

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing that does not agree. `what` is a stable code; `where` names entry or row."""

    what: str
    where: str
    detail: str


@dataclass(slots=True)
class Verification:
    """The whole answer; `heads` lists (stream, seq, hash) for keeping elsewhere."""

    entries: int
    rows: int
    heads: list[tuple[str, int, str]]
    breaches: list[Breach]

    @property
    def passed(self) -> bool:
        """Whether nothing disagreed."""
        return not self.breaches


def verify_ledger(*, organisation_id: UUID | None = None, programme_id: UUID | None = None) -> Verification:
    """Verify every stream, or those of one organisation, or of one programme; rows are compared per organisation."""
    answer = Verification(0, 0, [], [])
    streams = Stream.objects.all()
    if organisation_id:
        streams = streams.filter(organisation_id=organisation_id)
    if programme_id:
        streams = streams.filter(programme_id=programme_id)
    for stream in streams.order_by("pk"):
        answer.breaches += _walk(stream, answer)
        answer.heads.append((str(stream.pk), stream.head_seq, stream.head_hash))
    for kind, model in witnessed_models():
        answer.breaches += _compare_rows(kind, model, organisation_id, answer)
    answer.breaches += _altered_imports(organisation_id)
    return answer


def _altered_imports(organisation_id: UUID | None) -> Iterator[Breach]:
    altered = AlteredImport.objects.order_by("pk")
    if organisation_id:
        altered = altered.filter(organisation_id=organisation_id)
    for found in altered:
        yield Breach("altered-import", found.where, f"{found.what}: {found.detail}")


def _walk(stream: Stream, answer: Verification) -> Iterator[Breach]:
    previous, expected = "", 1
    entries = Entry.objects.filter(stream=stream).select_related("payload").order_by("seq").iterator(chunk_size=CHUNK)
    for chunk in batched(entries, CHUNK):
        known = _states_of(stream, chunk)
        for entry in chunk:
            where = f"{stream.pk}#{entry.seq}"
            if entry.seq != expected:
                yield Breach("entry-missing", f"{stream.pk}#{expected}", f"the next entry kept is {entry.seq}")
            yield from _check_entry(entry, previous, where)
            yield from _check_payload(entry, where, known)
            previous, expected = entry.hash, entry.seq + 1
            answer.entries += 1
    if (expected - 1, previous) != (stream.head_seq, stream.head_hash):
        yield Breach("head-differs", f"{stream.pk}#{stream.head_seq}", f"the last entry kept is {expected - 1}")


def _check_entry(entry: Entry, previous: str, where: str) -> Iterator[Breach]:
    written = bytes(entry.written)
    if sha256(written) != entry.hash:
        yield Breach("entry-edited", where, "its hash is not that of its bytes")
        return
    facts = json.loads(written)
    if facts["previous"] != previous:
        yield Breach("chain-broken", where, "it names another entry before it")
    shown = {
        "seq": entry.seq,
        "kind": entry.kind,
        "channel": entry.channel,
        "actor": {"id": str(entry.actor_id) if entry.actor_id else None, "label": entry.actor_label},
        "subject": {"kind": entry.subject_kind, "id": str(entry.subject_id), "label": entry.subject_label},
    }
    differing = [name for name, value in shown.items() if facts[name] != value]
    if datetime.fromisoformat(facts["at"]) != entry.at:
        differing.append("at")
    if differing:
        yield Breach("columns-edited", where, f"the columns {', '.join(differing)} differ from the entry's bytes")


def _check_payload(entry: Entry, where: str, known: dict[tuple[str, str], SubjectState]) -> Iterator[Breach]:
    try:
        payload = entry.payload
    except Payload.DoesNotExist:
        yield Breach("payload-missing", where, "its payload is gone")
        return
    body = bytes(payload.body)
    if sha256(bytes(payload.salt) + body) != json.loads(bytes(entry.written))["payload"]:
        yield Breach("payload-edited", where, "its payload is not the one that was sealed")
        return
    for kind, key, digest in json.loads(body)["states"]:
        state = known.get((kind, key))
        if state is None:
            yield Breach("state-missing", f"{kind} {key}", f"entry {where} speaks of it")
        elif state.stream_id == entry.stream_id and (
            state.seq < entry.seq or (state.seq == entry.seq and state.digest != digest)
        ):
            yield Breach("state-edited", f"{kind} {key}", f"entry {where} left another state")


def _states_of(stream: Stream, entries: tuple[Entry, ...]) -> dict[tuple[str, str], SubjectState]:
    keys: set[str] = set()
    for entry in entries:
        payload = getattr(entry, "payload", None)
        if payload is not None:
            keys.update(key for _, key, _ in json.loads(bytes(payload.body)).get("states", []))
    found: dict[tuple[str, str], SubjectState] = {}
    for some in batched(sorted(keys), CHUNK):
        for state in SubjectState.objects.filter(organisation_id=stream.organisation_id, subject_id__in=some):
            found[state.kind, str(state.subject_id)] = state
    return found


def _compare_rows(
    kind: str, model: type[Model], organisation_id: UUID | None, answer: Verification
) -> Iterator[Breach]:
    rows = model._default_manager.all()
    states = SubjectState.objects.filter(kind=kind)
    if organisation_id:
        states = states.filter(organisation_id=organisation_id)
        column = "id" if kind == "organisations.organisation" else "organisation_id"
        rows = rows.filter(**{column: organisation_id})
    seen = 0
    for chunk in batched(rows.order_by("pk").iterator(chunk_size=CHUNK), CHUNK):
        digests = dict(states.filter(subject_id__in=[row.pk for row in chunk]).values_list("subject_id", "digest"))
        for row in chunk:
            answer.rows += 1
            digest = digests.get(row.pk)
            if digest:
                seen += 1
            if not digest:
                yield Breach("row-inserted", f"{kind} {row.pk}", f"{row} has no entry")
            elif digest != digest_of(row):
                yield Breach("row-edited", f"{kind} {row.pk}", f"{row} differs from what its last entry left")
    if seen != states.exclude(digest="").count():
        yield from _missing_rows(kind, model, states)


def _missing_rows(kind: str, model: type[Model], states: "object") -> Iterator[Breach]:
    for some in batched(states.exclude(digest="").values_list("subject_id", flat=True).iterator(CHUNK), CHUNK):  # type: ignore[attr-defined]
        here = set(model._default_manager.filter(pk__in=some).values_list("pk", flat=True))
        for key in some:
            if key not in here:
                yield Breach("row-removed", f"{kind} {key}", "its last entry left it in place")
