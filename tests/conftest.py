"""What every test shares: a folder of its own, quick passwords, and how hard Hypothesis tries."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import settings as django_settings
from django.db.backends.postgresql.operations import DatabaseOperations as OperationsOfPostgreSQL
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from milepost.platform.walls.visible import as_installation

hypothesis_settings.register_profile(
    # A loaded machine is slow, not wrong.
    "default",
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.register_profile("full", hypothesis_settings.get_profile("default"), max_examples=1000)
hypothesis_settings.load_profile(os.environ.get("MILEPOST_TEST_PROFILE", "default"))

# With `-p no:django`, for the rules alone, there are no people.
pytest_plugins = ["tests.people"] if django_settings.configured else []


def pytest_configure() -> None:
    if not django_settings.configured:  # `-p no:django`, for the rules alone
        return
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # A kept connection would hold the test database when it is to be dropped.
    django_settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
    # Nothing is collected for tests: files are found where they lie.
    django_settings.STATIC_ROOT = None


@pytest.fixture(autouse=True, scope="session")
def _tables_may_be_emptied_between_tests() -> Iterator[None]:
    """The ledger refuses TRUNCATE, by which a database is made ready for the next test; then, and only then, it may."""
    with mock.patch.object(
        OperationsOfPostgreSQL, "sql_flush", _flush_without_triggers(OperationsOfPostgreSQL.sql_flush)
    ):
        yield


def _flush_without_triggers(flush: Callable[..., list[str]]) -> Callable[..., list[str]]:
    def sql_flush(operations: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        guarded = [table for table in ("ledger_entry", "ledger_payload") if table in tables]
        return [
            *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in guarded),
            *flush(operations, style, tables, **options),
            *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in guarded),
        ]

    return sql_flush


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    """MILEPOST_HOME of this test alone: evidence, files and secrets start empty."""
    folder = tmp_path / "home"
    folder.mkdir()
    settings.MILEPOST_HOME = folder
    return folder


@pytest.fixture(autouse=True, scope="session")
def _tests_see_every_organisation() -> Iterator[None]:
    """A test makes people and things here and there; the doors it goes through set walls of their own."""
    with as_installation("tests stand outside all walls"):
        yield


@pytest.fixture(autouse=True)
def _no_test_writes_to_anothers_home(request: pytest.FixtureRequest) -> None:
    if {"db", "transactional_db"} & set(request.fixturenames):
        request.getfixturevalue("home")
