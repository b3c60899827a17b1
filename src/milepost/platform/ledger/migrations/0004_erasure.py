"""What was erased, and triggers that hold payloads as they hold entries, but for what was erased by its one door."""

import django.db.models.deletion
import milepost.platform.ledger.keys
from django.db import migrations, models

ENTRY = "a ledger entry stays as it was written"
PAYLOAD = "what an entry says stays, until its erasure is written down"
# SQLite's REPLACE removes the row in its way without asking the DELETE trigger, so an INSERT may not find one.
SQLITE = [
    f"""CREATE TRIGGER ledger_entry_stays_REPLACE BEFORE INSERT ON ledger_entry
        WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.id)
          OR EXISTS (SELECT 1 FROM ledger_entry WHERE stream_id = NEW.stream_id AND seq = NEW.seq)
        BEGIN SELECT RAISE(ABORT, '{ENTRY}'); END""",
    f"""CREATE TRIGGER ledger_payload_stays_REPLACE BEFORE INSERT ON ledger_payload
        WHEN EXISTS (SELECT 1 FROM ledger_payload WHERE entry_id = NEW.entry_id)
        BEGIN SELECT RAISE(ABORT, '{PAYLOAD}'); END""",
    f"""CREATE TRIGGER ledger_payload_stays_UPDATE BEFORE UPDATE ON ledger_payload
        BEGIN SELECT RAISE(ABORT, '{PAYLOAD}'); END""",
    f"""CREATE TRIGGER ledger_payload_stays_DELETE BEFORE DELETE ON ledger_payload
        WHEN NOT EXISTS (SELECT 1 FROM ledger_erasure WHERE entry_id = OLD.entry_id)
        BEGIN SELECT RAISE(ABORT, '{PAYLOAD}'); END""",
]
POSTGRESQL = f"""
CREATE FUNCTION ledger_payload_stays() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF TG_OP = 'DELETE' THEN
    IF EXISTS (SELECT 1 FROM ledger_erasure WHERE entry_id = OLD.entry_id) THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION '{PAYLOAD}';
END $$;
CREATE TRIGGER ledger_payload_stays BEFORE UPDATE OR DELETE ON ledger_payload
FOR EACH ROW EXECUTE FUNCTION ledger_payload_stays();
CREATE TRIGGER ledger_payload_stays_whole BEFORE TRUNCATE ON ledger_payload
FOR EACH STATEMENT EXECUTE FUNCTION ledger_payload_stays();
CREATE TRIGGER ledger_entry_stays_whole BEFORE TRUNCATE ON ledger_entry
FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_stays();
"""
UNGUARD_SQLITE = [
    f"DROP TRIGGER {name}"
    for name in (
        "ledger_entry_stays_REPLACE",
        "ledger_payload_stays_REPLACE",
        "ledger_payload_stays_UPDATE",
        "ledger_payload_stays_DELETE",
    )
]
UNGUARD_POSTGRESQL = """
DROP TRIGGER ledger_entry_stays_whole ON ledger_entry;
DROP TRIGGER ledger_payload_stays_whole ON ledger_payload;
DROP TRIGGER ledger_payload_stays ON ledger_payload;
DROP FUNCTION ledger_payload_stays();
"""


def guard(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else [POSTGRESQL]:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    for statement in UNGUARD_SQLITE if schema_editor.connection.vendor == "sqlite" else [UNGUARD_POSTGRESQL]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_altered_import")]
    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.UUIDField(default=milepost.platform.ledger.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField()),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                ("entry", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="erasure", to="ledger.entry")),
            ],
        ),
        migrations.RunPython(guard, unguard),
    ]
