"""The one way to a person's data: everything that this user may see, and nothing else."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from footwise.clinic.accounts import Role, sites_of
from footwise.clinic.audit import AuditedQuerySet, only_reads


class PersonalManager(models.Manager):
    """Gives what somebody may see; asked without saying who asks, it refuses.

    A model says with `SEEN_BY` which roles may see it and with `SITE` the way to the clinic that it belongs to.
    """

    def for_user(self, user: Any, *roles: Role) -> AuditedQuerySet:
        """Give what a user may see today: that of their clinics, and of people who are shared with them.

        A share that is for reading counts in requests that only read, and where not fewer roles are asked for.

        Parameters
        ----------
        user : User or AnonymousUser
        roles : Role, optional
            Of those that may see it, only these: whoever changes something needs the role for that.
        """
        allowed = [role for role in self.model.SEEN_BY if not roles or role in roles]
        way = _way(self.model)
        seen = Q(**{f"{self.model.SITE}__in": sites_of(user, *allowed)})
        if Role.CLINICIAN in allowed:
            from footwise.clinic.sharing import persons_shared_with

            changes = len(allowed) < len(self.model.SEEN_BY) or not only_reads()
            shared = persons_shared_with(user, entering=changes)
            seen |= Q(**{f"{way}pk__in": shared})
        found: AuditedQuerySet = self._everybody().filter(seen, **{f"{way}binned_at__isnull": True})
        return found

    def in_the_bin_for(self, user: Any, *roles: Role) -> AuditedQuerySet:
        """Give what lies in the bin of clinics in which a user has one of the roles."""
        way = _way(self.model)
        lying = {f"{self.model.SITE}__in": sites_of(user, *roles), f"{way}binned_at__isnull": False}
        found: AuditedQuerySet = self._everybody().filter(**lying)
        return found

    def _everybody(self) -> AuditedQuerySet:
        return AuditedQuerySet(self.model, using=self._db)

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
