"""An entry of the audit."""

from __future__ import annotations

import json
from datetime import UTC
from hashlib import sha256
from typing import ClassVar

from django.db import models

_FIRST = "0" * 64


class Entry(models.Model):
    """Somebody saw or changed something.

    Nobody's measurements stand here in clear: what a field was and is, is sealed under the person's key.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=254)
    user_id = models.BigIntegerField(null=True)
    address = models.CharField(max_length=45, blank=True)
    route = models.CharField(max_length=100, blank=True)
    action = models.CharField(max_length=40)
    site_id = models.BigIntegerField(null=True)
    # What kind of thing, which one, and of whom: the persons' ids with a blank before and behind each.
    kind = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    persons = models.TextField(blank=True)
    fields = models.TextField(blank=True)
    values = models.TextField(blank=True)
    previous = models.CharField(max_length=64, default=_FIRST)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        """Two entries cannot follow the same one."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["previous"], name="one_entry_follows")]
        indexes: ClassVar = [
            models.Index(fields=["site_id", "number"], name="audit_of_a_site"),
            models.Index(fields=["user_id", "number"], name="audit_of_a_user"),
            models.Index(fields=["at"], name="audit_of_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.actor} {self.action} {self.kind}"

    def expected_hash(self) -> str:
        """Compute the hash of all that stands in the entry, with that of the one before."""
        told = {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}
        del told["hash"]
        told["at"] = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return sha256(json.dumps(told, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


class About(models.Model):
    """That an entry is about a person: found by it among millions; what counts stands in the entry itself."""

    entry = models.ForeignKey(Entry, on_delete=models.DO_NOTHING, related_name="+", db_index=False)
    person = models.UUIDField()

    class Meta:
        """Found by the person, the newest first."""

        indexes: ClassVar = [models.Index(fields=["person", "entry"], name="audit_of_a_person")]

    def __str__(self) -> str:
        return f"{self.entry_id}"
