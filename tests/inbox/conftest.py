"""The world of these tests: practices that are live since September, and a clock that a test sets."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from milepost.features.inbox.services import Listed, list_dues_of
from milepost.features.practices.selectors import get_practice
from milepost.features.practices.services import add_practices, assign_practice, record_live_before
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import clock
from milepost.platform.ledger.installation import install
from milepost.platform.organisations.models import Person
from tests.documents.conftest import document, draft, in_review
from tests.people import actor_of

__all__ = ["document", "draft", "in_review"]

type At = Callable[[str], None]


@pytest.fixture
def at(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[At]:
    """`at("2026-11-20")` makes it nine in the morning of that day in Jakarta."""

    def move(day: str) -> None:
        monkeypatch.setenv("MILEPOST_NOW", f"{day}T09:00:00+07:00")

    move("2026-09-02")
    install(simulated_clock=True)
    yield move
    clock.forget()


@pytest.fixture
def live(at: At, programme: Programme, ada: Person, olga: Person) -> Programme:
    """Olga owns problem and supplier management, which are live since 1 September; it is the next day."""
    return make_live(programme, ada, olga, "problem", "supplier")


def make_live(programme: Programme, ada: Person, owner: Person, *keys: str) -> Programme:
    add_practices(actor=actor_of(ada), programme=programme)
    for key in keys:
        practice = get_practice(programme, key)
        record_live_before(actor=actor_of(ada), practice=practice, on=date(2026, 9, 1), reason="Minutes")
        assign_practice(actor=actor_of(ada), practice=practice, owner=owner, deputy=None, hours_per_week=None)
    return programme


def listed(programme: Programme) -> tuple[int, int, int, int]:
    """What the daily duty did: put, done, dropped, handed on."""
    found: Listed = list_dues_of(programme)
    return found.put, found.done, found.dropped, found.handed_on
