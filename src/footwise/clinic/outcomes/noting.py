"""How an outcome is noted, corrected and removed; what follows from it is worked out in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from footwise.clinic.audit import ChangedMeanwhile
from footwise.clinic.outcomes.follows import work_out_again
from footwise.clinic.outcomes.models import Outcome, Questionnaire, Source
from footwise.clinic.people import Person

Row = TypeVar("Row", bound=Outcome)


class Note(StrEnum):
    """What became of something that was to be noted."""

    ADDED = "added"
    SAME = "same"
    """It stands there already, figure by figure."""
    OTHER = "other"
    """Other figures stand there: whoever has seen them corrects them."""


@dataclass(frozen=True)
class Noted:
    """A row, and whether it is new.

    Attributes
    ----------
    note : Note
    row : Outcome
        What stands there now.
    """

    note: Note
    row: Any


def find(kind: type[Row], person: UUID, day: date, slot: str) -> Row | None:
    """Give what stands at a person's day and slot."""
    found: Row | None = kind.of_person(person).filter(day=day, slot=slot).first()
    return found


def note(
    kind: type[Row],
    *,
    person: UUID,
    day: date,
    slot: str,
    figures: dict[str, Any],
    source: Source,
    user: Any,
    **fields: Any,
) -> Noted:
    """Note an outcome, unless something stands there: the same adds nothing, another is not overwritten.

    Parameters
    ----------
    kind : type of Outcome
    person : UUID
    day : date
    slot : str
    figures : dict
        As the kind says.
    source : Source
    user : User
        Who notes it.
    **fields
        Further fields of the kind.
    """
    with transaction.atomic():
        _one_after_the_other(person)
        stands = find(kind, person, day, slot)
        if stands is not None:
            return Noted(Note.SAME if stands.figures == figures else Note.OTHER, stands)
        row = kind(person_id=person, day=day, slot=slot, noted_by=user, **fields)
        row.content = {"figures": figures, "source": source.value}
        row.save()
        work_out_again(row)
        return Noted(Note.ADDED, row)


def note_all(
    kind: type[Row], rows: Iterable[Mapping[str, Any]], *, person: UUID, source: Source, user: Any, **fields: Any
) -> None:
    """Note many outcomes of a person in a row; what follows from all of them is worked out once, at the end.

    Parameters
    ----------
    kind : type of Outcome
    rows : iterable of mapping
        ``day``, ``slot`` and ``figures`` of each; where something stands already, that stays.
    person : UUID
    source : Source
    user : User
    **fields
        Further fields of the kind, the same of all.
    """
    with transaction.atomic():
        _one_after_the_other(person)
        row: Outcome | None = None
        for told in rows:
            if find(kind, person, told["day"], told["slot"]) is None:
                row = kind(person_id=person, day=told["day"], slot=told["slot"], noted_by=user, **fields)
                row.content = {"figures": told["figures"], "source": source.value}
                row.save()
        if row is not None:
            work_out_again(row)


def go_on(row: Questionnaire, figures: dict[str, Any], *, finished: bool, version: int | None = None) -> None:
    """Keep more of a form that was begun and is not finished: what it has is no outcome yet.

    Raises
    ------
    ChangedMeanwhile
        It stands there newer than it was seen, or was finished meanwhile.
    """
    with transaction.atomic():
        _one_after_the_other(row.person_id)
        _seen(row, version)
        row.content = {**row.content, "figures": figures}
        row.finished = finished
        row.save()
        if finished:
            work_out_again(row)


def correct(
    row: Outcome, figures: dict[str, Any], *, reason: str, user: Any, version: int | None = None, **fields: Any
) -> None:
    """Put other figures in the place of what stands there; that stays in the record, with the reason.

    Parameters
    ----------
    row : Outcome
        As it was read.
    figures : dict
    reason : str
    user : User
    version : int, optional
        Of the row that whoever corrects it has seen; default: of the row itself.
    **fields
        Of the row, such as another day.

    Raises
    ------
    ChangedMeanwhile
        It stands there newer than it was seen.
    """
    with transaction.atomic():
        _one_after_the_other(row.person_id)
        before = {"figures": row.figures, "day": row.day.isoformat(), "source": row.content["source"]}
        earlier = {**before, "reason": reason, "by": str(user), "at": timezone.now().isoformat()}
        _seen(row, version)
        row.content = {**row.content, "figures": figures, "earlier": [*row.earlier, earlier]}
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
        work_out_again(row)


def remove(row: Outcome, *, reason: str, user: Any, version: int | None = None) -> None:
    """Take an outcome out of everything that is shown and worked out; it stays in the record, with the reason.

    Raises
    ------
    ChangedMeanwhile
        It stands there newer than it was seen.
    """
    with transaction.atomic():
        _one_after_the_other(row.person_id)
        _seen(row, version)
        row.content = {**row.content, "removed": reason, "removed_by": str(user)}
        row.removed_at = timezone.now()
        row.save()
        work_out_again(row)


def _seen(row: Outcome, version: int | None) -> None:
    if version is not None:
        row.version = version


def _one_after_the_other(person: UUID) -> None:
    """Let two who write of the same person wait for each other: each works out from what the other has written."""
    held = Person.everything.select_for_update().filter(pk=person).values_list("pk", flat=True)
    if not list(held):
        raise ChangedMeanwhile({})
