"""People, what they agreed to, and their visits."""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from footwise.clinic.accounts import Role, Site
from footwise.clinic.audit import AuditedModel
from footwise.clinic.people.manager import PersonalManager, PresentManager
from footwise.clinic.people.sealed_fields import SealedFields, sealed_field

YOUNGEST, OLDEST = 18, 110
# Into how many groups people are put to find who looks the same. Of about 800 combinations of year, sex and knee each
# group holds a dozen, so that the number of a group in an old backup says next to nothing of anybody.
_GROUPS = 64


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


class Person(SealedFields):
    """Somebody with a sore knee, under a pseudonym: no name is kept anywhere.

    Attributes
    ----------
    alike : int
        Group of people who may look the same: a few bits of a keyed hash.
    binned_at : datetime or None
        Since when the person lies in the bin, where no list, page or job finds them.
    delete_after : datetime or None
        When the person is deleted for good.
    deleted_at : datetime or None
        Nothing is left but this row without content and the entries of the record.
    """

    SEEN_BY: ClassVar = (Role.CLINICIAN, Role.ASSESSOR)
    SITE: ClassVar = "site"
    unrecorded: ClassVar[frozenset[str]] = SealedFields.unrecorded | {"alike"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("clinic"))
    pseudonym = models.CharField(
        _("pseudonym"),
        max_length=40,
        validators=[RegexValidator(r"^[\w.-]+$", _("Letters, digits, point, hyphen and underscore only."))],
        help_text=_("What your clinic calls this person here, such as K-017. Never a name or a date of birth."),
    )
    year_of_birth = sealed_field(models.PositiveSmallIntegerField(_("year of birth")))
    sex = sealed_field(models.CharField(_("sex"), max_length=10, choices=Sex.choices))
    affected_side = sealed_field(models.CharField(_("affected knee"), max_length=5, choices=Side.choices))
    mass_kg = sealed_field(
        models.DecimalField(
            _("mass (kg)"), max_digits=4, decimal_places=1, validators=[MinValueValidator(25), MaxValueValidator(300)]
        )
    )
    height_cm = sealed_field(
        models.DecimalField(
            _("height (cm)"),
            max_digits=4,
            decimal_places=1,
            validators=[MinValueValidator(100), MaxValueValidator(230)],
        )
    )
    alike = models.PositiveSmallIntegerField(default=0, editable=False)
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    binned_at = models.DateTimeField(null=True, editable=False)
    delete_after = models.DateTimeField(null=True, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)

    everything = PresentManager()
    objects = PersonalManager()
    # What Django itself uses to check that a pseudonym is free, and the bin; no other page does.
    even_binned = models.Manager()

    class Meta:
        """Within a clinic a pseudonym is one person."""

        default_manager_name = "even_binned"
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

    def save(self, *arguments: Any, **named: Any) -> None:
        """Save, in the group of those who may look the same."""
        self.alike = self._group()
        super().save(*arguments, **named)

    def looks_like(self) -> list[Person]:
        """Find people of the same clinic with the same year of birth, sex, knee and almost the same height."""
        group = Person.everything.filter(site_id=self.site_id, alike=self._group()).exclude(pk=self.pk)
        return [one for one in group if one._seen() == self._seen() and abs(one.height_cm - self.height_cm) <= 1][:3]

    def _seen(self) -> tuple[int, str, str]:
        return int(self.year_of_birth), str(self.sex), str(self.affected_side)

    def _group(self) -> int:
        told = repr((self.site_id, *self._seen())).encode()
        return hmac.digest(settings.HOME.secret("web").encode(), told, "sha256")[0] % _GROUPS


class OfAPerson(AuditedModel):
    """Something that belongs to a person, and to the clinic that the person belongs to."""

    SEEN_BY: ClassVar[tuple[Role, ...]] = (Role.CLINICIAN,)
    SITE: ClassVar = "person__site"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", editable=False)

    # For jobs, which ask for nobody: all but what belongs to people in the bin.
    everything = PresentManager()
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

    def files_told(self) -> dict[str, Callable[[], Iterable[bytes]]]:
        """Name the files that belong to it and give what opens each, for everything about a person as one archive."""
        return {}


class Consent(OfAPerson, SealedFields):
    """The person agreed, in writing, to a version of the clinic's form; nothing is analysed without."""

    form_version = sealed_field(
        models.CharField(
            _("version of the form"), max_length=40, help_text=_("As it stands on the paper that was signed.")
        )
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
    # Nobody comes: what the person has filmed at home on a day.
    HOME = "home", _("film from home")


class Visit(OfAPerson, SealedFields):
    """The person comes on a day, or films a walk at home.

    Attributes
    ----------
    at_home : bool
        Nobody came: it counts as no visit where days are counted.
    """

    on = models.DateField(_("day"))
    purpose = sealed_field(models.CharField(_("what for"), max_length=20, choices=Purpose.choices))
    at_home = models.BooleanField(default=False, editable=False)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-on", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["on"], name="visits_of_a_day"),
            # The first page asks for everybody's first and last one.
            models.Index(fields=["person", "on"], name="visits_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.get_purpose_display()}"

    def clean(self) -> None:
        """Refuse a day that is surely mistyped."""
        today = timezone.localdate()
        if self.on and abs(self.on.year - today.year) > 10:
            raise ValidationError({"on": _("This day is more than ten years away.")})
