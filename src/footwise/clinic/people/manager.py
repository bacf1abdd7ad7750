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
        return self._of(user, *allowed).filter(**{f"{_way(self.model)}binned_at__isnull": True})

    def in_the_bin_for(self, user: Any, *roles: Role) -> AuditedQuerySet:
        """Give what lies in the bin of clinics in which a user has one of the roles."""
        return self._of(user, *roles).filter(**{f"{_way(self.model)}binned_at__isnull": False})

    def _of(self, user: Any, *roles: Role) -> AuditedQuerySet:
        everything = AuditedQuerySet(self.model, using=self._db)
        found: AuditedQuerySet = everything.filter(**{f"{self.model.SITE}__in": sites_of(user, *roles)})
        return found

    def get_queryset(self) -> AuditedQuerySet:
        """Refuse."""
        raise TypeError(f"say for whom: {self.model.__name__}.objects.for_user(user)")


class PresentManager(models.Manager):
    """Gives everybody's, whoever asks, but for people who lie in the bin."""

    def get_queryset(self) -> Any:
        """Leave out those in the bin."""
        return super().get_queryset().filter(**{f"{_way(self.model)}binned_at__isnull": True})


def _way(model: Any) -> str:
    """The way from a thing to its person, as a query writes it; none from the person."""
    way: str = model.SITE.removesuffix("site")
    return way
