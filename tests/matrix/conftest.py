"""Everybody at once."""

import pytest

from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Organisation
from tests.matrix.world import ROLES, STRANGER, World


@pytest.fixture
def world(request: pytest.FixtureRequest, programme: Programme, bukit: Organisation) -> World:
    people = {name: request.getfixturevalue(name) for name in (*ROLES, STRANGER)}
    return World(programme, people, bukit)
