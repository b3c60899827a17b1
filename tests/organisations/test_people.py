"""The people of the tests are who `tests/people.py` says they are."""

from milepost.features.programmes.models import Programme
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.roles import Role
from tests.people import actor_of, cli


def test_each_holds_their_role_in_the_programme(
    programme: Programme, ada: Person, iris: Person, karl: Person, mira: Person, zoe: Person, adi: Person
) -> None:
    held = {
        person.name.split()[0]: actor_of(person).roles(programme.organisation_id, programme.pk)
        for person in (ada, iris, karl, adi, mira, zoe)
    }
    assert held == {
        "Ada": {Role.COORDINATOR},
        "Iris": {Role.READER},
        "Karl": {Role.COORDINATOR},
        "Adi": {Role.ADMINISTRATOR},
        "Mira": frozenset(),
        "Zoe": frozenset(),
    }


def test_a_world_made_by_services_verifies(ada: Person, karl: Person, mira: Person) -> None:
    assert verify_ledger().breaches == []


def test_commands_run_in_this_process(db: None) -> None:
    ran = cli("--help")
    assert ran.exit_code == 0
    assert "milepost" in ran.stdout
