"""Walking one stream from its first entry to its head: the part of verification that must bear millions of entries.

An entry is in order when the bytes rebuilt from its readable columns and its payload are the bytes that were kept; then
nothing need be parsed. Only where they differ is it taken apart, to say what differs. Entries are read in pages by
their number, so that memory stays as it is and no transaction stays open.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
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
SIMULATED = b'"simulated":true,"stream":"'
_decode = json.JSONDecoder().raw_decode  # without a look for the encoding, and for spaces around

ON_SQLITE = {
    "at": "e.at || ''",
    "actor": "e.actor_id",
    "subject": "e.subject_id",
    "key": "subject_id",
    "stream": "stream_id",
}
ON_POSTGRESQL = {
    "at": "to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
    "actor": "e.actor_id::text",
    "subject": "e.subject_id::text",
    "key": "subject_id::text",
    "stream": "stream_id::text",
}
ENTRIES = """
SELECT e.seq, {at}, e.kind, e.actor_label, {actor}, e.channel, e.subject_kind, {subject}, e.subject_label,
       e.written, e.hash, p.salt, p.body, e.actor_salt, e.subject_salt
FROM ledger_entry e LEFT JOIN ledger_payload p ON p.entry_id = e.id
WHERE e.stream_id = %s AND e.seq > %s AND e.seq <= %s ORDER BY e.seq LIMIT %s
"""
KNOWN = "SELECT {key}, {stream}, seq, digest FROM ledger_subjectstate WHERE kind = %s AND subject_id IN ({marks})"


class Line(NamedTuple):
    """An entry with its payload as the database keeps them: keys with or without dashes, the time without a zone."""

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
    """One walk from behind the entry `after`, whose hash is `previous`, up to `to_seq`.

    `backed` counts the last known states that an entry was found for, `erased` what was erased.
    """

    stream: Stream
    to_seq: int
    on_entry: Callable[[int, str], None] | None = None
    after: int = 0
    previous: str = ""
    entries: int = 0
    backed: int = 0
    erased: int = 0
    unnamed: int = 0
    _key: str = field(default="", init=False)
    _names_erased: dict[str, str] = field(default_factory=dict, init=False)

    def breaches(self) -> Iterator[Breach]:
        """Walk, and tell what does not agree."""
        self._key = str(self.stream.pk)
        erasures = NameErasure.objects.filter(organisation_id=self.stream.organisation_id)
        self._names_erased = {str(key): label for key, label in erasures.values_list("key", "label")}
        expected = self.after + 1
        while page := self._page(expected - 1):
            yield from self._check_page(page, expected)
            expected = page[-1][0] + 1
        if expected - 1 != self.to_seq:
            yield Breach("entry-missing", f"{self._key}#{expected}", "it and those behind it are gone")

    def _page(self, after: int) -> list[tuple[Any, ...]]:
        sql = ENTRIES.format(**_dialect())
        with connection.cursor() as cursor:
            cursor.execute(sql, [_column(self.stream.pk), after, self.to_seq, PAGE])
            page: list[tuple[Any, ...]] = cursor.fetchall()
        return page

    def _check_page(self, page: list[tuple[Any, ...]], expected: int) -> Iterator[Breach]:
        left: dict[tuple[str, str], tuple[int, str]] = {}
        tell = self.on_entry
        for row in page:  # plain tuples: a name for each column would cost more than the look at it
            seq, entry_hash, body = row[0], row[10], row[12]
            if seq != expected:
                yield Breach("entry-missing", f"{self._key}#{expected}", f"the next entry kept is {seq}")
            expected = seq + 1
            states = _states_in(body)
            if not self._is_in_order(row):
                yield from self._take_apart(Line._make(row))
                states = [state for state in states if _is_state(state)]
            self.previous = entry_hash
            for kind, key, digest in states:
                left[kind, key] = (seq, digest)
            if tell is not None:
                tell(seq, entry_hash)
        self.entries += len(page)
        yield from self._compare_states(left)

    def _is_in_order(self, row: tuple[Any, ...]) -> bool:
        """Whether the columns and the payload give the very bytes that were kept. Millions go through here."""
        seq, at, kind, actor, actor_id, channel, about, subject, label, written, found, salt, body, *salts = row
        actor_salt, subject_salt = salts
        if body is None or salt is None or sha256(written).hexdigest() != found:
            return False
        # The hashes of names are written out: a call for each would be a tenth of the whole walk.
        by = _open(actor) if actor_salt is None else f'"name":"{sha256(actor_salt + actor.encode()).hexdigest()}"'
        of = _open(label) if subject_salt is None else f'"name":"{sha256(subject_salt + label.encode()).hexdigest()}"'
        who = f'"{_dashed(actor_id)}"' if actor_id else "null"
        simulated = '"simulated":true,' if SIMULATED in written else ""
        rebuilt = (
            f'{{"actor":{{"id":{who},{by}}},'
            f'"at":"{at[:10]}T{at[11:].removesuffix(".000000")}+00:00","channel":"{channel}","kind":"{kind}",'
            f'"payload":"{sha256(salt + body).hexdigest()}","previous":"{self.previous}","seq":{seq},{simulated}'
            f'"stream":"{self._key}","subject":{{"id":"{_dashed(subject)}","kind":"{about}",'
            f"{of}}}}}"
        )
        return bool(written == rebuilt.encode(errors="replace"))

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
        if "name" in told and key is not None and self._names_erased.get(_dashed(key)) == label:
            self.unnamed += 1
            return {"name": told["name"]}
        return {"label": label}

    def _compare_states(self, left: dict[tuple[str, str], tuple[int, str]]) -> Iterator[Breach]:
        known = _known_states(left)
        for (kind, key), (last, left_behind) in left.items():
            state = known.get((kind, key))
            if state is None:
                yield Breach("state-missing", f"{kind} {key}", f"entry {self._key}#{last} speaks of it")
                continue
            stream, seq, digest = state
            if stream != self._key:
                continue
            if (seq, digest) == (last, left_behind):
                self.backed += 1
            elif seq <= last:
                yield Breach("state-edited", f"{kind} {key}", f"entry {self._key}#{last} left another state")


def _open(label: str) -> str:
    """A name as the bytes of entries of before hold it: itself, where later ones hold its salted hash."""
    return f'"label":{encode_basestring(label)}'


def _states_in(body: bytes | None) -> list[list[str]]:
    """What an entry left behind: kind, key and digest. It is the last thing in a payload's canonical bytes."""
    if body is None:
        return []
    try:
        found: list[list[str]] = _decode(body[body.rindex(STATES) + len(STATES) - 1 :].decode())[0]
    except ValueError:
        return []  # the payload was edited, which its hash has told
    return found


def _is_state(state: object) -> bool:
    """Whether what stands in bytes that somebody edited still reads as a state."""
    match state:
        case [str(), str(key), str()]:
            try:
                return bool(UUID(key))
            except ValueError:
                return False
    return False


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
                cursor.execute(sql, [kind, *map(_column, some)])
                for key, stream, seq, digest in cursor.fetchall():
                    found[kind, _dashed(key)] = (_dashed(stream), seq, digest)
    return found


def unbacked_states(stream: Stream, to_seq: int) -> Iterator[Breach]:
    """The states that no entry left: somebody moved them on, past the entries that knew better."""
    states = SubjectState.objects.filter(stream=stream, seq__lte=to_seq).order_by("seq")
    for state in states.iterator(chunk_size=PAGE):
        walk = Walk(stream, state.seq)
        told = [found for row in walk._page(state.seq - 1) for found in _states_in(row[12])]  # noqa: SLF001 - our own
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


@lru_cache(maxsize=10_000)
def _dashed(key: str) -> str:
    if len(key) != 32:
        return key
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"


def _column(key: UUID | str) -> str:
    """A key as a parameter of plain SQL."""
    return str(key).replace("-", "") if connection.vendor == "sqlite" else str(key)


def _dialect() -> dict[str, str]:
    return ON_SQLITE if connection.vendor == "sqlite" else ON_POSTGRESQL
