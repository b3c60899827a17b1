"""The world of these tests: one unit with a service, and doors for public commands."""

from pathlib import Path

import pytest

from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from tests.doing import Apply, Judged, applying, judging
from tests.people import Ran, cli


@pytest.fixture
def apply(tmp_path: Path, programme: Programme, ada: Person) -> Apply:
    return applying(tmp_path)


@pytest.fixture
def criterion(programme: Programme, ada: Person) -> Judged:
    return judging("foundation")


@pytest.fixture
def area(apply: Apply) -> None:
    """A unit that delivers e-mail: the one service area."""
    apply(
        units=[{"code": "workplace", "name": "Digital workplace"}],
        services=[{"code": "email", "name": "E-mail", "delivered_by": "workplace"}],
    )


def signed(*args: object, who: str = "sari", password: str = "seven-green-otters") -> Ran:
    """`milepost commitment sign sms-1 …` as somebody with a password."""
    email = f"{who}@cakrawala.example"
    return cli("commitment", "sign", "sms-1", *args, "--as", email, "--password-stdin", "--json", stdin=password)
