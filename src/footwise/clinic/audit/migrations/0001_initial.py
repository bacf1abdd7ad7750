from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=254)),
                ('user_id', models.BigIntegerField(null=True)),
                ('address', models.CharField(blank=True, max_length=45)),
                ('route', models.CharField(blank=True, max_length=100)),
                ('action', models.CharField(max_length=40)),
                ('site_id', models.BigIntegerField(null=True)),
                ('kind', models.CharField(blank=True, max_length=40)),
                ('object_id', models.CharField(blank=True, max_length=40)),
                ('persons', models.TextField(blank=True)),
                ('fields', models.TextField(blank=True)),
                ('values', models.TextField(blank=True)),
                ('previous', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
                ('hash', models.CharField(max_length=64, unique=True)),
            ],
            options={
                'indexes': [models.Index(fields=['site_id', 'number'], name='audit_of_a_site')],
                'constraints': [models.UniqueConstraint(fields=('previous',), name='one_entry_follows')],
            },
        ),
    ]
