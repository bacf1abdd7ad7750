"""What is known of a person in figures and words, sealed under their key: it goes with the key, in backups too."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from footwise.clinic.people.models import OfAPerson
from footwise.clinic.seal import opened_for_person, seal_of_person
from footwise.settings import parse_json


class SealedOfAPerson(OfAPerson):
    """Something of a person whose content no database can search and no backup can keep.

    What a query must find (whose it is, a day, a kind) stays in fields of its own; everything else belongs into
    `content`.
    """

    # What the record is told is the content, which it seals itself.
    unrecorded: ClassVar[frozenset[str]] = OfAPerson.unrecorded | {"sealed"}

    sealed = models.TextField(editable=False)

    class Meta:
        """No table of its own."""

        abstract = True

    @property
    def content(self) -> dict[str, Any]:
        """What it says, as JSON knows it; give it anew as a whole to change it.

        Raises
        ------
        Unsealable
            The person's key was destroyed, or the row was changed past the clinic.
        """
        if "_content" not in self.__dict__:
            opened = opened_for_person(settings.HOME.keys, self.person_id, self.sealed)
            self.__dict__["_content"] = parse_json(opened)
        content: dict[str, Any] = self.__dict__["_content"]
        return content

    @content.setter
    def content(self, told: dict[str, Any]) -> None:
        # What is read back is what a row gives after it was stored: days and decimals are text at once.
        self.__dict__["_content"] = parse_json(json.dumps(told, cls=DjangoJSONEncoder))
        self.__dict__["_changed"] = True

    def save(self, *arguments: Any, **named: Any) -> None:
        """Seal what was changed, save and record it."""
        if self.__dict__.pop("_changed", False):
            text = json.dumps(self.content, sort_keys=True, separators=(",", ":"))
            self.sealed = seal_of_person(settings.HOME.keys, self.person_id).close(text)
        super().save(*arguments, **named)

    def refresh_from_db(self, *arguments: Any, **named: Any) -> None:
        """Read it again, and forget what was opened."""
        self.__dict__.pop("_content", None)
        super().refresh_from_db(*arguments, **named)

    @classmethod
    def opened_row(cls, row: dict[str, Any]) -> dict[str, Any]:
        """Open the content of a row of the table."""
        if "sealed" not in row:
            return row
        return {**row, "content": parse_json(opened_for_person(settings.HOME.keys, row["person_id"], row["sealed"]))}

    def values_told(self) -> dict[str, Any]:
        """Give field by field what the record is told, the content opened."""
        return {**super().values_told(), "content": self.content}
