"""Walking one stream from its first entry to its head: the part of verification that must bear millions of entries.

An entry is in order when the bytes rebuilt from its readable columns and its payload are the bytes that were kept; then
nothing need be parsed. Only where they differ is it taken apart, to say what differs. Entries are read in pages by
their number, so that memory stays as it is and no transaction stays open.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from json.encoder import encode_basestring
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from milepost.platform.ledger.breaches import Breach
from milepost.platform.ledger.canonical import name_hash
from milepost.platform.ledger.models import Erasure, NameErasure, Stream, SubjectState

PAGE = 2_000
TOLD = 250  # subjects asked for in one question
STATES = b'"states":['

ON_SQLITE = {
    "at": "e.at || ''",
    "actor": "e.actor_id",
    "subject": "e.subject_id",
    "key": "subject_id",
    "stream": "stream_id",
}
ON_POSTGRESQL = {
    "at": "to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
    "actor": "replace(e.actor_id::text, '-', '')",
    "subject": "replace(e.subject_id::text, '-', '')",
    "key": "replace(subject_id::text, '-', '')",
    "stream": "replace(stream_id::text, '-', '')",
}
ENTRIES = """
SELECT e.seq, {at}, e.kind, e.actor_label, {actor}, e.channel, e.subject_kind, {subject}, e.subject_label,
       e.written, e.hash, p.salt, p.body, e.actor_salt, e.subject_salt
FROM ledger_entry e LEFT JOIN ledger_payload p ON p.entry_id = e.id
WHERE e.stream_id = %s AND e.seq > %s AND e.seq <= %s ORDER BY e.seq LIMIT %s
"""
KNOWN = "SELECT {key}, {stream}, seq, digest FROM ledger_subjectstate WHERE kind = %s AND subject_id IN ({marks})"


class Line(NamedTuple):
    """An entry with its payload as the database keeps them; keys as 32 hexadecimal digits, the time without a zone."""

    seq: int
    at: str
    kind: str
    actor_label: str
    actor_id: str | None
    channel: str
    subject_kind: str
    subject_id: str
    subject_label: str
    written: bytes
    hash: str
    salt: bytes | None
    body: bytes | None
    actor_salt: bytes | None
    subject_salt: bytes | None


@dataclass(slots=True)
class Walk:
    """One walk: `backed` counts the last known states that an entry was found for, `erased` what was erased."""

    stream: Stream
    to_seq: int
    on_entry: Callable[[int, str], None] | None = None
    entries: int = 0
    backed: int = 0
    erased: int = 0
    unnamed: int = 0
    previous: str = ""
    _key: str = field(default="", init=False)
    _names_erased: dict[str, str] = field(default_factory=dict, init=False)

    def breaches(self) -> Iterator[Breach]:
        """Walk, and tell what does not agree."""
        self._key = str(self.stream.pk)
        erasures = NameErasure.objects.filter(organisation_id=self.stream.organisation_id)
        self._names_erased = {key.hex: label for key, label in erasures.values_list("key", "label")}
        expected = 1
        while page := self._page(expected - 1):
            yield from self._check_page(page, expected)
            expected = page[-1].seq + 1
        if expected - 1 != self.to_seq:
            yield Breach("entry-missing", f"{self._key}#{expected}", "it and those behind it are gone")

    def _page(self, after: int) -> list[Line]:
        sql = ENTRIES.format(**_dialect())
        with connection.cursor() as cursor:
            cursor.execute(sql, [_column(self.stream.pk), after, self.to_seq, PAGE])
            return [Line._make(row) for row in cursor.fetchall()]

    def _check_page(self, page: list[Line], expected: int) -> Iterator[Breach]:
        left: dict[tuple[str, str], list[tuple[int, str]]] = {}
        tell = self.on_entry
        for line in page:
            if line.seq != expected:
                yield Breach("entry-missing", f"{self._key}#{expected}", f"the next entry kept is {line.seq}")
            expected = line.seq + 1
            if not self._is_in_order(line):
                yield from self._take_apart(line)
            self.previous = line.hash
            for kind, key, digest in _states_in(line):
                left.setdefault((kind, key), []).append((line.seq, digest))
            if tell is not None:
                tell(line.seq, line.hash)
        self.entries += len(page)
        yield from self._compare_states(left)

    def _is_in_order(self, line: Line) -> bool:
        if line.body is None or line.salt is None:
            return False
        payload = sha256(line.salt + line.body).hexdigest()
        if sha256(line.written).hexdigest() != line.hash:
            return False
        try:
            return line.written in {
                self._rebuilt(line, payload, ""),
                self._rebuilt(line, payload, '"simulated":true,'),
            }
        except UnicodeEncodeError:
            return False

    def _rebuilt(self, line: Line, payload: str, simulated: str) -> bytes:
        """The canonical bytes of the entry that the columns tell of."""
        actor = f'"{_dashed(line.actor_id)}"' if line.actor_id else "null"
        at = line.at.removesuffix(".000000")
        return (
            f'{{"actor":{{"id":{actor},{_named(line.actor_salt, line.actor_label)}}},'
            f'"at":"{at[:10]}T{at[11:]}+00:00","channel":"{line.channel}","kind":"{line.kind}",'
            f'"payload":"{payload}","previous":"{self.previous}","seq":{line.seq},{simulated}"stream":"{self._key}",'
            f'"subject":{{"id":"{_dashed(line.subject_id)}","kind":"{line.subject_kind}",'
            f"{_named(line.subject_salt, line.subject_label)}}}}}"
        ).encode()

    def _take_apart(self, line: Line) -> Iterator[Breach]:
        where = f"{self._key}#{line.seq}"
        if sha256(line.written).hexdigest() != line.hash:
            yield Breach("entry-edited", where, "its hash is not that of its bytes")
            return
        facts = json.loads(line.written)
        if facts["previous"] != self.previous:
            yield Breach("chain-broken", where, "it names another entry before it")
        if differing := [name for name, value in self._shown(line, facts).items() if facts[name] != value]:
            yield Breach("columns-edited", where, f"the columns {', '.join(differing)} differ from the entry's bytes")
        if line.body is None or line.salt is None:
            if _was_erased(self.stream, line.seq):
                self.erased += 1
            else:
                yield Breach("payload-missing", where, "its payload is gone")
        elif sha256(line.salt + line.body).hexdigest() != facts["payload"]:
            yield Breach("payload-edited", where, "its payload is not the one that was sealed")

    def _shown(self, line: Line, facts: dict[str, Any]) -> dict[str, Any]:
        """What the readable columns say, in the words of the bytes."""
        actor = _dashed(line.actor_id) if line.actor_id else None
        who = self._shown_name(line.actor_id, line.actor_salt, line.actor_label, facts["actor"])
        about = self._shown_name(line.subject_id, line.subject_salt, line.subject_label, facts["subject"])
        return {
            "seq": line.seq,
            "at": _instant(line.at),
            "kind": line.kind,
            "channel": line.channel,
            "actor": {"id": actor, **who},
            "subject": {"id": _dashed(line.subject_id), "kind": line.subject_kind, **about},
        }

    def _shown_name(self, key: str | None, salt: bytes | None, label: str, told: dict[str, str]) -> dict[str, str]:
        """A name as the bytes hold it; an erased one as they hold it, where it shows what its erasure left."""
        if salt is not None:
            return {"name": name_hash(salt, label)}
        if "name" in told and key is not None and self._names_erased.get(key) == label:
            self.unnamed += 1
            return {"name": told["name"]}
        return {"label": label}

    def _compare_states(self, left: dict[tuple[str, str], list[tuple[int, str]]]) -> Iterator[Breach]:
        known = _known_states(left)
        own = self.stream.pk.hex
        for (kind, key), told in left.items():
            state = known.get((kind, key))
            if state is None:
                yield Breach("state-missing", f"{kind} {key}", f"entry {self._key}#{told[-1][0]} speaks of it")
                continue
            stream, seq, digest = state
            if stream != own:
                continue
            last, left_behind = told[-1]
            if (seq, digest) == (last, left_behind):
                self.backed += 1
            elif seq <= last:
                yield Breach("state-edited", f"{kind} {key}", f"entry {self._key}#{last} left another state")


def _named(salt: bytes | None, label: str) -> str:
    """A name as canonical bytes hold it: its salted hash, or in entries of before itself."""
    return f'"label":{encode_basestring(label)}' if salt is None else f'"name":"{name_hash(salt, label)}"'


def _states_in(line: Line) -> list[list[str]]:
    """What an entry left behind: kind, key and digest. It is the last thing in a payload's canonical bytes."""
    if line.body is None:
        return []
    try:
        start = line.body.rindex(STATES)
        found: list[list[str]] = json.loads(line.body[start + len(STATES) - 1 : -1])
    except ValueError:
        return []  # the payload was edited, which its hash has told
    return found


def _known_states(wanted: dict[tuple[str, str], Any]) -> dict[tuple[str, str], tuple[str, int, str]]:
    by_kind: dict[str, list[str]] = {}
    for kind, key in wanted:
        by_kind.setdefault(kind, []).append(key)
    found: dict[tuple[str, str], tuple[str, int, str]] = {}
    for kind, keys in by_kind.items():
        for start in range(0, len(keys), TOLD):
            some = keys[start : start + TOLD]
            sql = KNOWN.format(**_dialect(), marks=", ".join(["%s"] * len(some)))
            with connection.cursor() as cursor:
                cursor.execute(sql, [kind, *(_column(UUID(key)) for key in some)])
                for key, stream, seq, digest in cursor.fetchall():
                    found[kind, _dashed(key)] = (stream, seq, digest)
    return found


def unbacked_states(stream: Stream, to_seq: int) -> Iterator[Breach]:
    """The states that no entry left: somebody moved them on, past the entries that knew better."""
    states = SubjectState.objects.filter(stream=stream, seq__lte=to_seq).order_by("seq")
    for state in states.iterator(chunk_size=PAGE):
        walk = Walk(stream, state.seq)
        told = [found for line in walk._page(state.seq - 1) for found in _states_in(line)]  # noqa: SLF001 - our own
        if [state.kind, str(state.subject_id), state.digest] not in told:
            where = f"{state.kind} {state.subject_id}"
            yield Breach("state-edited", where, f"entry {stream.pk}#{state.seq} does not speak of it so")


def _instant(at: str) -> str:
    try:
        return datetime.fromisoformat(f"{at}+00:00").isoformat()
    except ValueError:  # SQLite keeps whatever somebody wrote
        return at


def _was_erased(stream: Stream, seq: int) -> bool:
    """By its door: the row of the erasure is a subject of the ledger itself, so one inserted by hand is found."""
    return Erasure.objects.filter(entry__stream=stream, entry__seq=seq).exists()


def _dashed(key: str) -> str:
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"


def _column(key: UUID) -> str:
    """A key as a parameter of plain SQL."""
    return key.hex if connection.vendor == "sqlite" else str(key)


def _dialect() -> dict[str, str]:
    return ON_SQLITE if connection.vendor == "sqlite" else ON_POSTGRESQL
