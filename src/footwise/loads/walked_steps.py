"""The steps of a recording and their directions, from plates, markers or the file, and what must be said of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from footwise.arrays import Array, by_value
from footwise.errors import ErrorKind, FootwiseError
from footwise.gait import (
    ClockLag,
    FootEvents,
    Motion,
    PlateLoads,
    Steps,
    clock_lag,
    differences_from_stored,
    filtered_motion,
    find_steps,
    kinematic_events,
    plate_loads,
    stored_events,
    walking_direction,
)
from footwise.loads.step_reason import StepReason
from footwise.notes import ABOUT_PLATES, Note, NoteKind, remarks
from footwise.recordings import Recording

# Forces and markers this far apart are worth a word.
LAG_WORTH_SAYING_S = 0.02


@by_value
@dataclass(frozen=True)
class WalkedSteps:
    """What a recording shows before anything is computed of loads.

    Attributes
    ----------
    recording : Recording
        With the plates that can be used.
    motion : Motion
    loads : PlateLoads
    steps : Steps
    directions : array, shape (steps, 2)
        Of walking.
    notes : tuple of Note
    clock_fault : StepReason, or None
        Why no force of the recording can be used: the one event that both saw is too far apart.
    """

    recording: Recording
    motion: Motion
    loads: PlateLoads
    steps: Steps
    directions: Array
    notes: tuple[Note, ...]
    clock_fault: StepReason | None = None

    def headings(self) -> dict[str, Array]:
        """Direction of walking at every frame in which a foot is on the ground, NaN elsewhere; shape (frames, 2)."""
        headings, rate, steps = {}, self.motion.rate_hz, self.steps
        for side in self.motion.sides:
            heading = np.full((len(self.motion.body_m), 2), np.nan)
            for k in np.flatnonzero((steps.side == side) & np.isfinite(steps.stance_s)):
                start, stop = (round(t * rate) for t in (steps.contact_s[k], steps.off_s[k]))
                heading[max(0, start) : stop + 1] = self.directions[k]
            headings[side] = heading
        return headings


def find_walked_steps(recording: Recording, angles_only: bool, use_stored_events: bool) -> WalkedSteps:
    """Find the steps of a recording, after its plates and its clocks have been judged.

    Raises
    ------
    FootwiseError
        No plate can be used, the clocks are apart, or there is no whole step.
    """
    if angles_only:
        recording = replace(recording, notes=tuple(n for n in recording.notes if n.kind not in ABOUT_PLATES))
    _check_plates(recording)
    motion, loads = filtered_motion(recording), plate_loads(recording)
    by_markers = kinematic_events(recording, motion)
    lag = clock_lag(recording, motion, loads, by_markers)
    if angles_only and (not lag or lag.too_large or lag.plates_apart or lag.doubtful):
        # Plates that no clock of the markers fits tell no contacts either.
        recording, lag = replace(recording, plates=()), None
        loads = plate_loads(recording)
    notes = [*recording.notes, *loads.notes, *remarks(_lag_notes(recording, lag))]
    stored = _stored(recording) if use_stored_events else None
    steps = find_steps(recording, motion, loads, stored, by_markers)
    notes += remarks(differences_from_stored(recording, steps) if stored is None else _stored_notes(motion, stored))
    if not np.isfinite(steps.stance_s).any():
        raise _no_step(recording, by_markers)
    directions = walking_direction(recording, motion, steps)
    fault = None
    if lag and lag.doubtful:
        fault = StepReason("markers and forces may be on two clocks: by one event {} ms apart", (_ms(lag.later_s),))
    return WalkedSteps(recording, motion, loads, steps, directions, tuple(notes), fault)


def _check_plates(recording: Recording) -> None:
    """Refuse a recording all of whose plates were left out; on stairs that is no fault of theirs."""
    useless = [note for note in recording.notes if note.kind is NoteKind.PLATE]
    uneven = any(note.kind is NoteKind.NO_LEVEL_FLOOR for note in recording.notes)
    if useless and not recording.plates and not uneven:
        raise FootwiseError(
            recording.source,
            f"has no force plate that can be used: {'; '.join(map(str, useless))}",
            "Check the plates in the file, or measure foot angles alone with `angles_only=True`",
            kind=ErrorKind.REFUSAL,
        )


def _stored(recording: Recording) -> dict[str, FootEvents]:
    events = stored_events(recording)
    if not events:
        raise FootwiseError(
            recording.source, "has no contacts and offs stored in it", "Leave `use_stored_events` out: they are found"
        )
    return events


def _no_step(recording: Recording, by_markers: dict[str, FootEvents]) -> FootwiseError:
    """Say why a recording has no whole step: nobody walks, or the plates contradict the markers."""
    seen = any(len(foot.contact_s) > 1 and len(foot.off_s) > 1 for foot in by_markers.values())
    if recording.plates and seen:
        return FootwiseError(
            recording.source,
            "holds steps by its markers, and no whole one by its plates: the two contradict each other",
            "Check that markers and forces are of the same trial and in the same axes",
        )
    return FootwiseError(
        recording.source, "holds no whole step", "Give a recording of walking; a standing trial goes with `static`"
    )


def _stored_notes(motion: Motion, stored: dict[str, FootEvents]) -> list[str]:
    """Say that the steps are the file's own, and of which foot it stores none."""
    without = [side for side in motion.sides if side not in stored]
    notes = ["contacts and offs are those stored in the file, as asked"]
    return notes + [f"no step of the {side} foot: the file stores no contact and off of it" for side in without]


def _lag_notes(recording: Recording, lag: ClockLag | None) -> list[str]:
    """Refuse forces that are on another clock than the markers; say what was shifted, and a lag worth a word."""
    shift = recording.forces_later_s
    notes = [f"the forces were shifted {1000 * shift:+.0f} ms, later is positive, as asked"] if shift else []
    if lag is None:
        return notes
    found = (
        f"the forces come {_ms(lag.later_s)} ± {1000 * lag.error_s:.0f} ms too "
        f"{'early' if lag.later_s > 0 else 'late'} for the markers, by {_events(lag)} that both saw"
    )
    if lag.too_large:
        raise FootwiseError(
            recording.source,
            f"markers and forces are on two clocks: {found}",
            f"Start both by one trigger, or shift the forces with `forces_later_s` {shift + lag.later_s:.3f}",
        )
    if lag.plates_apart:
        late, early = (recording.plates[k].name for k in (lag.later_plate, lag.earlier_plate))
        raise FootwiseError(
            recording.source,
            f"the force plates are on two clocks: {late} comes {_ms(lag.between_plates_s)} ms later than {early}, "
            "by contacts and offs that the markers saw, too",
            "Start all plates by one trigger, or measure foot angles alone with `angles_only=True`",
            kind=ErrorKind.REFUSAL,
        )
    if abs(lag.later_s) > LAG_WORTH_SAYING_S:
        notes.append(found)
    return notes


def _events(lag: ClockLag) -> str:
    """What a lag was found by, in words."""
    if lag.sure:
        return f"{lag.events} contacts and offs"
    return "one contact or off" if lag.events == 1 else f"{lag.events} contacts or offs"


def _ms(seconds: float) -> str:
    return f"{1000 * abs(seconds):.0f}"
