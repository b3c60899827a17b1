"""The world of these tests: two services, and doors for public commands."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from milepost.features.management.described import REGISTERS
from milepost.features.management.services import put_entry
from milepost.features.portfolio.services import put_entry as put_in_portfolio
from milepost.features.portfolio.shelves import SERVICES
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import clock
from milepost.platform.ledger.installation import install
from milepost.platform.organisations.models import Person
from tests.doing import Apply, Judged, applying, judging
from tests.people import actor_of

type At = Callable[[str], None]
type Enter = Callable[..., Any]


@pytest.fixture
def apply(tmp_path: Path, programme: Programme, ada: Person) -> Apply:
    return applying(tmp_path)


@pytest.fixture
def enter(programme: Programme, ada: Person) -> Enter:
    """`enter("risks", title=…)` puts an entry as Ada and answers with what was done and the row."""

    def put(key: str, *, seen: int | None = None, **fields: Any) -> Any:
        return put_entry(actor=actor_of(ada), programme=programme, register=REGISTERS[key], fields=fields, seen=seen)

    return put


@pytest.fixture
def services(programme: Programme, ada: Person) -> None:
    for code, name in (("mail", "E-mail"), ("pay", "Payments")):
        put_in_portfolio(
            actor=actor_of(ada),
            organisation=programme.organisation,
            shelf=SERVICES,
            fields={"code": code, "name": name},
        )


@pytest.fixture
def criterion(programme: Programme, ada: Person) -> Judged:
    return judging("design")


@pytest.fixture
def at(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[At]:
    """`at("2026-03-02")` makes it nine in the morning of that day in Jakarta."""

    def move(day: str) -> None:
        monkeypatch.setenv("MILEPOST_NOW", f"{day}T09:00:00+07:00")

    move("2026-03-02")
    install(simulated_clock=True)
    yield move
    clock.forget()
