"""What is known of people moves under their keys; the columns in which it stood in clear go with the next step."""

import hmac
import json

from django.conf import settings
from django.db import migrations, models

from footwise.clinic.seal import seal_of_person

_OF_A_PERSON = ("year_of_birth", "sex", "affected_side", "mass_kg", "height_cm")


def seal_rows(apps, schema_editor):
    for person in apps.get_model("people", "Person").objects.all():
        person.sealed = _sealed(person.pk, {name: getattr(person, name) for name in _OF_A_PERSON})
        told = repr((person.site_id, person.year_of_birth, person.sex, person.affected_side)).encode()
        person.alike = hmac.digest(settings.HOME.secret("web").encode(), told, "sha256")[0] % 64
        person.save()
    for model, name in (("Consent", "form_version"), ("Visit", "purpose")):
        for one in apps.get_model("people", model).objects.all():
            one.sealed = _sealed(one.person_id, {name: getattr(one, name)})
            one.save()


def _sealed(person, values):
    told = {name: value if isinstance(value, (int, str)) else str(value) for name, value in values.items()}
    text = json.dumps(told, sort_keys=True, separators=(",", ":"))
    return seal_of_person(settings.HOME.keys, person).close(text)


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.AddField('consent', 'sealed', models.TextField(default='', editable=False)),
        migrations.AddField('person', 'sealed', models.TextField(default='', editable=False)),
        migrations.AddField('visit', 'sealed', models.TextField(default='', editable=False)),
        migrations.AddField('person', 'alike', models.PositiveSmallIntegerField(default=0, editable=False)),
        migrations.AlterModelManagers('person', managers=[('objects', models.Manager())]),
        migrations.AlterModelManagers('consent', managers=[('objects', models.Manager())]),
        migrations.AlterModelManagers('visit', managers=[('objects', models.Manager())]),
        migrations.RunPython(seal_rows, migrations.RunPython.noop),
    ]
