"""A practice without a number of its own holds none, where 10 used to mean "not set".

The ledger's digest of a row stays: `Practice.as_digested` writes no number as the 10 that stood there.
"""

from django.db import migrations, models

NOT_SET = 10


def forget_the_standard(apps, schema_editor):
    practices = apps.get_model("practices", "Practice")._default_manager.using(schema_editor.connection.alias)
    practices.filter(silent_days=NOT_SET).update(silent_days=None)


def put_it_back(apps, schema_editor):
    practices = apps.get_model("practices", "Practice")._default_manager.using(schema_editor.connection.alias)
    practices.filter(silent_days=None).update(silent_days=NOT_SET)


class Migration(migrations.Migration):
    dependencies = [("practices", "0001_initial")]
    operations = [
        migrations.AlterField(
            model_name="practice",
            name="silent_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.RunPython(forget_the_standard, put_it_back),
    ]
