"""Everybody at once."""

from typing import Any

import pytest

from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Organisation
from tests.matrix.world import ROLES, STRANGER, World
from tests.signin.conftest import there

__all__ = ["there", "world"]


@pytest.fixture
def world(request: pytest.FixtureRequest, programme: Programme, bukit: Organisation, settings: Any) -> World:
    settings.METRICS = "loopback"  # else there is nothing at its address
    people = {name: request.getfixturevalue(name) for name in (*ROLES, STRANGER)}
    return World(programme, people, bukit)
