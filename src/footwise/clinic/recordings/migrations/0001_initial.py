import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Recording',
            fields=[
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(editable=False, max_length=120)),
                ('size_bytes', models.BigIntegerField(editable=False)),
                ('sha256', models.CharField(blank=True, editable=False, max_length=64)),
                ('state', models.CharField(choices=[('arriving', 'arriving'), ('arrived', 'arrived'), ('removed', 'removed')], default='arriving', editable=False, max_length=10)),
                ('kind', models.CharField(blank=True, choices=[('c3d', 'C3D file'), ('trc', 'markers (TRC)'), ('forces', 'forces (MOT, STO)'), ('table', 'table'), ('sensor', 'foot sensor'), ('film', 'film'), ('archive', 'archive (zip)'), ('other', 'nothing that Footwise knows')], editable=False, max_length=10)),
                ('condition', models.CharField(blank=True, choices=[('natural', 'natural walking'), ('toe-in-5', 'toe-in 5°'), ('toe-in-10', 'toe-in 10°'), ('toe-out-5', 'toe-out 5°'), ('toe-out-10', 'toe-out 10°'), ('static', 'standing still')], max_length=20, verbose_name='how the person walked')),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('added_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('visit', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.visit')),
            ],
            options={
                'ordering': ['added_at', 'pk'],
            },
            managers=[
                ('everything', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Arrival',
            fields=[
                ('recording', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='arrival', serialize=False, to='recordings.recording')),
                ('mark', models.CharField(max_length=200)),
                ('received_bytes', models.BigIntegerField(default=0)),
                ('sealed_bytes', models.BigIntegerField(default=0)),
                ('blocks', models.PositiveIntegerField(default=0)),
            ],
        ),
    ]
