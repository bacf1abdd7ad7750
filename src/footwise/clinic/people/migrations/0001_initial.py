import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.manager
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('pseudonym', models.CharField(help_text='What your clinic calls this person here, such as K-017. Never a name or a date of birth.', max_length=40, validators=[django.core.validators.RegexValidator('^[\\w.-]+$', 'Letters, digits, point, hyphen and underscore only.')], verbose_name='pseudonym')),
                ('year_of_birth', models.PositiveSmallIntegerField(verbose_name='year of birth')),
                ('sex', models.CharField(choices=[('female', 'female'), ('male', 'male'), ('other', 'other')], max_length=10, verbose_name='sex')),
                ('affected_side', models.CharField(choices=[('left', 'left'), ('right', 'right'), ('both', 'both')], max_length=5, verbose_name='affected knee')),
                ('mass_kg', models.DecimalField(decimal_places=1, max_digits=4, validators=[django.core.validators.MinValueValidator(25), django.core.validators.MaxValueValidator(300)], verbose_name='mass (kg)')),
                ('height_cm', models.DecimalField(decimal_places=1, max_digits=4, validators=[django.core.validators.MinValueValidator(100), django.core.validators.MaxValueValidator(230)], verbose_name='height (cm)')),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.site', verbose_name='clinic')),
            ],
            options={
                'ordering': ['pseudonym'],
            },
            managers=[
                ('everything', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('form_version', models.CharField(help_text='As it stands on the paper that was signed.', max_length=40, verbose_name='version of the form')),
                ('given_on', models.DateField(verbose_name='signed on')),
                ('withdrawn_on', models.DateField(blank=True, null=True, verbose_name='withdrawn on')),
                ('noted_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'ordering': ['-given_on', '-pk'],
            },
            managers=[
                ('everything', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField(verbose_name='day')),
                ('purpose', models.CharField(choices=[('measurement', 'measurement and prescription'), ('training', 'training session'), ('control', 'control'), ('outcomes', 'questionnaires')], max_length=20, verbose_name='what for')),
                ('person', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'ordering': ['-on', '-pk'],
            },
            managers=[
                ('everything', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(models.F('site'), django.db.models.functions.text.Lower('pseudonym'), name='one_person_a_pseudonym', violation_error_message='There is a person with this pseudonym in your clinic already.'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['on'], name='visits_of_a_day'),
        ),
    ]
