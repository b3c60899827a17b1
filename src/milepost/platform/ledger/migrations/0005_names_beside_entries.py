"""Names beside the entries' bytes, salted; the triggers let one go where its erasure is written down."""

import milepost.platform.ledger.keys
from django.db import migrations, models

ENTRY = "a ledger entry stays as it was written"
STAY = (
    "id", "organisation_id", "stream_id", "seq", "at", "kind", "actor_id", "channel", "subject_kind", "subject_id",
    "written", "hash",
)  # fmt: skip


def allowed(same: str) -> str:
    """When an entry may change: nothing but a name whose erasure is written down. `same` compares, nulls alike."""
    stays = " AND ".join(f"OLD.{name} {same} NEW.{name}" for name in STAY)
    names = " AND ".join(
        f"""((OLD.{who}_label {same} NEW.{who}_label AND OLD.{who}_salt {same} NEW.{who}_salt)
        OR (OLD.{who}_salt IS NOT NULL AND NEW.{who}_salt IS NULL AND EXISTS (
            SELECT 1 FROM ledger_nameerasure n WHERE n.organisation_id = OLD.organisation_id
            AND n.key = OLD.{who}_id AND n.label = NEW.{who}_label)))"""
        for who in ("actor", "subject")
    )
    goes = " OR ".join(f"(OLD.{who}_salt IS NOT NULL AND NEW.{who}_salt IS NULL)" for who in ("actor", "subject"))
    return f"{stays} AND {names} AND ({goes})"


SQLITE = [
    "DROP TRIGGER ledger_entry_stays_UPDATE",
    f"""CREATE TRIGGER ledger_entry_stays_UPDATE BEFORE UPDATE ON ledger_entry WHEN NOT ({allowed("IS")})
        BEGIN SELECT RAISE(ABORT, '{ENTRY}'); END""",
]
POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION ledger_entry_stays() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF {allowed("IS NOT DISTINCT FROM")} THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION '{ENTRY}';
END $$;
"""
UNGUARD_SQLITE = [
    "DROP TRIGGER ledger_entry_stays_UPDATE",
    f"""CREATE TRIGGER ledger_entry_stays_UPDATE BEFORE UPDATE ON ledger_entry
        BEGIN SELECT RAISE(ABORT, '{ENTRY}'); END""",
]
UNGUARD_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION ledger_entry_stays() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{ENTRY}'; END $$;
"""


def guard(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else [POSTGRESQL]:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    for statement in UNGUARD_SQLITE if schema_editor.connection.vendor == "sqlite" else [UNGUARD_POSTGRESQL]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_erasure")]
    operations = [
        migrations.AddField("entry", "actor_salt", models.BinaryField(null=True)),
        migrations.AddField("entry", "subject_salt", models.BinaryField(null=True)),
        migrations.CreateModel(
            name="NameErasure",
            fields=[
                ("id", models.UUIDField(default=milepost.platform.ledger.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField()),
                ("key", models.UUIDField()),
                ("label", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("organisation_id", "key"), name="a_name_is_erased_once")],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
