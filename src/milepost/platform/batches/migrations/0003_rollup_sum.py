"""A roll-up keeps the sum of its days. What was counted before has none: it goes, and is counted anew when looked at."""

from django.db import migrations, models


def forget_counts(apps, schema_editor):
    apps.get_model("batches", "RollupEntry").objects.all().delete()
    apps.get_model("batches", "RollupDay").objects.all().delete()
    apps.get_model("batches", "Rollup").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("batches", "0002_rollup_entry")]
    operations = [
        migrations.RunPython(forget_counts, migrations.RunPython.noop),
        *(
            migrations.AddField(
                model_name="rollup",
                name=name,
                field=models.CharField(default="", max_length=64),
                preserve_default=False,
            )
            for name in ("days_sha256", "entries_sha256")
        ),
    ]
