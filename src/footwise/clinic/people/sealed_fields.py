"""Fields that lie sealed under the person's key, all of a row in one text: pages and forms use them as any others."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.backends.utils import format_number

from footwise.clinic.audit import AuditedModel
from footwise.clinic.seal import opened_for_person, seal_of_person
from footwise.settings import parse_json


def sealed_field(field: models.Field) -> Any:
    """Let a field of a model lie sealed: it has no column, no query can ask for it, and no backup can keep it.

    The model is a `SealedFields`, and no other's base.
    """
    return _SealedField(field)


class _SealedField:
    """A field without a column of its own."""

    def __init__(self, field: models.Field) -> None:
        self._field = field

    def contribute_to_class(self, model: type[SealedFields], name: str) -> None:
        """Put the field into the model, as Django knows fields without a column."""
        field = self._field
        field.get_attname_column = lambda: (name, None)
        field.contribute_to_class(model, name, private_only=True)
        model.sealed_fields = (*model.sealed_fields, field)
        setattr(model, name, _SealedValue(field))


class _SealedValue:
    """What stands in the field of one row: opened when it is first asked for, and only then."""

    def __init__(self, field: models.Field) -> None:
        self._field = field

    def __get__(self, row: Any, model: Any = None) -> Any:
        if row is None:
            return self
        said = row.__dict__.get("_said", {})
        name = self._field.name
        return said[name] if name in said else row._opened().get(name)

    def __set__(self, row: Any, value: Any) -> None:
        row.__dict__.setdefault("_said", {})[self._field.name] = value


class SealedFields(AuditedModel):
    """A row of which some fields lie sealed together."""

    sealed_fields: ClassVar[tuple[Any, ...]] = ()
    unrecorded: ClassVar[frozenset[str]] = AuditedModel.unrecorded | {"sealed"}

    sealed = models.TextField(editable=False)

    class Meta:
        """No table of its own."""

        abstract = True

    def save(self, *arguments: Any, **named: Any) -> None:
        """Seal what was changed, save and record it."""
        before = self._plain(self._opened())
        now = {**before, **self._plain(self.__dict__.get("_said", {}))}
        if now != before or not self.sealed:
            text = json.dumps(now, sort_keys=True, separators=(",", ":"))
            self.sealed = seal_of_person(settings.HOME.keys, self._whose()).close(text)
        super().save(*arguments, **named)

    def refresh_from_db(self, *arguments: Any, **named: Any) -> None:
        """Read it again, and forget what was opened."""
        self.__dict__.pop("_said", None)
        super().refresh_from_db(*arguments, **named)

    @classmethod
    def opened_row(cls, row: dict[str, Any]) -> dict[str, Any]:
        """Open the sealed fields of a row of the table."""
        if "sealed" not in row:
            return row
        one = cls(**{field.attname: row[field.attname] for field in cls._meta.concrete_fields})
        return {**row, **one._opened()}

    def values_told(self) -> dict[str, Any]:
        """Give field by field what the record is told, sealed ones opened."""
        return {**super().values_told(), **{field.name: getattr(self, field.name) for field in self.sealed_fields}}

    def _opened(self) -> dict[str, Any]:
        """Open the row's text; once for each text.

        Raises
        ------
        Unsealable
            The person's key was destroyed, or the row was changed past the clinic.
        """
        text, opened = self.__dict__.get("_opened_text", ("", {}))
        if text != self.sealed:
            told = parse_json(opened_for_person(settings.HOME.keys, self._whose(), self.sealed))
            opened = {field.name: field.to_python(told.get(field.name)) for field in self.sealed_fields}
            self.__dict__["_opened_text"] = (self.sealed, opened)
        return dict(opened)

    def _whose(self) -> UUID:
        person = self.person_key()
        if person is None:
            raise TypeError(f"{type(self).__name__} belongs to nobody, so that no key can seal it")
        return person

    def _plain(self, values: dict[str, Any]) -> dict[str, Any]:
        """Write values as JSON knows them, numbers with the decimals that their fields have."""
        fields = {field.name: field for field in self.sealed_fields}
        told = {}
        for name, value in values.items():
            field, known = fields[name], fields[name].to_python(value)
            if isinstance(known, Decimal):
                known = format_number(known, field.max_digits, field.decimal_places)
            told[name] = known
        plain: dict[str, Any] = parse_json(json.dumps(told, cls=DjangoJSONEncoder))
        return plain
