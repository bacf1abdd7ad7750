"""Entries follow one another: each holds the hash of the one before; none can be changed or taken out unseen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from footwise.clinic.audit.acting import who_acts
from footwise.clinic.audit.models import About, Entry
from footwise.clinic.audit.syslog import tell_syslog
from footwise.clinic.seal import seal_of_person

# Any number that no other program takes in the same database.
_LOCK = 4_715_211_408


@dataclass(frozen=True)
class ChainState:
    """What a walk along the chain has found.

    Attributes
    ----------
    entries : int
        How many follow one another unbroken.
    last_hash : str
        Of the last of them; written down elsewhere, it shows later that none of them was cut off.
    broken_at : int or None
        Number of the first that does not follow; None where all do.
    """

    entries: int
    last_hash: str
    broken_at: int | None


def record_event(action: str, *, site_id: int | None = None, about: str = "") -> None:
    """Record what happened to no person's data: a log-in, an invitation, a verdict over the chain."""
    append(action, site_id=site_id, values=about)


def record_change(
    action: str, kind: str, object_id: str, changes: Mapping[str, Any], person: UUID | None, site_id: int | None
) -> None:
    """Record a change: names of the fields in clear, values sealed where they are a person's."""
    values = json.dumps(changes, cls=DjangoJSONEncoder, sort_keys=True)
    if person is not None:
        values = seal_of_person(settings.HOME.keys, person).close(values)
    append(
        action,
        kind=kind,
        object_id=object_id,
        persons=[person] if person else [],
        fields=" ".join(sorted(changes)),
        values=values,
        site_id=site_id,
    )


def record_about(action: str, kind: str, object_id: str, person: UUID, site_id: int | None) -> None:
    """Record what was done with something of a person beside changing its fields."""
    append(action, kind=kind, object_id=object_id, persons=[person], site_id=site_id)


def append(
    action: str,
    *,
    kind: str = "",
    object_id: str = "",
    persons: Iterable[UUID] = (),
    fields: str = "",
    values: str = "",
    site_id: int | None = None,
) -> None:
    """Append an entry; in the transaction of what it is about, so that neither is ever there without the other."""
    actor = who_acts()
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        # On SQLite every transaction has locked the whole database already.
        last = Entry.objects.order_by("-number").only("number", "hash").first()
        about = sorted(persons, key=str)
        ids = [str(person) for person in about]
        entry = Entry(
            number=last.number + 1 if last else 1,
            at=timezone.now(),
            actor=actor.name[:254],
            user_id=actor.user_id,
            address=actor.address[:45],
            route=actor.route[:100],
            action=action,
            site_id=site_id,
            kind=kind,
            object_id=object_id,
            persons=f" {' '.join(ids)} " if ids else "",
            fields=fields,
            values=values,
        )
        if last:
            entry.previous = last.hash
        entry.hash = entry.expected_hash()
        entry.save(force_insert=True)
        if settings.SYSLOG:
            # Only what the record has kept.
            transaction.on_commit(lambda: tell_syslog(settings.SYSLOG, entry))
        if about:
            About.objects.bulk_create([About(entry=entry, person=person) for person in about])


def verify_chain() -> ChainState:
    """Walk along all entries and say whether each is as it was written and follows the one before."""
    number, last_hash = 0, Entry._meta.get_field("previous").get_default()
    for entry in Entry.objects.order_by("number").iterator(chunk_size=2000):
        if entry.number != number + 1 or entry.previous != last_hash or entry.hash != entry.expected_hash():
            return ChainState(number, last_hash, entry.number)
        number, last_hash = entry.number, entry.hash
    return ChainState(number, last_hash, None)
