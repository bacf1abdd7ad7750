"""Which file of forces goes with which file of markers, by how people name the two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from footwise.clinic.recordings.kinds import Kind
from footwise.clinic.recordings.models import Recording

# What the name of the forces has more: walk.trc has walk_grf.mot, walk_forces.mot, walk_GRF_filtered.sto.
_OF_FORCES = re.compile(
    r"(?i)[ _.-]*(grfs?|forces?|fp|plates?|kinetics|ground[ _-]?reaction(?:[ _-]?forces?)?|kraft|kraefte|kräfte"
    r"|fuerzas?|filtered|filt|markers?|marker[ _-]?data)(?=$|[ _.-])"
)


def forces_by_name(recording: Recording, of_the_visit: Sequence[Recording]) -> Recording | None:
    """Find the forces of a TRC file: of the same name and folder, or the only ones where there is one of each."""
    if recording.kind != Kind.TRC:
        return None
    forces = [one for one in of_the_visit if one.kind == Kind.FORCES and one.state == recording.state]
    named = [one for one in forces if _stem(one) == _stem(recording)]
    beside = [one for one in named if one.folder == recording.folder]
    for found in (beside, named):
        if len(found) == 1:
            return found[0]
    markers = [one for one in of_the_visit if one.kind == Kind.TRC and one.state == recording.state]
    return forces[0] if len(forces) == len(markers) == 1 and not named else None


def _stem(recording: Recording) -> str:
    return _OF_FORCES.sub("", PurePosixPath(recording.name).stem).strip(" _.-").lower()
