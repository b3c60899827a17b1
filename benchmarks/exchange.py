"""A plan of 2,000 tasks as MS Project XML over the API in this process: new ones in, the plan out, and in again.

They stand beside those of the demonstration, in chains of ten.
"""

import time
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from benchmarks.calibration import Calibration
from benchmarks.figures import show
from benchmarks.store import Options, Store, run

TASKS = 2_000
BUDGET = 2.0
"""Seconds for a file out and in."""

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><Project xmlns="http://schemas.microsoft.com/project"><Title>Large</Title>'
)


def measure(store: Store, _options: Options, by: Calibration) -> None:
    """Three figures: a stranger's file of new tasks in, the plan out, and that file in again."""
    token = store.token()
    store.set_up_django()
    client = Client(SERVER_NAME="localhost", headers={"authorization": f"Bearer {token}"})
    facts: dict[str, Any] = {"database": store.database, "tasks": TASKS}
    new = _take(client, store, _file(TASKS), created=TASKS)
    show("exchange: new tasks in", new, "s", budget=BUDGET, by=by, **facts)
    start = time.perf_counter()
    answer: Any = client.get(f"{store.api}plan/file?format=mspdi")
    content = b"".join(answer.streaming_content)
    out = time.perf_counter() - start
    show("exchange: out", out, "s", budget=BUDGET, by=by, bytes=len(content), **facts)
    back = _take(client, store, content, created=0)
    show("exchange: in again", back, "s", budget=BUDGET, by=by, **facts)
    show("exchange: out and in", out + back, "s", budget=BUDGET, by=by, **facts)
    connection.close()


def _take(client: Client, store: Store, content: bytes, *, created: int) -> float:
    file = SimpleUploadedFile("plan.xml", content)
    start = time.perf_counter()
    answer = client.post(f"{store.api}plan/file", {"file": file, "phase": "certification"})
    seconds = time.perf_counter() - start
    said = answer.json()
    assert answer.status_code == 200, said
    assert said["refused"] == [], said["refused"][:3]
    assert (said["created"], said["updated"]) == (created, 0), (said["created"], said["changes"][:3])
    return seconds


def _file(tasks: int) -> bytes:
    """Chains of ten tasks, each a week long."""
    lines = [HEAD, "<Tasks>"]
    for number in range(1, tasks + 1):
        first = date(2027, 1, 4) + timedelta(weeks=number % 50)
        link = f"<PredecessorLink><PredecessorUID>{number - 1}</PredecessorUID><Type>1</Type></PredecessorLink>"
        lines.append(
            f"<Task><UID>{number}</UID><Name>Task {number}</Name><OutlineLevel>1</OutlineLevel>"
            f"<Start>{first}T08:00:00</Start><Finish>{first + timedelta(days=4)}T17:00:00</Finish>"
            f"<Duration>PT40H0M0S</Duration>{link if number % 10 > 1 else ''}</Task>"
        )
    return "".join([*lines, "</Tasks></Project>"]).encode()


if __name__ == "__main__":
    run(measure, __doc__)
