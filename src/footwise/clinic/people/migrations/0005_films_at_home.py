"""Visits at which nobody comes: what a person has filmed at home."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_visits_of_a_person")]

    operations = [
        migrations.AddField("visit", "at_home", models.BooleanField(default=False, editable=False)),
    ]
