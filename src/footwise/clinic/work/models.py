"""A job: what is to be done with what, who does it, and how far it is. It holds nobody's measurements."""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


STATE_NAMES = {
    JobState.WAITING.value: _("waits"),
    JobState.RUNNING.value: _("is running"),
    JobState.DONE.value: _("is done"),
    JobState.FAILED.value: _("has failed"),
    JobState.CANCELLED.value: _("was cancelled"),
}
OPEN = (JobState.WAITING, JobState.RUNNING)


class Job(models.Model):
    """Something that a worker does."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    # What it is about, such as the recording that is measured.
    subject = models.UUIDField()
    asked_by = models.CharField(max_length=254)
    asked_by_id = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=STATE_NAMES, default=JobState.WAITING.value)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Whoever holds this may write; a worker that was thought dead and wakes up has another.
    token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    cancel_asked = models.BooleanField(default=False)
    now_at = models.CharField(max_length=120, blank=True)
    pieces_done = models.PositiveIntegerField(default=0)
    pieces = models.PositiveIntegerField(null=True)
    trouble = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Of one kind about one thing, one is open at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(state__in=[state.value for state in OPEN]),
                name="one_open_job_a_subject",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["state", "asked_at"], name="jobs_to_do")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in OPEN
