"""The columns in clear go, and a person may lie in the bin."""

import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_sealed'),
    ]

    operations = [
        migrations.RemoveField('consent', 'form_version'),
        migrations.RemoveField('visit', 'purpose'),
        migrations.RemoveField('person', 'year_of_birth'),
        migrations.RemoveField('person', 'sex'),
        migrations.RemoveField('person', 'affected_side'),
        migrations.RemoveField('person', 'mass_kg'),
        migrations.RemoveField('person', 'height_cm'),
        migrations.AlterField('consent', 'sealed', models.TextField(editable=False)),
        migrations.AlterField('person', 'sealed', models.TextField(editable=False)),
        migrations.AlterField('visit', 'sealed', models.TextField(editable=False)),
        migrations.AddField('person', 'binned_at', models.DateTimeField(editable=False, null=True)),
        migrations.AddField('person', 'delete_after', models.DateTimeField(editable=False, null=True)),
        migrations.AddField('person', 'deleted_at', models.DateTimeField(editable=False, null=True)),
        migrations.AlterModelOptions('person', {'default_manager_name': 'even_binned', 'ordering': ['pseudonym']}),
        migrations.AlterModelManagers('person', managers=[('even_binned', django.db.models.manager.Manager())]),
        migrations.AlterModelManagers('consent', managers=[('everything', django.db.models.manager.Manager())]),
        migrations.AlterModelManagers('visit', managers=[('everything', django.db.models.manager.Manager())]),
    ]
