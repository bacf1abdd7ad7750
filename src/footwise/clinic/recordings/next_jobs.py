"""What follows when a recording is here or more is known about it: an archive is unpacked, a walk measured."""

from __future__ import annotations

from uuid import UUID

from footwise.clinic.recordings.kinds import Kind
from footwise.clinic.recordings.models import Recording
from footwise.clinic.work import ask_for

UNPACK = "unpack"


def arrived(recording: Recording) -> None:
    """Ask for what is to be done with a recording that is whole."""
    if recording.kind == Kind.ARCHIVE:
        ask_for(UNPACK, recording.pk)
    else:
        measure_what_is_ready(recording.visit_id)


def measure_what_is_ready(visit: UUID, moved: UUID | None = None) -> None:
    """Ask for the measuring of all of a visit of which everything is known that it needs; `moved` has just come."""
    # The room of measuring stands on this one and is known here by this one name.
    from footwise.clinic.measuring import ask_for_what_is_ready

    ask_for_what_is_ready(visit, moved=moved)
