import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('subject', models.UUIDField()),
                ('asked_by', models.CharField(max_length=254)),
                ('asked_by_id', models.BigIntegerField(null=True)),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'waits'), ('running', 'is running'), ('done', 'is done'), ('failed', 'has failed'), ('cancelled', 'was cancelled')], default='waiting', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('token', models.UUIDField(null=True)),
                ('lease_until', models.DateTimeField(null=True)),
                ('cancel_asked', models.BooleanField(default=False)),
                ('now_at', models.CharField(blank=True, max_length=120)),
                ('pieces_done', models.PositiveIntegerField(default=0)),
                ('pieces', models.PositiveIntegerField(null=True)),
                ('trouble', models.TextField(blank=True)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'asked_at'], name='jobs_to_do')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'running'])), fields=('kind', 'subject'), name='one_open_job_a_subject')],
            },
        ),
    ]
