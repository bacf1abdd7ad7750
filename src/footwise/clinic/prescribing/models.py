"""What a visit has found, the target that a clinician has signed, and the plan of the training towards it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from footwise.clinic.people import OfAPerson, SealedOfAPerson, Visit

LEG_NAMES = {"left": _("left leg"), "right": _("right leg")}


class Analysis(SealedOfAPerson):
    """The conditions of a visit side by side, as one version of Footwise has measured them.

    `content` holds ``figures`` (of `footwise.jobs.visit_figures` or `angle_figures`), ``made_of`` (the recordings that
    went in with their hashes, mass, height and leg), ``left_out`` and ``files`` (name, hash and length of each file).
    """

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="+", editable=False)
    side = models.CharField(max_length=5, choices=LEG_NAMES, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    footwise_version = models.CharField(max_length=20, editable=False)
    # Without force plates there are angles only, and never a prescription.
    has_loads = models.BooleanField(editable=False)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-made_at", "-pk"]
        verbose_name_plural = "analyses"
        # By which who waits for a signature is found without a look at what was found.
        indexes: ClassVar = [models.Index(fields=["has_loads", "person", "side", "visit"], name="analyses_with_loads")]

    def __str__(self) -> str:
        return f"{self.side}, {self.made_at:%Y-%m-%d}"

    def files_told(self) -> dict[str, Callable[[], Iterable[bytes]]]:
        """The files of the analysis."""
        from footwise.clinic.prescribing.result_files import file_of

        def pieces(name: str) -> list[bytes]:
            return [file_of(self, name) or b""]

        folder = f"results/{self.visit.on}-{self.side}-{self.pk}"
        return {f"{folder}/{name}": partial(pieces, name) for name in self.content["files"]}

    @property
    def figures(self) -> dict[str, Any]:
        """What was found."""
        figures: dict[str, Any] = self.content["figures"]
        return figures

    @property
    def proposed_deg(self) -> float | None:
        """Change of foot angle that the trial's rule gives, toe-out positive; 0 for none, None where it cannot say."""
        if not self.has_loads or not self.figures["judged"]:
            return None
        proposed: float | None = self.figures["target"]["change_deg"]
        return proposed


class Signed(SealedOfAPerson):
    """What a clinician has signed: it is never changed, only replaced."""

    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    signed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """No table of its own."""

        abstract = True

    def save(self, *arguments: Any, **named: Any) -> None:
        """Save it once."""
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is not changed: a new one replaces it")
        super().save(*arguments, **named)


class Target(Signed):
    """The foot angle that a clinician has signed for one leg.

    `content` holds ``change_deg``, ``baseline_deg``, ``target_deg`` (toe-out positive), ``proposed_deg``, ``own`` and
    ``reason``. Targets of a leg follow one another: each replaces the one before, the newest is in force.
    """

    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="+", editable=False)
    side = models.CharField(max_length=5, choices=LEG_NAMES, editable=False)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by", editable=False
    )

    class Meta:
        """The newest first; of a leg one is the first, and each is replaced once."""

        ordering: ClassVar = ["-signed_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "side"], condition=Q(replaces__isnull=True), name="one_first_target_a_leg"
            )
        ]

    def __str__(self) -> str:
        return f"{self.side}, {self.signed_at:%Y-%m-%d}"

    @property
    def change_deg(self) -> float:
        """Change of foot angle, toe-out positive."""
        change: float = self.content["change_deg"]
        return change

    @property
    def target_deg(self) -> float:
        """Foot angle to train, toe-out positive."""
        target: float = self.content["target_deg"]
        return target


class Plan(SealedOfAPerson):
    """The course of training towards a target.

    `content` holds ``home_minutes`` a day and ``sessions``, of each its ``minutes``, ``feedback_pct`` and
    ``alone_minutes`` (without feedback, at its end). The days may be moved until it is agreed.
    """

    target = models.OneToOneField(Target, on_delete=models.PROTECT, related_name="plan", editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    agreed_at = models.DateTimeField(null=True, editable=False)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"


class SessionMark(models.TextChoices):
    """What became of a planned session."""

    PLANNED = "planned", _("planned")
    DONE = "done", _("done")
    MISSED = "missed", _("missed")


class PlannedSession(OfAPerson):
    """A session of a plan: its day, and what became of it."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="sessions", editable=False)
    number = models.PositiveSmallIntegerField(editable=False)
    on = models.DateField(_("day"))
    mark = models.CharField(max_length=10, choices=SessionMark.choices, default=SessionMark.PLANNED)

    class Meta:
        """In their order."""

        ordering: ClassVar = ["plan", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "number"], name="one_session_a_number")]
        indexes: ClassVar = [models.Index(fields=["on"], name="sessions_of_a_day")]

    def __str__(self) -> str:
        return f"{self.number}: {self.on}"
