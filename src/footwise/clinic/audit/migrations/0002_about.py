"""Entries are found by person, user and time."""

from itertools import islice

import django.db.models.deletion
from django.db import migrations, models


def find_by_person(apps, schema_editor):
    entries = apps.get_model("audit", "Entry").objects.exclude(persons="").values_list("number", "persons")
    model = apps.get_model("audit", "About")
    rows = (model(entry_id=number, person=person) for number, told in entries.iterator() for person in told.split())
    while some := list(islice(rows, 2000)):
        model.objects.bulk_create(some)


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex('entry', models.Index(fields=['user_id', 'number'], name='audit_of_a_user')),
        migrations.AddIndex('entry', models.Index(fields=['at'], name='audit_of_a_time')),
        migrations.CreateModel(
            name='About',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.UUIDField()),
                ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='audit.entry')),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'entry'], name='audit_of_a_person')],
            },
        ),
        migrations.RunPython(find_by_person, migrations.RunPython.noop),
    ]
