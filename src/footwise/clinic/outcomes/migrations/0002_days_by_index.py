from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outcomes', '0001_initial'),
        ('people', '0003_bin'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='practice',
            index=models.Index(condition=models.Q(('removed_at__isnull', True), ('walked', True)), fields=['person', 'day'], name='practice_by_day'),
        ),
        migrations.AddIndex(
            model_name='questionnaire',
            index=models.Index(condition=models.Q(('finished', True), ('removed_at__isnull', True)), fields=['person', 'day'], name='forms_by_day'),
        ),
    ]
