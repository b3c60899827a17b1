"""Two organisations with rows in the same tables, and a look that remembers what it saw."""

from collections.abc import Callable, Iterator

import pytest

from milepost.features.programmes.models import Programme
from milepost.features.programmes.services import make_programme
from milepost.platform.organisations.models import Organisation, Person
from tests.people import PHASES, actor_of
from tests.walls import probing
from tests.walls.probing import Seen, is_held


@pytest.fixture
def neighbour(bukit: Organisation, zoe: Person) -> Programme:
    """Bukit Data runs a programme too."""
    return make_programme(
        actor=actor_of(zoe),
        organisation=bukit,
        code="sms-2",
        name="SMS-2",
        starts_on=PHASES[0].planned_from,
        certificate_wanted_on=None,
        phases=PHASES,
    )


@pytest.fixture
def looks(programme: Programme, neighbour: Programme) -> Iterator[list[Seen]]:
    """What each look around saw, the last one last. Each tries to reach into both organisations."""
    probing.looks.clear()
    probing.others[:] = [programme.organisation_id, neighbour.organisation_id]
    yield probing.looks
    probing.looks.clear()
    probing.others.clear()


@pytest.fixture
def sees_only(programme: Programme, neighbour: Programme) -> Callable[[Seen, Organisation], None]:
    """Assert that a look stayed within one organisation; on SQLite, which has no walls, that it did not."""

    def check(seen: Seen, own: Organisation) -> None:
        both = {programme.organisation_id, neighbour.organisation_id}
        (other,) = both - {own.pk}
        assert seen.organisations == ({own.pk} if is_held() else both)
        assert {"organisations.Organisation", "programmes.Programme", "ledger.Entry"} <= set(seen.owners)
        assert (seen.changed[other] == 0) is is_held()
        assert seen.changed[own.pk] > 0
        assert seen.inserted == {own.pk: True, other: not is_held()}

    return check
