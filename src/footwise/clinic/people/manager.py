"""The one way to a person's data: everything that this user may see, and nothing else."""

from __future__ import annotations

from typing import Any

from django.db import models

from footwise.clinic.accounts import Role, sites_of
from footwise.clinic.audit import AuditedQuerySet


class PersonalManager(models.Manager):
    """Gives what somebody may see; asked without saying who asks, it refuses.

    A model says with `SEEN_BY` which roles may see it and with `SITE` the way to the clinic that it belongs to.
    """

    def for_user(self, user: Any, *roles: Role) -> AuditedQuerySet:
        """Give what a user may see today.

        Parameters
        ----------
        user : User or AnonymousUser
        roles : Role, optional
            Of those that may see it, only these: whoever changes something needs the role for that.
        """
        allowed = [role for role in self.model.SEEN_BY if not roles or role in roles]
        everything = AuditedQuerySet(self.model, using=self._db)
        found: AuditedQuerySet = everything.filter(**{f"{self.model.SITE}__in": sites_of(user, *allowed)})
        return found

    def get_queryset(self) -> AuditedQuerySet:
        """Refuse."""
        raise TypeError(f"say for whom: {self.model.__name__}.objects.for_user(user)")
