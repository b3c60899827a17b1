"""Row level security on PostgreSQL: one policy on every table that names its organisation.

The policy holds for the owner of the tables too (FORCE), for reading and for writing. It compares with the session's
setting `milepost.organisations`; unset or empty, no row is there. The setting is read in a sub-select, so that it is
asked once a statement and not once a row.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

SETTING = "milepost.organisations"
PREFIX = "organisation_wall"
POLICY = f"{PREFIX}_1"  # another number whenever the words of the policy change: they are then written anew
OWNERS = {"organisations_organisation": "id"}  # tables whose rows are themselves what the wall stands around

TABLES = """
SELECT c.relname, coalesce(owner.column_name, 'organisation_id'), c.relrowsecurity AND c.relforcerowsecurity,
       ARRAY(SELECT polname::text FROM pg_policy WHERE polrelid = c.oid)
FROM pg_class c
LEFT JOIN unnest(%s::text[], %s::text[]) AS owner(table_name, column_name) ON owner.table_name = c.relname
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
  AND (owner.table_name IS NOT NULL OR EXISTS (
      SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organisation_id' AND NOT a.attisdropped))
ORDER BY c.relname
"""
SEEN = """
(SELECT current_setting('{setting}', true) = '*')
OR {column} = ANY ((SELECT string_to_array(nullif(current_setting('{setting}', true), '*'), ',')::uuid[])::uuid[])
"""


@dataclass(frozen=True, slots=True)
class WalledTable:
    """A table that belongs to organisations: `column` names whose row it is."""

    name: str
    column: str
    is_forced: bool
    policies: tuple[str, ...]

    @property
    def stands(self) -> bool:
        """Whether the wall around its rows stands: forced, and by our policy alone, since any one policy lets pass."""
        return self.is_forced and self.policies == (POLICY,)


def walled_tables(connection: BaseDatabaseWrapper) -> Iterator[WalledTable]:
    """The tables that a wall must stand around; none on a database that has no row security."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(TABLES, [list(OWNERS), list(OWNERS.values())])
        rows = cursor.fetchall()
    for name, column, is_forced, policies in rows:
        yield WalledTable(name, column, is_forced, tuple(policies))


def build_walls(connection: BaseDatabaseWrapper) -> int:
    """Give each table its policy that has none, or an older one. Returns how many were built."""
    missing = [table for table in walled_tables(connection) if not table.stands]
    for table in missing:
        with connection.cursor() as cursor:
            for statement in _statements(table, connection.ops.quote_name):
                cursor.execute(statement)
    return len(missing)


def _statements(table: WalledTable, quote: Callable[[str], str]) -> Iterator[str]:
    name = quote(table.name)
    for old in table.policies:
        if old.startswith(PREFIX):
            yield f"DROP POLICY {quote(old)} ON {name}"
    seen = SEEN.format(setting=SETTING, column=quote(table.column))
    yield f"CREATE POLICY {POLICY} ON {name} USING ({seen}) WITH CHECK ({seen})"
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"


def may_bypass(connection: BaseDatabaseWrapper) -> bool:
    """Whether row security does not bind the role that Milepost signs in as."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])
