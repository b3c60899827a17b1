"""A record that an earlier import should have held has appeared later."""

from datetime import UTC, datetime, timedelta

import pytest

from milepost.engines.rules.clock.imports import CompleteImport, appeared_later
from milepost.engines.rules.clock.records import Record

SEALED = datetime(2026, 9, 30, 12, tzinfo=UTC)
EARLIER = CompleteImport(
    source="snow",
    practices=frozenset({"incident"}),
    sealed_at=SEALED,
    complete_from=datetime(2026, 9, 1, tzinfo=UTC),
    complete_to=SEALED,
)


def record(entered_at: datetime | None, **changes: object) -> Record:
    given = {"practice": "incident", "source": "snow", "received_at": SEALED + timedelta(days=7)} | changes
    return Record(source_id="1", opened_at=SEALED - timedelta(days=9), entered_at=entered_at, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("entered_at", "changes", "expected"),
    [
        (SEALED - timedelta(hours=24, seconds=1), {}, True),
        (SEALED - timedelta(hours=24), {}, False),
        (EARLIER.complete_from, {}, True),
        (EARLIER.complete_from - timedelta(seconds=1), {}, False),
        (SEALED + timedelta(hours=1), {}, False),
        (None, {}, False),
        (SEALED - timedelta(days=5), {"source": "glpi"}, False),
        (SEALED - timedelta(days=5), {"practice": "change"}, False),
        (SEALED - timedelta(days=5), {"received_at": SEALED}, False),
    ],
)
def test_a_record_entered_a_day_before_the_seal_inside_its_period_belongs_in_it(entered_at, changes, expected):
    assert appeared_later(record(entered_at, **changes), [EARLIER]) is expected


def test_a_period_that_ends_before_the_seal_covers_only_itself():
    short = CompleteImport("snow", frozenset({"incident"}), SEALED, EARLIER.complete_from, SEALED - timedelta(days=10))
    assert not appeared_later(record(SEALED - timedelta(days=5)), [short])
    assert appeared_later(record(SEALED - timedelta(days=5)), [short, EARLIER])
