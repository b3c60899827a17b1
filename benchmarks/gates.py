"""All gates of a programme, by the API in this process: queries, and milliseconds warm and after a change.

The change is a new customer, which rules and clocks alike must notice; beside it an action, which no clock notices.

Every statement is rated, twenty practices run, 150 documents are approved, and `--actions` are on the list.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.calibration import Calibration
from benchmarks.figures import show
from benchmarks.store import Options, Store, run
from benchmarks.timing import times

CHANGES = 5
DOCUMENTS = 150


def measure(store: Store, options: Options, by: Calibration, *, filled: bool = False) -> None:
    """Four figures: queries and milliseconds, warm and after a change of the programme. `filled`: actions are there."""
    if not filled:
        store.add_actions(options.actions)
    store.add_documents(DOCUMENTS)
    token = store.token()
    store.set_up_django()
    client = Client(SERVER_NAME="localhost", headers={"authorization": f"Bearer {token}"})
    facts: dict[str, Any] = {"database": store.database, "actions": options.actions, "documents": DOCUMENTS}

    def judge() -> None:
        answer = client.get(f"{store.api}gates")
        assert answer.status_code == 200, answer.content

    def add_action() -> None:
        said = client.post(f"{store.api}actions", {"title": "Something new"}, content_type="application/json")
        assert said.status_code == 201, said.content

    def judge_after(change: Callable[[], None]) -> float:
        change()
        start = time.perf_counter()
        judge()
        return (time.perf_counter() - start) * 1000

    start = time.perf_counter()
    judge()
    cold = (time.perf_counter() - start) * 1000
    for name, change in (("a change", lambda: store.change(client)), ("an action", add_action)):
        judge_after(change)
        change()
        with CaptureQueriesContext(connection) as seen:
            judge()
        show(f"gates: queries after {name}", len(seen), "queries", budget=40, **facts)
        first = statistics.median(judge_after(change) for _ in range(CHANGES))
        show(f"gates: first after {name}", first, "ms", budget=60, by=by, first_of_the_process=round(cold, 1), **facts)
    with CaptureQueriesContext(connection) as seen:
        judge()
    show("gates: queries", len(seen), "queries", budget=40, **facts)
    warm = times(judge, options.rounds)
    show("gates: warm", statistics.median(warm), "ms", budget=30, by=by, **facts)
    connection.close()


if __name__ == "__main__":
    run(measure, __doc__)
