"""From recordings of markers of two walks to what changed between them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs.forces_beside import forces_beside
from footwise.jobs.odds.request import OddsRequest, check_speeds
from footwise.jobs.progress import Progress, counting
from footwise.loads import WalkPosture, marked_posture
from footwise.notes import Note
from footwise.prescription.odds import WalkChanges, posture_changes
from footwise.recordings import Recording, check_recorded_once, different_people, read_recording


def marker_changes(natural: Path, changed: Path, asked: OddsRequest, progress: Progress) -> WalkChanges:
    """Measure what changed from the natural to the changed walk.

    Parameters
    ----------
    natural, changed : Path
        A C3D or TRC file each.
    asked : OddsRequest
    progress : Progress

    Raises
    ------
    FootwiseError
        What is wrong with which file.
    """

    def read(file: Path) -> Recording:
        return read_recording(
            file, marker_map=asked.marker_map, height_m=asked.height_m, leg_length_m=asked.leg_length_m
        )

    static = None if asked.static is None else read(asked.static)
    begins = counting(progress, 2)
    walks: list[WalkPosture] = []
    recordings: list[Recording] = []
    for file in (natural, changed):
        begins(file.name)
        recordings.append(read(file))
        walks.append(marked_posture(recordings[-1], static))
    check_recorded_once(recordings)
    if apart := different_people(recordings):
        raise FootwiseError(
            changed,
            f"and {natural.name} are of different people ({apart})",
            "Give two walks of one person",
            kind=ErrorKind.REFUSAL,
        )
    check_speeds(natural, walks[0].speed_m_s, changed, walks[1].speed_m_s)
    notes = [note for recording in recordings for note in recording.notes]
    with_plates = any(recording.plates for recording in recordings)
    if with_plates:
        notes.append(Note("there are force plates: only the contacts were taken from them, and no load"))
    elif beside := [found.name for file in (natural, changed) if (found := forces_beside(file))]:
        with_plates = True
        notes.append(Note(f"there were force plates: nothing was taken from {' and '.join(beside)}"))
    changes = posture_changes(walks[0], walks[1], asked.side, tuple(dict.fromkeys(notes)))
    simulated = any(recording.simulated for recording in recordings)
    return replace(changes, with_plates=with_plates, simulated=simulated)
