"""A recording is moved to another visit, or to the person whose it is: with its forces and with what it has said."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from footwise.clinic.audit import record_about
from footwise.clinic.people import Visit
from footwise.clinic.recordings.arrival import opened
from footwise.clinic.recordings.models import Arrival, Recording
from footwise.clinic.recordings.next_jobs import measure_what_is_ready
from footwise.clinic.recordings.sealed_file import sealed_copy
from footwise.clinic.seal import seal_of_person


def move(recording: Recording, visit: Visit) -> None:
    """Move a recording to another visit; to another person's, it is sealed anew under that person's key."""
    from footwise.clinic.measuring import stop_measuring, take_along

    with transaction.atomic():
        stop_measuring(recording.pk)
        forces = recording.forces
        if forces is not None and forces.visit_id == recording.visit_id:
            _move_one(forces, visit)
        elif forces is not None:
            recording.forces = None
        Recording.everything.filter(forces=recording).exclude(visit=visit).update(forces=None)
        _move_one(recording, visit)
        take_along(recording)
        measure_what_is_ready(visit.pk, recording.pk)


def _move_one(recording: Recording, visit: Visit) -> None:
    old, before = recording.file, recording.person_id
    plain = opened(recording) if before != visit.person_id and recording.size_bytes else None
    recording.visit, recording.person_id = visit, visit.person_id
    if plain is not None:
        seal = seal_of_person(settings.HOME.keys, visit.person_id)
        end, _ = sealed_copy(recording.file, seal, recording.pk, plain)
        Arrival.objects.filter(recording=recording).update(sealed_bytes=end)
        transaction.on_commit(lambda: old.unlink(missing_ok=True))
    recording.save()
    if before != visit.person_id:
        # Whoever reads the record of the first person finds where it went.
        record_about("move away", "recording", str(recording.pk), before, recording.site_key())
