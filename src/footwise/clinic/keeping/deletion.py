"""Deletion for good: the key first, then files and rows; interrupted at any point, it is finished by the next call."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from footwise.clinic.audit import record_about
from footwise.clinic.keeping.models import BinLook
from footwise.clinic.people import OfAPerson, Person
from footwise.clinic.seal import destroy_key, destroyed_keys
from footwise.clinic.work import Job

_log = logging.getLogger("footwise.clinic")
# The bin is looked through every minute. After a longer pause the clock may have leapt, and somebody may see it.
_PAUSE, _HELD = timedelta(days=1), timedelta(days=1)


def delete_due() -> int:
    """Delete whoever has lain in the bin for long enough, and finish what was interrupted; gives how many."""
    now = timezone.now()
    living = Person.even_binned.filter(deleted_at__isnull=True)
    # Without their key they are gone already, whatever the clock says: interrupted, or in a database of before that was
    # put back from a backup.
    due = set(living.filter(pk__in=destroyed_keys(settings.HOME.keys)).values_list("pk", flat=True))
    if not _clock_may_have_leapt(now):
        due |= set(living.filter(binned_at__isnull=False, delete_after__lte=now).values_list("pk", flat=True))
    done = 0
    for person in sorted(due):
        try:
            delete_for_good(person)
            done += 1
        except OSError:
            # A folder that cannot be written keeps nobody else; the next look tries again.
            _log.exception("a person could not be deleted for good")
    return done


def confirm_deletion(person: Person) -> None:
    """Delete a person who lies in the bin now, without waiting for their day."""
    person.delete_after = timezone.now()
    # Kept before anything is destroyed: whatever happens now, it will be finished.
    person.save()
    delete_for_good(person.pk)


def delete_for_good(person: UUID) -> None:
    """Destroy the key, remove the files, empty the rows; the record keeps its entries, of which no value opens."""
    destroy_key(settings.HOME.keys, person)
    for folder in settings.HOME.folder.iterdir():
        # Each room keeps a person's files in a folder of that person.
        if folder.is_dir():
            shutil.rmtree(folder / str(person), onerror=_unless_gone)
    with transaction.atomic():
        one = models.QuerySet(Person).select_for_update().filter(pk=person, deleted_at__isnull=True).only("site_id")
        found = one.values_list("site_id", flat=True).first()
        if found is None:
            return
        _empty_rows(person)
        _empty_person(person)
        record_about("delete for good", "person", str(person), person, found)


def _empty_rows(person: UUID) -> None:
    """Take out every row of a person, of whichever room; that they name each other is checked at the end."""
    gone = {person}
    for model in _models_of_a_person():
        rows = models.QuerySet(model).filter(person=person)
        gone |= set(rows.values_list("pk", flat=True))
        for follower in model._meta.get_fields(include_hidden=True):
            if follower.auto_created and not follower.concrete and not issubclass(follower.related_model, OfAPerson):
                named = f"{follower.field.name}__in"
                models.QuerySet(follower.related_model).filter(**{named: rows.values("pk")}).delete()
    for model in _models_of_a_person():
        rows = models.QuerySet(model).filter(person=person)
        rows._raw_delete(rows.db)
    # What a worker said may name a file.
    Job.objects.filter(subject__in=gone).delete()


def _empty_person(person: UUID) -> None:
    now = timezone.now()
    emptied: dict[str, Any] = {"pseudonym": f"deleted-{person.hex}", "sealed": "", "alike": 0}
    models.QuerySet(Person).filter(pk=person).update(**emptied, added_at=now, deleted_at=now, version=F("version") + 1)


def _models_of_a_person() -> Iterator[Any]:
    return (model for model in apps.get_models() if issubclass(model, OfAPerson))


def _clock_may_have_leapt(now: datetime) -> bool:
    """Note that the bin is looked through; after a long pause nothing is deleted for a day."""
    with transaction.atomic():
        look = BinLook.objects.select_for_update().first()
        if look is None:
            BinLook.objects.create(looked_at=now, hold_until=now)
            return False
        if abs(now - look.looked_at) > _PAUSE:
            look.hold_until = now + _HELD
        # Back over a leap: what was held for the other time is not held for longer than a day of this one.
        look.hold_until = min(look.hold_until, now + _HELD)
        look.looked_at = now
        look.save()
        return bool(now < look.hold_until)


def _unless_gone(function: Any, path: str, error: Any) -> None:
    if not isinstance(error[1], FileNotFoundError):
        raise error[1]
