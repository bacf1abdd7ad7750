"""Users, sites, who works where as what, and the links by which an account comes to be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from footwise.clinic.audit import AuditedModel


class UserManager(BaseUserManager):
    """Makes users, whose e-mail addresses are compared without regard to case."""

    def create_user(self, email: str, password: str | None, **fields: Any) -> User:
        """Make a user."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a user by e-mail address."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """Somebody who works in a clinic. What they may do is said by their memberships alone."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    language = models.CharField(max_length=5, default="en-gb")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    # None: the person themselves, at a browser.
    narrowed: Narrowed | None = None

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name or self.email


class Site(AuditedModel):
    """A clinic, whose people no other clinic sees."""

    name = models.CharField(_("name of the clinic"), max_length=100, unique=True)

    def __str__(self) -> str:
        return self.name


class Role(StrEnum):
    """What somebody is in a clinic."""

    ADMINISTRATOR = "administrator"
    """Accounts and the record of who saw what; sees nobody's measurements."""
    CLINICIAN = "clinician"
    """Measures, prescribes, follows."""
    ASSESSOR = "assessor"
    """Asks for outcomes; never sees arm, target or load."""


ROLE_NAMES = {
    Role.ADMINISTRATOR.value: _("administrator"),
    Role.CLINICIAN.value: _("clinician"),
    Role.ASSESSOR.value: _("blinded assessor"),
}


@dataclass(frozen=True)
class Narrowed:
    """To what a device that acts for somebody is kept, of all that they may.

    Attributes
    ----------
    site_id : int
        The one clinic in which it acts.
    roles : frozenset of Role
        As which of their roles.
    """

    site_id: int
    roles: frozenset[Role]


class MembershipQuerySet(models.QuerySet):
    """Memberships, of which those that have ended count no longer."""

    def in_force(self) -> MembershipQuerySet:
        """Leave out those that have ended."""
        today = timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), user__is_active=True)


class Membership(AuditedModel):
    """Somebody has a role in a clinic; one may have several."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=ROLE_NAMES)
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        """A role is held once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "site", "role"], name="one_membership_a_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.site}"


class OneTimeLink(models.Model):
    """An invitation: whoever opens the link once makes the account that it is for.

    Only a hash of what stands in the link is kept: who reads the database cannot use it.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    # None: the first administrator, who also names the first clinic.
    site = models.ForeignKey(Site, on_delete=models.CASCADE, null=True, related_name="+")
    role = models.CharField(max_length=20, choices=ROLE_NAMES)
    email = models.EmailField(blank=True)
    made_by = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.site or '-'}"
