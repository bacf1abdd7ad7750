"""Steps: when each foot is on the ground, from force plates where there are any, else from markers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.gait.footprint import Footprint
from footwise.gait.kinematic_events import kinematic_events
from footwise.gait.motion import Motion
from footwise.gait.plate_events import plate_contacts, plate_edges, plate_offs
from footwise.gait.plate_loads import PlateLoads
from footwise.recordings import Recording

SHORTEST_STANCE_S, LONGEST_STANCE_S = 0.3, 2.5
# Longer than this from one contact to the next of the same foot: not one stride.
LONGEST_STRIDE_S = 3.5
# A foot that seems to swing for longer stands, or took a step that nobody saw.
LONGEST_SWING_S = 1.0


@by_value
@dataclass(frozen=True)
class Steps:
    """Stances of both feet in order of contact; every array has one entry a step.

    Attributes
    ----------
    side : array of str
    contact_s, off_s : array
        Time after the first frame; one of them is NaN for a step of which only the other was found.
    next_contact_s : array
        Of the same foot; NaN for its last step and before a pause.
    by_plate : array of bool, shape (steps, 2)
        Whether contact and off were seen by a plate; the others come from markers, shifted by what
        the markers are off on the steps where both are known.
    ground : dict
        Side to all intervals in which the foot is, or may be, on the ground, shape (intervals, 2) in s.
        Those cut by the ends of the recording are included: -inf for a contact before its begin, inf for
        an off after its end. Where a contact or an off was missed the interval takes the longest it can.
    """

    side: np.ndarray
    contact_s: Array
    off_s: Array
    next_contact_s: Array
    by_plate: np.ndarray
    ground: dict[str, Array]

    def __len__(self) -> int:
        """Count the steps."""
        return len(self.side)

    @property
    def stance_s(self) -> Array:
        """Time on the ground."""
        return self.off_s - self.contact_s


def find_steps(recording: Recording, motion: Motion, loads: PlateLoads) -> Steps:
    """Find every stance that begins and ends in the recording.

    The markers say which foot steps about when; a plate that begins or ends to carry more than 30 N
    at that time, with its pressure under that foot, says exactly when. A foot that lands on a plate
    that is still loaded by the other one leaves no such mark; its marker events are used, shifted by
    the median difference that the same person shows on the other steps.

    Parameters
    ----------
    recording : Recording
    motion : Motion
    loads : PlateLoads

    Returns
    -------
    Steps
        Empty when the person stands.
    """
    events = kinematic_events(recording, motion)
    edges = plate_edges(recording, loads)
    placed = {}
    for side, foot in events.items():
        footprint = Footprint.of(motion, side)
        placed[side] = (
            plate_contacts(foot.contact_s, edges, loads, footprint, motion.rate_hz),
            plate_offs(foot.off_s, edges, loads, footprint, motion.rate_hz),
        )
    contact_late = _Lateness({side: placed[side][0] - foot.contact_s for side, foot in events.items()})
    off_late = _Lateness({side: placed[side][1] - foot.off_s for side, foot in events.items()})
    rows: list[tuple[float, float, float, str, bool, bool]] = []
    ground: dict[str, Array] = {}
    for side, foot in events.items():
        contact, contact_seen = _filled(placed[side][0], foot.contact_s + contact_late.of(side))
        off, off_seen = _filled(placed[side][1], foot.off_s + off_late.of(side))
        pairs = _pair(contact, off)
        ground[side] = _ground(contact, off, pairs, recording.markers.duration_s)
        for k, j in pairs:
            if (k < 0 and j == 0) or (j < 0 and k == len(contact) - 1):
                continue  # cut by the begin or the end of the recording
            start, stop = contact[k] if k >= 0 else np.nan, off[j] if j >= 0 else np.nan
            following = contact[k + 1] if 0 <= k < len(contact) - 1 else np.nan
            if following - start > LONGEST_STRIDE_S:
                following = np.nan
            rows.append((start, stop, following, side, k >= 0 and contact_seen[k], j >= 0 and off_seen[j]))
    rows.sort(key=lambda row: np.nanmin(row[:2]))
    return Steps(
        side=np.array([row[3] for row in rows], dtype="<U5"),
        contact_s=np.array([row[0] for row in rows]),
        off_s=np.array([row[1] for row in rows]),
        next_contact_s=np.array([row[2] for row in rows]),
        by_plate=np.array([row[4:] for row in rows], dtype=bool).reshape(-1, 2),
        ground=ground,
    )


def _filled(by_plate: Array, by_markers: Array) -> tuple[Array, np.ndarray]:
    """Times by the plates where they saw the event, else by the markers, in order; and which is which."""
    seen = np.isfinite(by_plate)
    times = np.where(seen, by_plate, by_markers)
    order = np.argsort(times)
    return times[order], seen[order]


def _pair(contact: Array, off: Array) -> list[tuple[int, int]]:
    """Pair every contact with its off, as indices; -1 for the one that was not found."""
    pairs = []
    free = 0
    for k, start in enumerate(contact):
        end = min(contact[k + 1] if k + 1 < len(contact) else np.inf, start + LONGEST_STANCE_S)
        first = int(np.searchsorted(off, start + SHORTEST_STANCE_S))
        found = first if first < len(off) and off[first] < end else -1
        # An off with no contact before it is a step, too, unless it follows this contact at once.
        pairs += [(-1, j) for j in range(free, int(np.searchsorted(off, start)))]
        pairs.append((k, found))
        free = max(first, found + 1)
    return pairs + [(-1, j) for j in range(free, len(off))]


def _ground(contact: Array, off: Array, pairs: list[tuple[int, int]], duration_s: float) -> Array:
    """Intervals in which the foot is, or may be, on the ground."""
    if not pairs:
        return np.array([[-np.inf, np.inf]])
    intervals = []
    left_s = -np.inf
    for k, j in pairs:
        start = contact[k] if k >= 0 else left_s
        stop = off[j] if j >= 0 else contact[k + 1] if k + 1 < len(contact) else np.inf
        intervals.append((start, stop))
        if start - max(left_s, 0.0) > LONGEST_SWING_S:
            intervals.append((left_s, start))
        left_s = stop
    if duration_s - left_s > LONGEST_SWING_S:
        intervals.append((left_s, np.inf))
    return np.array(intervals)


class _Lateness:
    """Median of plate minus marker events: of the side, else of both sides, else zero."""

    def __init__(self, differences: dict[str, Array]) -> None:
        self._seen = {side: late[np.isfinite(late)] for side, late in differences.items()}

    def of(self, side: str) -> float:
        for late in (self._seen[side], np.concatenate(list(self._seen.values()))):
            if len(late) >= 3:
                return float(np.median(late))
        return 0.0
