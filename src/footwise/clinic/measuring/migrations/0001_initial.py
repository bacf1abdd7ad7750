import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
        ('recordings', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Measurement',
            fields=[
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('footwise_version', models.CharField(editable=False, max_length=20)),
                ('steps', models.PositiveIntegerField(editable=False)),
                ('used_steps', models.PositiveIntegerField(editable=False)),
                ('sentences', models.TextField(editable=False)),
                ('person', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('recording', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='recordings.recording')),
            ],
            options={
                'ordering': ['-made_at', '-pk'],
            },
            managers=[
                ('everything', django.db.models.manager.Manager()),
            ],
        ),
    ]
