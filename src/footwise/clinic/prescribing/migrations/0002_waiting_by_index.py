from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_bin'),
        ('prescribing', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='analysis',
            index=models.Index(fields=['has_loads', 'person', 'side', 'visit'], name='analyses_with_loads'),
        ),
    ]
