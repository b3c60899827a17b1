"""The gap assessment report, written from the register of ratings."""

from datetime import date
from typing import Any

import pytest

from milepost.features.drafting.entering.services import put_sheet
from milepost.features.drafting.reading.book import sources_of
from milepost.features.drafting.writing.drafts import write
from milepost.features.gaps.services import rate_each
from milepost.features.gaps.statements import auditable
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from tests.people import actor_of

ON = date(2026, 9, 15)
IDLE = {
    "not_triggered": True, "trigger": "No service was removed.", "searched_in": "Portfolio",
    "period_from": date(2025, 9, 1), "period_to": date(2026, 8, 31),
}  # fmt: skip


def report(programme: Programme) -> Any:
    return sources_of(programme, on=ON).book.get("gap_report")


def rate_all(who: Person, programme: Programme, *, besides: dict[str, Any]) -> None:
    wishes = [(each.id, besides.get(each.id, {"current": 3})) for each in auditable()]
    rate_each(actor=actor_of(who), programme=programme, wishes=wishes)


def gap(owner: Person, *, level: int, priority: str, days: str) -> dict[str, Any]:
    return {
        "current": level, "priority": priority, "owner": owner, "days": days, "due_on": date(2026, 12, 1),
        "finding": f"Found at level {level}.", "remediation": "Write it and do it.",
    }  # fmt: skip


@pytest.fixture
def rated(programme: Programme, ada: Person, ben: Person) -> None:
    gaps = {
        "4.3-01": gap(ben, level=2, priority="low", days="0.5"),
        "8.6.1-01": gap(ben, level=0, priority="high", days="3"),
        "8.6.1-02": gap(ben, level=1, priority="high", days="2.5"),
        "8.1-06": IDLE,
    }
    rate_all(ada, programme, besides=gaps)


@pytest.mark.django_db
def test_a_clause_is_counted_from_the_ratings_and_every_statement_once(programme: Programme, rated: None) -> None:
    rows = {row["clause"]: row for row in report(programme)["map"]}
    assert list(rows) == ["4", "5", "6", "7", *(f"8.{part}" for part in range(1, 8)), "9", "10"]
    assert (rows["8.6"]["none"], rows["8.6"]["some"], rows["4"]["partly"], rows["8.1"]["idle"]) == (1, 1, 1, 1)
    columns = ("met", "partly", "some", "none", "idle")
    assert all(sum(row[column] for column in columns) == row["statements"] for row in rows.values())
    assert sum(row["statements"] for row in rows.values()) == len(auditable())
    assert report(programme)["sums"] == {"met": 384, "partly": 1, "some": 1, "none": 1, "idle": 1, "days": 6}


@pytest.mark.django_db
def test_the_heaviest_gap_stands_above(programme: Programme, rated: None) -> None:
    gaps = report(programme)["gaps"]
    assert [(row["statement"], row["level"], row["days"]) for row in gaps] == [
        ("8.6.1-01", 0, 3), ("8.6.1-02", 1, 3), ("4.3-01", 2, 1),
    ]  # fmt: skip
    body = write(programme, "DOC-PRG-03", "id", on=ON).draft.body
    assert "| 8.6.1-01 | Found at level 0. | 0 | 3 | tinggi | Write it and do it. |" in body


@pytest.mark.django_db
def test_what_people_say_of_it_stays_and_counts_of_a_sheet_give_way(
    programme: Programme, ada: Person, rated: None
) -> None:
    told = {"clause": "8.6", "weighs": "known errors in people's heads", "met": 30}
    facts = {"map": [told], "sums": {"met": 388}, "result": "Repairs well, plans little."}
    put_sheet(actor=actor_of(ada), programme=programme, code="gap_report", facts=facts)
    found = report(programme)
    row = next(row for row in found["map"] if row["clause"] == "8.6")
    assert (row["weighs"], row["met"]) == ("known errors in people's heads", 28)
    assert (found["result"], found["sums"]["met"]) == ("Repairs well, plans little.", 384)


@pytest.mark.django_db
def test_a_map_with_holes_is_not_drawn(programme: Programme, ada: Person) -> None:
    rate_each(actor=actor_of(ada), programme=programme, wishes=[("8.6.1-01", {"current": 3})])
    assert report(programme) is None
