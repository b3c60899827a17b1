"""The tests run on the database that was asked for, as the product would (`tests/databases.py`)."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

VENDORS = {"sqlite": "sqlite", "postgresql": "postgresql"}
MAY_BYPASS = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"


@pytest.mark.django_db
def test_the_database_is_the_one_asked_for(pytestconfig: pytest.Config) -> None:
    assert connection.vendor == VENDORS[pytestconfig.getoption("database")]


@pytest.mark.django_db
def test_the_database_binds_the_tests_as_it_binds_the_product() -> None:
    question = MAY_BYPASS if connection.vendor == "postgresql" else "SELECT NOT foreign_keys FROM pragma_foreign_keys"
    with connection.cursor() as cursor:
        cursor.execute(question)
        assert not cursor.fetchone()[0]


@pytest.mark.django_db
def test_every_test_has_a_home_of_its_own(home: Path, tmp_path: Path) -> None:
    assert home == settings.MILEPOST_HOME
    assert home.is_relative_to(tmp_path)
    assert list(home.iterdir()) == []
