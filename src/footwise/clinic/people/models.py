"""People, what they agreed to, and their visits."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from footwise.clinic.accounts import Role, Site
from footwise.clinic.audit import AuditedModel
from footwise.clinic.people.manager import PersonalManager

YOUNGEST, OLDEST = 18, 110


class Sex(models.TextChoices):
    """As questionnaires and the strata of a trial ask for it."""

    FEMALE = "female", _("female")
    MALE = "male", _("male")
    OTHER = "other", _("other")


class Side(models.TextChoices):
    """Which knee hurts; with both, the worse one is chosen at the visit."""

    LEFT = "left", _("left")
    RIGHT = "right", _("right")
    BOTH = "both", _("both")


class Person(AuditedModel):
    """Somebody with a sore knee, under a pseudonym: no name is kept anywhere."""

    SEEN_BY: ClassVar = (Role.CLINICIAN, Role.ASSESSOR)
    SITE: ClassVar = "site"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("clinic"))
    pseudonym = models.CharField(
        _("pseudonym"),
        max_length=40,
        validators=[RegexValidator(r"^[\w.-]+$", _("Letters, digits, point, hyphen and underscore only."))],
        help_text=_("What your clinic calls this person here, such as K-017. Never a name or a date of birth."),
    )
    year_of_birth = models.PositiveSmallIntegerField(_("year of birth"))
    sex = models.CharField(_("sex"), max_length=10, choices=Sex.choices)
    affected_side = models.CharField(_("affected knee"), max_length=5, choices=Side.choices)
    mass_kg = models.DecimalField(
        _("mass (kg)"), max_digits=4, decimal_places=1, validators=[MinValueValidator(25), MaxValueValidator(300)]
    )
    height_cm = models.DecimalField(
        _("height (cm)"), max_digits=4, decimal_places=1, validators=[MinValueValidator(100), MaxValueValidator(230)]
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    # The first is what Django itself uses to check that a pseudonym is free; no page does.
    everything = models.Manager()
    objects = PersonalManager()

    class Meta:
        """Within a clinic a pseudonym is one person."""

        ordering: ClassVar = ["pseudonym"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "site",
                models.functions.Lower("pseudonym"),
                name="one_person_a_pseudonym",
                violation_error_message=_("There is a person with this pseudonym in your clinic already."),
            )
        ]

    def __str__(self) -> str:
        return self.pseudonym

    def person_key(self) -> uuid.UUID:
        """Tell whose data it is."""
        return self.pk

    def clean(self) -> None:
        """Refuse an age that nobody has who is measured here."""
        age = timezone.localdate().year - (self.year_of_birth or 0)
        if self.year_of_birth and not YOUNGEST <= age <= OLDEST:
            told = _("With this year of birth the person would be %(age)d years old.") % {"age": age}
            raise ValidationError({"year_of_birth": told})

    def looks_like(self) -> list[Person]:
        """Find people of the same clinic with the same year of birth, sex, knee and almost the same height."""
        return list(
            Person.everything.filter(
                site_id=self.site_id,
                year_of_birth=self.year_of_birth,
                sex=self.sex,
                affected_side=self.affected_side,
                height_cm__range=(self.height_cm - 1, self.height_cm + 1),
            ).exclude(pk=self.pk)[:3]
        )


class OfAPerson(AuditedModel):
    """Something that belongs to a person, and to the clinic that the person belongs to."""

    SEEN_BY: ClassVar[tuple[Role, ...]] = (Role.CLINICIAN,)
    SITE: ClassVar = "person__site"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", editable=False)

    everything = models.Manager()
    objects = PersonalManager()

    class Meta:
        """No table of its own."""

        abstract = True

    def person_key(self) -> uuid.UUID:
        """Tell whose data it is."""
        key: uuid.UUID = self.person_id
        return key

    def site_key(self) -> int:
        """Tell to which clinic it belongs."""
        site: int = self.person.site_id
        return site


class Consent(OfAPerson):
    """The person agreed, in writing, to a version of the clinic's form; nothing is analysed without."""

    form_version = models.CharField(
        _("version of the form"), max_length=40, help_text=_("As it stands on the paper that was signed.")
    )
    given_on = models.DateField(_("signed on"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-given_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.form_version}, {self.given_on}"

    @classmethod
    def in_force(cls, person: uuid.UUID) -> bool:
        """Tell whether a person has agreed and not withdrawn."""
        return cls.everything.filter(person=person, withdrawn_on__isnull=True).exists()

    def clean(self) -> None:
        """Refuse dates that cannot be."""
        today = timezone.localdate()
        if self.given_on and self.given_on > today:
            raise ValidationError({"given_on": _("This day is still to come.")})
        if self.withdrawn_on and self.withdrawn_on > today:
            raise ValidationError({"withdrawn_on": _("This day is still to come.")})
        if self.withdrawn_on and self.given_on and self.withdrawn_on < self.given_on:
            raise ValidationError({"withdrawn_on": _("This is before the day on which it was signed.")})


class Purpose(models.TextChoices):
    """What a visit is for."""

    MEASUREMENT = "measurement", _("measurement and prescription")
    TRAINING = "training", _("training session")
    CONTROL = "control", _("control")
    OUTCOMES = "outcomes", _("questionnaires")


class Visit(OfAPerson):
    """The person comes on a day."""

    on = models.DateField(_("day"))
    purpose = models.CharField(_("what for"), max_length=20, choices=Purpose.choices)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-on", "-pk"]
        indexes: ClassVar = [models.Index(fields=["on"], name="visits_of_a_day")]

    def __str__(self) -> str:
        return f"{self.on}: {self.get_purpose_display()}"

    def clean(self) -> None:
        """Refuse a day that is surely mistyped."""
        today = timezone.localdate()
        if self.on and abs(self.on.year - today.year) > 10:
            raise ValidationError({"on": _("This day is more than ten years away.")})
