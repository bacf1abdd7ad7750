"""A table of answers is looked at row by row: what would be added, what is there already, what is refused and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from footwise.clinic.outcomes.models import PainRating, Questionnaire, Source
from footwise.clinic.outcomes.noting import Note, note
from footwise.clinic.outcomes.scoring import instrument_of
from footwise.clinic.outcomes.words import day_in_words, figure, where_in_words
from footwise.clinic.people import Consent, Person

if TYPE_CHECKING:
    from footwise.jobs import AnsweredRow, AnsweredTable

# A table of a year of a clinic has some hundreds.
MOST_ROWS = 5000
_BOTH = "both"


class Fate(StrEnum):
    """What becomes of something in the table."""

    ADDED = "added"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True)
class Item:
    """A rating or a form of a row.

    Attributes
    ----------
    row : int
        Number in the table.
    person : str
        As the table calls them.
    day : str
        In words, or as it is written where it is none.
    what : str
    fate : Fate
    why : str
        Why it is refused, or what of it is missing.
    from_library : bool
        `why` is a sentence of the library, in English.
    noting : dict
        What `note` is called with; empty where it is not to be added.
    """

    row: int
    person: str
    day: str
    what: str
    fate: Fate
    why: str = ""
    from_library: bool = False
    noting: dict[str, Any] | None = None


def look_through(table: AnsweredTable, user: Any, site: Any) -> list[Item]:
    """Say of everything in a table what would become of it; five questions to the database, however long it is.

    Parameters
    ----------
    table : AnsweredTable
    user : User
    site : Site
        Of whose people the table is.
    """
    names = {row.person.lower() for row in table.rows}
    mine = Person.objects.for_user(user).filter(site=site).annotate(plain=Lower("pseudonym"))
    people = {one.plain: one for one in mine.filter(plain__in=names)}
    ids = [one.pk for one in people.values()]
    agreed = set(Consent.everything.filter(person__in=ids, withdrawn_on__isnull=True).values_list("person", flat=True))
    days = {row.day for row in table.rows if row.day}
    stands = {
        (kind, row.person_id, row.day, row.slot): row
        for kind in (PainRating, Questionnaire)
        for row in kind.objects.for_user(user).filter(person__in=ids, day__in=days, removed_at__isnull=True)
    }
    found: list[Item] = []
    seen: set[tuple[Any, ...]] = set()
    for row in table.rows:
        person = people.get(row.person.lower())
        for item in _items(row, person, person is not None and person.pk in agreed, table.coding):
            found.append(_against(item, stands, seen))
    return found


def add_all(items: Iterable[Item], user: Any) -> int:
    """Add what is to be added, all or nothing; gives how much was new."""
    added = 0
    with transaction.atomic():
        for item in items:
            if item.noting is not None:
                told = dict(item.noting)
                noted = note(told.pop("kind"), user=user, source=Source("import"), **told)
                added += noted.note is Note.ADDED
    return added


def _items(row: AnsweredRow, person: Any, agreed: bool, coding: str) -> list[Item]:
    day = day_in_words(row.day) if row.day else row.written_day
    told: dict[str, Any] = {"row": row.number, "person": row.person, "day": day}
    refused = _refused(row, person, agreed)
    if refused:
        return [Item(**told, what="", fate=Fate.REFUSED, why=refused)]
    assert row.day is not None
    items = _pain(row, person, row.day, told) + _form(row, person.pk, row.day, coding, told)
    return items or [Item(**told, what="", fate=Fate.REFUSED, why=_("There is no answer in this row."))]


def _refused(row: AnsweredRow, person: Any, agreed: bool) -> str:
    """Say why nothing of a row is taken; empty where it is."""
    if person is None:
        return _("Nobody of your clinic has this pseudonym.")
    if not agreed:
        return _("No consent of this person is in force.")
    if row.day is None:
        if not row.written_day:
            return _("There is no day in this row.")
        return _("The day cannot be told. Write it as year-month-day, such as 2026-05-01.")
    today = timezone.localdate()
    if row.day > today:
        return _("This day is still to come.")
    if row.day.year < today.year - 10:
        return _("This day is more than ten years away.")
    return ""


def _pain(row: AnsweredRow, person: Any, day: date, told: dict[str, Any]) -> list[Item]:
    # Loads pandas, which no page needs.
    from footwise.followup import NOT_ANSWERED

    items = []
    for name, why in row.reasons.items():
        # An empty field is none; what is written there and is no rating is told.
        if name.startswith("nrs_") and why != NOT_ANSWERED:
            items.append(Item(**told, what=_("pain"), fate=Fate.REFUSED, why=why, from_library=True))
    if not row.pain:
        return items
    side = row.side or person.affected_side
    if side not in ("left", "right"):
        why = _("Which knee? Write left or right into a column side.")
        return [*items, Item(**told, what=_("pain"), fate=Fate.REFUSED, why=why)]
    for place, rating in row.pain.items():
        slot = PainRating.slot_of(side, place)
        noting = {"kind": PainRating, "person": person.pk, "day": day, "slot": slot, "figures": {"rating": rating}}
        what = f"{_('pain')} {figure(rating)}, {where_in_words(slot)}"
        items.append(Item(**told, what=what, fate=Fate.ADDED, noting=noting))
    return items


def _form(row: AnsweredRow, person: UUID, day: date, coding: str, told: dict[str, Any]) -> list[Item]:
    answered = [item for item, answer in row.answers.items() if answer]
    if not answered:
        return []
    slot = instrument_of(answered)
    scores = {name: value for name, value in row.scores.items() if slot == "koos" or name.startswith("womac_")}
    reasons = {
        name: why
        for name, why in row.reasons.items()
        if not name.startswith("nrs_") and (slot == "koos" or name.startswith("womac_"))
    }
    figures = {
        "answers": {item: answer or None for item, answer in row.answers.items()},
        "coding": coding,
        "language": "",
        "scores": scores,
        "reasons": reasons,
    }
    noting = {"kind": Questionnaire, "person": person, "day": day, "slot": slot, "figures": figures, "finished": True}
    what = _("%(form)s, %(answers)d answers") % {"form": slot.upper(), "answers": len(answered)}
    why = next(iter(reasons.values()), "")
    return [Item(**told, what=what, fate=Fate.ADDED, why=why, from_library=bool(why), noting=noting)]


def _against(item: Item, stands: dict[tuple[Any, ...], Any], seen: set[tuple[Any, ...]]) -> Item:
    """Hold something against what stands there already, in the clinic or further up in the table."""
    if item.noting is None:
        return item
    key = tuple(item.noting[name] for name in ("kind", "person", "day", "slot"))
    there = stands.get(key)
    if there is not None and _same(there, item.noting["figures"]):
        return _with(item, Fate.SAME, _("It is there already."))
    if there is not None:
        return _with(item, Fate.REFUSED, _("Something else stands there of this day. Correct it there."))
    if key in seen:
        return _with(item, Fate.REFUSED, _("It stands further up in the table already."))
    seen.add(key)
    return item


def _same(there: Any, figures: dict[str, Any]) -> bool:
    if isinstance(there, PainRating):
        return there.rating == figures["rating"]
    stands = there.figures
    answers = [{item: answer for item, answer in one["answers"].items() if answer} for one in (stands, figures)]
    return there.finished and stands["coding"] == figures["coding"] and answers[0] == answers[1]


def _with(item: Item, fate: Fate, why: str) -> Item:
    return Item(item.row, item.person, item.day, item.what, fate, why)


def counted(items: Sequence[Item]) -> dict[str, int]:
    """Count by what becomes of them."""
    return {fate.value: sum(item.fate is fate for item in items) for fate in Fate}
