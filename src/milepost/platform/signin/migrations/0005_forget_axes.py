"""Wrong passwords are counted by `organisations.Failures` alone; axes kept addresses and browsers in the clear."""

from django.db import migrations

TABLES = ("axes_accessattemptexpiration", "axes_accessattempt", "axes_accessfailurelog", "axes_accesslog")


class Migration(migrations.Migration):

    dependencies = [
        ('signin', '0004_saml_providers'),
    ]

    operations = [
        migrations.RunSQL(
            [f'DROP TABLE IF EXISTS "{table}"' for table in TABLES] + ["DELETE FROM django_migrations WHERE app = 'axes'"],
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
