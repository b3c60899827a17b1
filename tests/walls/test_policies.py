"""Every table that names its organisation has its wall, and nobody has to remember to build one."""

import pytest
from django.apps import apps
from django.db import connection

from milepost.platform.walls.enforcing import build_walls, may_bypass, walled_tables
from tests.contracts.test_relations import OWNERLESS
from tests.people import cli
from tests.walls.probing import is_held, owned_models

pytestmark = pytest.mark.django_db
FRESH = "CREATE TABLE fresh (id char(36) PRIMARY KEY, organisation_id uuid NOT NULL)"
ALL_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
# Tables of Django, and why no wall stands around them.
OTHERS = {
    "auth_group": "no group is ever made: roles are grants",
    "auth_group_permissions": "as above",
    "auth_permission": "names of Django's own permissions, which nothing asks",
    "django_content_type": "names of models",
    "django_migrations": "the installation's own",
    "django_session": "found by a secret; says which person, not where they belong",
}


def test_every_table_with_an_organisation_has_its_wall() -> None:
    tables = {table.name: table for table in walled_tables(connection)}
    assert [name for name, table in tables.items() if not table.stands] == []
    expected = {model._meta.db_table for model, _ in owned_models()} if is_held() else set()
    assert set(tables) == expected


def test_what_has_no_wall_is_known_by_name() -> None:
    if not is_held():
        assert list(walled_tables(connection)) == []
        return
    with connection.cursor() as cursor:
        cursor.execute(ALL_TABLES)
        there = {name for (name,) in cursor.fetchall()}
    ours = {apps.get_model(label)._meta.db_table for label in OWNERLESS} - {"organisations_organisation"}
    assert there - {table.name for table in walled_tables(connection)} == ours | set(OTHERS)


def test_a_new_table_gets_its_wall_from_the_migration_that_makes_it() -> None:
    if not is_held():
        assert list(walled_tables(connection)) == []
        return
    with connection.schema_editor() as editor:
        editor.execute(FRESH)
    assert [table.stands for table in walled_tables(connection) if table.name == "fresh"] == [True]


def test_a_wall_that_is_missing_is_named_and_built() -> None:
    if not is_held():
        assert build_walls(connection) == 0
        return
    with connection.cursor() as cursor:
        cursor.execute(FRESH)
        cursor.execute("ALTER TABLE ledger_entry NO FORCE ROW LEVEL SECURITY")
        cursor.execute("CREATE POLICY open_to_all ON ledger_payload USING (true)")
    lacking = {table.name for table in walled_tables(connection) if not table.stands}
    assert lacking == {"fresh", "ledger_entry", "ledger_payload"}
    found = cli("doctor", "--json").json
    (told,) = [check for check in found["checks"] if check["id"] == "row-security"]
    assert not told["passed"]
    assert "fresh" in told["text"]
    build_walls(connection)
    # A policy of somebody else's lets rows pass, and is not ours to drop: doctor goes on saying so.
    assert {table.name for table in walled_tables(connection) if not table.stands} == {"ledger_payload"}


def test_the_role_is_bound() -> None:
    assert not may_bypass(connection)
    (role,) = [check for check in cli("doctor", "--json").json["checks"] if check["id"] == "role"]
    assert role["passed"]
