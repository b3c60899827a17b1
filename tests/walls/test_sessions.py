"""One session serves many: what it was told for one never holds for the next, whatever happens in between."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.walls.visible import as_installation, seeing, settle
from tests.people import client_of
from tests.walls.probing import is_held


def codes() -> set[str]:
    return set(Organisation.objects.values_list("code", flat=True))


@pytest.fixture
def both(programme: Programme, neighbour: Programme) -> tuple[Organisation, Organisation]:
    return programme.organisation, neighbour.organisation


@pytest.fixture
def cakrawalas_eyes(both: tuple[Organisation, Organisation]) -> Iterator[None]:
    with seeing([both[0].pk]):
        yield


NONE = {"postgresql": set(), "sqlite": {"bukit", "cakrawala"}}
OWN = {"postgresql": {"cakrawala"}, "sqlite": {"bukit", "cakrawala"}}


def test_nothing_is_seen_until_somebody_says_so(both: object) -> None:
    with seeing([]):
        assert codes() == NONE[connection.vendor]


def test_a_block_ends_with_what_was_seen_before(both: tuple[Organisation, Organisation]) -> None:
    with seeing([both[0].pk]):
        with as_installation("a test"):
            assert codes() == {"bukit", "cakrawala"}
        assert codes() == OWN[connection.vendor]
        with seeing([]):
            settle([both[1].pk])
        assert codes() == OWN[connection.vendor]


def test_a_block_that_breaks_ends_so_too(cakrawalas_eyes: None) -> None:
    with pytest.raises(RuntimeError), as_installation("a test"):
        raise RuntimeError
    assert codes() == OWN[connection.vendor]


def test_a_rollback_does_not_bring_back_what_was_seen_before_it(cakrawalas_eyes: None) -> None:
    """The setting is told within the transaction that is rolled back: the server forgets it, and so must we."""
    with as_installation("a test"):
        assert codes() == {"bukit", "cakrawala"}
        with transaction.atomic():
            with seeing([]):
                assert codes() == NONE[connection.vendor]
            transaction.set_rollback(True)
        assert codes() == {"bukit", "cakrawala"}
    with transaction.atomic():
        assert codes() == OWN[connection.vendor]
        transaction.set_rollback(True)
    assert codes() == OWN[connection.vendor]


def test_an_error_of_the_database_between_two_walls_leaves_the_outer_one(
    cakrawalas_eyes: None, both: tuple[Organisation, Organisation]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), as_installation("a test"):
        Organisation.objects.create(code="bukit", name="Again", made_at=both[0].made_at)
    assert codes() == OWN[connection.vendor]
    with transaction.atomic():
        with pytest.raises(IntegrityError), as_installation("a test"), transaction.atomic():
            Organisation.objects.create(code="bukit", name="Again", made_at=both[0].made_at)
        assert codes() == OWN[connection.vendor]


def test_a_transaction_that_failed_takes_its_wall_along(cakrawalas_eyes: None) -> None:
    with pytest.raises(DatabaseError):
        _fail_twice()
    assert codes() == OWN[connection.vendor]


@transaction.atomic
def _fail_twice() -> None:
    with as_installation("a test"), pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT nonsense")
    with seeing([]), connection.cursor() as cursor:
        cursor.execute("SELECT more_nonsense")


def test_a_cursor_goes_on_under_the_wall_it_was_opened_behind(cakrawalas_eyes: None) -> None:
    rows = Organisation.objects.order_by("pk").iterator(chunk_size=1)
    first = next(rows).code
    with as_installation("a test"):
        assert {first, *(row.code for row in rows)} == OWN[connection.vendor]


def test_a_thread_starts_without(cakrawalas_eyes: None) -> None:
    from milepost.platform.walls.visible import NOTHING, seen_now

    said: list[str] = []
    thread = threading.Thread(target=lambda: said.append(seen_now()))
    thread.start()
    thread.join()
    assert said == [NOTHING]


def test_whoever_sees_everything_says_why() -> None:
    with pytest.raises(ValueError, match="say why"), as_installation(""):
        pass


def test_a_request_tells_the_session_twice_at_most(ada: Person, programme: Programme, zoe: Person) -> None:
    """Once for looking up who asks, once for what they see; what every page costs on top of its own questions."""
    adas, zoes = client_of(ada), client_of(zoe)
    address = "/o/cakrawala/p/sms-1/"
    adas.get(address)
    for client in (adas, zoes, adas, client_of(None)):
        before = _times_told()
        client.get(address)
        assert _times_told() - before <= 2


def _times_told() -> Any:
    return connection.times_told if is_held() else 0


@pytest.mark.django_db(transaction=True)
def test_a_session_that_the_server_ended_is_found_out_before_it_is_used() -> None:
    """As a restarted server leaves it. The connection is taken without asking only while nothing waits on it."""
    connection.ensure_connection()
    assert connection.is_usable()
    if not is_held():
        return
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
    other.close()
    assert not connection.is_usable()
    connection.close()
    connection.ensure_connection()
    assert connection.is_usable()
