"""A device that acts for somebody by a token, and the keys by which it adds nothing twice."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from footwise.clinic.accounts import Role, Site, User
from footwise.clinic.audit import AuditedModel


class Scope(StrEnum):
    """What a device may do, at most: it is never more than the person may for whom it acts."""

    READ = "read"
    ENTER = "enter"
    UPLOAD = "upload"
    PRESCRIBE = "prescribe"
    ADMINISTER = "administer"


SCOPE_NAMES = {
    Scope.READ.value: _("read: see what you see"),
    Scope.ENTER.value: _("enter: add and correct people, consents, visits and answers"),
    Scope.UPLOAD.value: _("upload: send recordings"),
    Scope.PRESCRIBE.value: _("prescribe: have recordings measured and compared; it can never sign"),
    Scope.ADMINISTER.value: _("administer: see the team and the record, end somebody's work"),
}
# Which of them a role can give away.
SCOPES_OF = {
    Role.CLINICIAN: frozenset({Scope.READ, Scope.ENTER, Scope.UPLOAD, Scope.PRESCRIBE}),
    Role.ASSESSOR: frozenset({Scope.READ, Scope.ENTER}),
    Role.ADMINISTRATOR: frozenset({Scope.ADMINISTER}),
}


class DeviceToken(AuditedModel):
    """A device or program that acts for somebody in one clinic until a day.

    Only a hash of the token is kept: who reads the database cannot use it.
    """

    unrecorded: ClassVar = frozenset({"version", "token_hash", "last_used_at"})

    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    # Divided by blanks.
    scopes = models.CharField(max_length=60)
    made_at = models.DateTimeField(default=timezone.now)
    ends_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def may(self) -> frozenset[Scope]:
        """What it was allowed when it was made."""
        return frozenset(Scope(one) for one in self.scopes.split())

    @property
    def scope_names(self) -> list[str]:
        """The same in words."""
        return [str(SCOPE_NAMES[one]) for one in Scope if one in self.may]

    @property
    def has_ended(self) -> bool:
        """Whether it is past its last day, or was ended before."""
        return self.ended_at is not None or self.ends_on < timezone.localdate()


class UsedKey(models.Model):
    """A key under which a device has added something: sent again, it adds nothing a second time."""

    device = models.ForeignKey(DeviceToken, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    # Of what was asked, under a secret of the clinic: from it nobody finds out what that was.
    asked = models.CharField(max_length=64)
    made = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """A key is used once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["device", "key"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return self.key
