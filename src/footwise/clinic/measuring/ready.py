"""Which recordings of a visit can be measured now, and from what: each is measured by itself once that is known."""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from footwise.clinic.measuring.kept import MEASURE
from footwise.clinic.measuring.models import Measurement
from footwise.clinic.people import Consent, Person
from footwise.clinic.recordings import Condition, Kind, Recording, State
from footwise.clinic.seal import seal_of_person
from footwise.clinic.work import Job, JobState, ask_for

MARKER_KINDS = (Kind.C3D, Kind.TRC)
MEASURED_KINDS = (*MARKER_KINDS, Kind.TABLE, Kind.SENSOR, Kind.FILM)
# Somebody has stopped it, or it killed its worker twice: it is tried again when somebody says so.
_LEFT_ALONE = (JobState.CANCELLED, JobState.FAILED)


@dataclass(frozen=True)
class Sources:
    """What a recording is measured from.

    Attributes
    ----------
    recording : Recording
    forces, static : Recording or None
        Its forces where they are apart, and the standing trial of the visit.
    person : Person
    """

    recording: Recording
    forces: Recording | None
    static: Recording | None
    person: Person

    def fingerprint(self) -> str:
        """Tell these from other files and facts; two measurements of the same have the same."""
        files = [one.sha256 if one else "" for one in (self.recording, self.forces, self.static)]
        facts = [str(self.person.mass_kg), str(self.person.height_cm)] if self.uses_body else []
        told = json.dumps([*files, self.recording.foot, *facts])
        # Under the person's key: of a mass and a height alone anybody could try them all.
        key = seal_of_person(settings.HOME.keys, self.person.pk).key
        return hmac.digest(key, told.encode(), "sha256").hex()

    @property
    def uses_body(self) -> bool:
        """Whether mass and height count: of what was measured with force plates."""
        return self.recording.kind in MARKER_KINDS


def is_measurable(recording: Recording) -> bool:
    """Whether it is a recording of walking, all of it is here, and somebody has said how the person walked."""
    walked = recording.condition not in ("", Condition.STATIC)
    return recording.state == State.ARRIVED and recording.kind in MEASURED_KINDS and walked


def sources_of(recording: Recording, of_the_visit: Sequence[Recording], person: Person) -> Sources:
    """Find what a recording is measured from among those of its visit."""
    by_key = {one.pk: one for one in of_the_visit if one.state == State.ARRIVED}
    if recording.kind not in MARKER_KINDS:
        return Sources(recording, None, None, person)
    standing = [one for one in by_key.values() if one.condition == Condition.STATIC and one.kind in MARKER_KINDS]
    # Of several the one in the same folder, else the last.
    beside = [one for one in standing if one.folder == recording.folder]
    found = beside or standing
    return Sources(recording, by_key.get(recording.forces_id), found[-1] if found else None, person)


def ask_for_what_is_ready(visit: UUID, *, moved: UUID | None = None) -> None:
    """Ask for the measuring of every recording of a visit that is ready and was not measured from the same before.

    Parameters
    ----------
    visit : UUID
    moved : UUID, optional
        A recording that has just come from another visit: that its measuring was stopped there does not count here.
    """
    found = list(Recording.everything.filter(visit=visit).select_related("person"))
    if not found or not Consent.in_force(found[0].person_id):
        return
    ready = [one for one in found if is_measurable(one)]
    keys = [one.pk for one in ready]
    newest_first = Measurement.everything.filter(recording__in=keys).order_by("made_at", "pk")
    made_from = dict(newest_first.values_list("recording", "made_from"))
    jobs = dict(Job.objects.filter(kind=MEASURE, subject__in=keys).order_by("asked_at").values_list("subject", "state"))
    for one in ready:
        fingerprint = sources_of(one, found, one.person).fingerprint()
        left_alone = jobs.get(one.pk) in _LEFT_ALONE
        changed = made_from.get(one.pk) != fingerprint
        # What moving has stopped nobody has cancelled: it runs again, though it was measured from the same before.
        if (changed or left_alone) if one.pk == moved else (changed and not left_alone):
            ask_for(MEASURE, one.pk)
