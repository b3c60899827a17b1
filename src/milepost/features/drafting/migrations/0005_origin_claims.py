from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('drafting', '0004_own_templates'),
    ]

    operations = [
        migrations.AddField(
            model_name='origin',
            name='claims',
            field=models.JSONField(null=True),
        ),
    ]
