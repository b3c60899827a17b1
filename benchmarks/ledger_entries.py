"""What `benchmarks.ledger` does inside an installation: entries as `append` leaves them, appends, a verification.

Loaded once Django is set up, because models cannot be imported before.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import batched
from typing import Any

from django.db import connection, transaction

from milepost.features.plans.models import Activity
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import system
from milepost.platform.ledger.canonical import name_hash
from milepost.platform.ledger.keys import new_key
from milepost.platform.ledger.models import Stream, SubjectState
from milepost.platform.ledger.states import digest_of
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.walls.visible import as_installation, seeing


def verify(processes: int = 1) -> dict[str, Any]:
    """Verify the whole installation: seconds by the clock and of the processor, and what memory it added, in MB.

    What is read for the first time is read from the disk, so it is done twice. The seconds of the processor are those
    of this process and of those it made.
    """
    with as_installation("a benchmark of the whole installation"):
        verify_ledger(processes=processes)
        before = _peak()
        start, cpu = time.perf_counter(), _processor()
        answer = verify_ledger(processes=processes)
        seconds, cpu = time.perf_counter() - start, _processor() - cpu
    assert answer.breaches == [], answer.breaches[:3]
    facts = {
        "entries": answer.entries, "rows": answer.rows, "processor_seconds": round(cpu, 2), "processes": processes
    }  # fmt: skip
    return {"seconds": seconds, "memory": _peak() - before, "facts": facts}


def _processor() -> float:
    spent = os.times()
    return spent.user + spent.children_user + spent.system + spent.children_system


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def append(count: int) -> None:
    """One of the processes: `append`, each in a transaction of its own with a row that changes."""
    with as_installation("a benchmark of the whole installation"):
        programme = Programme.objects.get()
    with seeing([programme.organisation_id]):
        print("ready", flush=True)
        sys.stdin.readline()
        start = time.time()
        for number in range(count):
            with transaction.atomic():
                entries.append(
                    actor=system(),
                    organisation_id=programme.organisation_id,
                    programme_id=programme.pk,
                    kind="bench.appended",
                    subject=programme,
                    change={"number": number},
                    touched=[programme],
                )
        print(json.dumps([start, time.time()]))


def lengthen(count: int) -> None:
    """Entries as `append` writes them, by plain statements: a million by its door would take an hour."""
    with as_installation("a benchmark of the whole installation"):
        _lengthen(Stream.objects.exclude(programme_id=None).get(), count)


def _lengthen(stream: Stream, count: int) -> None:
    states = [("plans.activity", row.pk, digest_of(row)) for row in Activity.objects.order_by("pk")[:1000]]
    made = _made(stream, states, count)
    for some in batched(made, 1_000):
        with transaction.atomic(), connection.cursor() as cursor:
            for table, columns, place in (("ledger_entry", ENTRY, 0), ("ledger_payload", PAYLOAD, 1)):
                marks = ", ".join(["(" + ", ".join(["%s"] * len(columns)) + ")"] * len(some))
                rows = [value for line in some for value in line[place]]
                cursor.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES {marks}", rows)
    last = some[-1][0]
    Stream.objects.filter(pk=stream.pk).update(head_seq=last[3], head_hash=last[ENTRY.index("hash")])
    for offset, (kind, key, _) in enumerate(states[:count]):
        newest = last[3] - (count - 1 - offset) % len(states)
        SubjectState.objects.filter(kind=kind, subject_id=key).update(seq=newest, stream=stream)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a server does by itself, minutes after so many rows have come


ENTRY = ("id", "organisation_id", "stream_id", "seq", "at", "kind", "actor_label", "actor_id", "channel",
         "subject_kind", "subject_id", "subject_label", "written", "hash", "actor_salt", "subject_salt")  # fmt: skip
PAYLOAD = ("entry_id", "organisation_id", "salt", "body")


def _made(stream: Stream, states: list[tuple[str, Any, str]], count: int) -> Iterator[tuple[tuple[Any, ...], ...]]:
    sqlite = connection.vendor == "sqlite"
    previous, key = stream.head_hash, str(stream.pk)
    now = datetime(2026, 11, 29, 9, 30, 1, 123456, tzinfo=UTC)
    at = now.replace(tzinfo=None).isoformat(" ") if sqlite else now
    ours = [value.hex if sqlite else value for value in (stream.organisation_id, stream.pk)]
    for number in range(count):
        seq = stream.head_seq + 1 + number
        kind, subject, digest = states[number % len(states)]
        body = (
            f'{{"change":{{"note":["","Seen in interview {number}."],"rating":[1,3]}},'
            f'"states":[["{kind}","{subject}","{digest}"]]}}'
        ).encode()
        salt = sha256(str(number).encode()).digest()[:16]
        written = (
            f'{{"actor":{{"id":null,"name":"{name_hash(salt, "Milepost")}"}},"at":"{now.isoformat()}","channel":"job",'
            f'"kind":"bench.changed","payload":"{sha256(salt + body).hexdigest()}","previous":"{previous}",'
            f'"seq":{seq},"simulated":true,"stream":"{key}","subject":{{"id":"{subject}","kind":"{kind}",'
            f'"name":"{name_hash(salt, f"Activity {number}")}"}}}}'
        ).encode()
        previous = sha256(written).hexdigest()
        entry = new_key().hex if sqlite else new_key()
        about = subject.hex if sqlite else subject
        yield (
            (entry, ours[0], ours[1], seq, at, "bench.changed", "Milepost", None, "job", kind, about,
             f"Activity {number}", written, previous, salt, salt),
            (entry, ours[0], salt, body),
        )  # fmt: skip
