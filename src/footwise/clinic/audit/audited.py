"""Models whose every change and every read is recorded, without anybody having to think of it."""

from __future__ import annotations

from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models, transaction

from footwise.clinic.audit.chain import record_change
from footwise.clinic.audit.reads import note_read


class ChangedMeanwhile(Exception):
    """Somebody else has changed the same thing since it was read.

    Parameters
    ----------
    theirs : dict
        Field by field what stands there now.
    """

    def __init__(self, theirs: dict[str, Any]) -> None:
        super().__init__("changed meanwhile")
        self.theirs = theirs


class AuditedQuerySet(models.QuerySet):
    """A query that offers nothing by which data could be read or changed past the record."""

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise TypeError(f"{self.model.__name__} is changed and read one by one, so that each is recorded")

    update = delete = bulk_create = bulk_update = values = values_list = dates = datetimes = _refuse


class AuditedModel(models.Model):
    """Something whose changes are recorded; where it is a person's, reads as well.

    Attributes
    ----------
    version : int
        Counts changes: who saves what is older than what stands there is told, and overwrites nothing.
    """

    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        """No table of its own."""

        abstract = True

    # Not written into the record, since they are no change of their own.
    unrecorded: ClassVar[frozenset[str]] = frozenset({"version"})

    def person_key(self) -> UUID | None:
        """Tell whose data it is; None where it is nobody's."""
        return None

    def site_key(self) -> int | None:
        """Tell to which clinic it belongs."""
        site: int | None = getattr(self, "site_id", None)
        return site

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any) -> Self:
        """Note that it was read."""
        one: Self = super().from_db(db, field_names, values)
        # What belongs to a person does not say the clinic by itself; the person does, and is read with it.
        note_read(one.person_key(), getattr(one, "site_id", None))
        return one

    def save(self, *arguments: Any, **named: Any) -> None:
        """Save and record the change, both or neither.

        Raises
        ------
        ChangedMeanwhile
            It stands there newer than it was read.
        """
        version = self.version
        with transaction.atomic():
            before: dict[str, Any] = {}
            if not self._state.adding:
                stored = type(self)._base_manager.select_for_update().filter(pk=self.pk).values().first() or {}
                stored = self.opened_row(stored)
                if stored.get("version") != version:
                    raise ChangedMeanwhile(stored)
                before = stored
            try:
                self.version = version + 1
                super().save(*arguments, **named)
                self._record(before)
            except BaseException:
                self.version = version
                raise

    def delete(self, *arguments: Any, **named: Any) -> Any:
        """Refuse: what was recorded of somebody does not vanish piece by piece."""
        raise TypeError(f"{type(self).__name__} is not deleted")

    @classmethod
    def opened_row(cls, row: dict[str, Any]) -> dict[str, Any]:
        """Give a row of the table as people know it; a model that seals some of it opens it here."""
        return row

    def values_told(self) -> dict[str, Any]:
        """Give field by field what the record is told."""
        return {field.attname: field.value_from_object(self) for field in self._meta.concrete_fields}

    def _record(self, before: dict[str, Any]) -> None:
        after = self.values_told()
        changes = {
            name: [before.get(name), value]
            for name, value in after.items()
            if name not in self.unrecorded and (not before or before.get(name) != value)
        }
        if changes:
            action = "change" if before else "add"
            record_change(
                action, self._meta.model_name or "", str(self.pk), changes, self.person_key(), self.site_key()
            )
