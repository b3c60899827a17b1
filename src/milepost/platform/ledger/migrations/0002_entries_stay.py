"""Triggers that refuse to change or delete entries. They stop mistakes; the hashes find the rest."""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER ledger_entry_stays_{word} BEFORE {word} ON ledger_entry
       BEGIN SELECT RAISE(ABORT, 'a ledger entry stays as it was written'); END""",
]
POSTGRESQL = """
CREATE FUNCTION ledger_entry_stays() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a ledger entry stays as it was written'; END $$;
CREATE TRIGGER ledger_entry_stays BEFORE UPDATE OR DELETE ON ledger_entry
FOR EACH ROW EXECUTE FUNCTION ledger_entry_stays();
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for word in ("UPDATE", "DELETE"):
            schema_editor.execute(SQLITE[0].format(word=word))
    else:
        schema_editor.execute(POSTGRESQL)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for word in ("UPDATE", "DELETE"):
            schema_editor.execute(f"DROP TRIGGER ledger_entry_stays_{word}")
    else:
        schema_editor.execute("DROP TRIGGER ledger_entry_stays ON ledger_entry; DROP FUNCTION ledger_entry_stays();")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
