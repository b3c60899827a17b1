from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='about',
            field=models.CharField(blank=True, max_length=60, null=True),
        ),
    ]
