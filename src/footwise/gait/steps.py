"""Steps: when each foot is on the ground, from force plates where there are any, else from markers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.gait.clear_plate_events import clear_events
from footwise.gait.footprint import Footprint
from footwise.gait.kinematic_events import FootEvents, kinematic_events
from footwise.gait.motion import Motion
from footwise.gait.plate_events import NEAR_M, NEAR_S, plate_contacts, plate_edges, plate_offs
from footwise.gait.plate_loads import PlateLoads
from footwise.recordings import Recording

SHORTEST_STANCE_S, LONGEST_STANCE_S = 0.3, 2.5
# Longer than this from one contact to the next of the same foot: not one stride.
LONGEST_STRIDE_S = 3.5
# Marker and plate events of one kind and foot nearer than this are the same event.
SAME_EVENT_S = 0.3
# Why a contact or an off is not in the recording.
BEGIN, END = "begin", "end"
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
        Time after the first frame; a little before it, or after the last, where the load of a trimmed stance
        shows that; one of them is NaN for a step of which only the other was found.
    next_contact_s : array
        Of the same foot; NaN for its last step and before a pause.
    by_plate : array of bool, shape (steps, 2)
        Whether contact and off were seen by a plate; the others come from markers, shifted by what
        the markers are off on the steps where both are known.
    cut : array of str
        ``begin`` for a stance that began before the recording, ``end`` for one that ends after it, else empty.
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
    cut: np.ndarray
    ground: dict[str, Array]

    def __len__(self) -> int:
        """Count the steps."""
        return len(self.side)

    @property
    def stance_s(self) -> Array:
        """Time on the ground."""
        return self.off_s - self.contact_s


def find_steps(
    recording: Recording,
    motion: Motion,
    loads: PlateLoads,
    events: dict[str, FootEvents] | None = None,
    by_markers: dict[str, FootEvents] | None = None,
) -> Steps:
    """Find every stance of which the recording holds the contact or the off.

    A plate that begins or ends to carry more than 30 N, with its pressure under one foot, is that foot's
    contact or off. The markers find the others, and which foot it is where both are near. A foot that lands
    on a plate that is still loaded by the other one leaves no mark there; its marker events are used, shifted
    by the median difference that the same person shows on the other steps.

    Parameters
    ----------
    recording : Recording
    motion : Motion
    loads : PlateLoads
    events : dict, optional
        Side to contacts and offs that are taken as they are, in place of what plates and markers say.
    by_markers : dict, optional
        What :func:`kinematic_events` found, where that is known already.

    Returns
    -------
    Steps
        Empty when the person stands.
    """
    seen: dict[str, tuple[_Seen, _Seen]] = {}
    if events is None:
        seen = _seen_events(recording, motion, loads, by_markers or kinematic_events(recording, motion))
    for side, foot in (events or {}).items():
        seen[side] = (
            (foot.contact_s, np.zeros(len(foot.contact_s), bool)),
            (foot.off_s, np.zeros(len(foot.off_s), bool)),
        )
    duration = recording.markers.duration_s
    rows: list[tuple[float, float, float, str, bool, bool, str]] = []
    ground: dict[str, Array] = {}
    for side in motion.sides:
        (contact, contact_seen), (off, off_seen) = seen.get(side, (_NOTHING, _NOTHING))
        pairs = _pair(contact, off)
        ground[side] = _ground(contact, off, pairs, duration)
        for k, j in pairs:
            start, stop = contact[k] if k >= 0 else np.nan, off[j] if j >= 0 else np.nan
            following = contact[k + 1] if 0 <= k < len(contact) - 1 else np.nan
            if following - start > LONGEST_STRIDE_S:
                following = np.nan
            cut = ""
            if k < 0 and j == 0 and stop < LONGEST_STANCE_S:
                cut = BEGIN
            elif j < 0 and k == len(contact) - 1 and duration - start < LONGEST_STANCE_S:
                cut = END
            rows.append((start, stop, following, side, k >= 0 and contact_seen[k], j >= 0 and off_seen[j], cut))
    rows.sort(key=lambda row: -np.inf if row[6] == BEGIN else np.nanmin(row[:2]))
    return Steps(
        side=np.array([row[3] for row in rows], dtype="<U5"),
        contact_s=np.array([row[0] for row in rows]),
        off_s=np.array([row[1] for row in rows]),
        next_contact_s=np.array([row[2] for row in rows]),
        by_plate=np.array([row[4:6] for row in rows], dtype=bool).reshape(-1, 2),
        cut=np.array([row[6] for row in rows], dtype="<U5"),
        ground=ground,
    )


_Seen = tuple[Array, np.ndarray]
_NOTHING: _Seen = (np.zeros(0), np.zeros(0, dtype=bool))


def _unseen(times: Array) -> _Seen:
    return times, np.zeros(len(times), dtype=bool)


def _seen_events(
    recording: Recording, motion: Motion, loads: PlateLoads, events: dict[str, FootEvents]
) -> dict[str, tuple[_Seen, _Seen]]:
    """Contacts and offs of every side, each with whether a plate showed it."""
    edges = plate_edges(recording, loads)
    feet = {side: Footprint.of(motion, side) for side in motion.sides}
    rate = motion.rate_hz
    placed = {
        side: (
            plate_contacts(foot.contact_s, edges, loads, feet[side], rate),
            plate_offs(foot.off_s, edges, loads, feet[side], rate),
        )
        for side, foot in events.items()
    }
    contact_late = _Lateness({side: placed[side][0] - foot.contact_s for side, foot in events.items()})
    off_late = _Lateness({side: placed[side][1] - foot.off_s for side, foot in events.items()})
    # Without corners nobody knows whether the foot stands beside the plate with a part of it.
    placeable = all(plate.corners_m is not None for plate in recording.plates)
    seen = {}
    for side, foot in events.items():
        clear_contact, clear_off = clear_events(side, edges, loads, feet, rate)
        contact = _merged(placed[side][0], foot.contact_s + contact_late.of(side), clear_contact, placeable)
        off = _merged(placed[side][1], foot.off_s + off_late.of(side), clear_off, placeable)
        stances = _plate_stances(contact, off, _carries(feet[side], loads), rate)
        seen[side] = _outside(contact, stances), _outside(off, stances)
    return seen


def _merged(placed: Array, by_markers: Array, clear: Array, replaces: bool) -> _Seen:
    """Times by the plates where they saw the event, else by the markers, in order; and which is which.

    What a plate shows clearly stands where the markers say nothing, and goes before what they say nearby if it
    `replaces` that.
    """
    times, by_plate = np.where(np.isfinite(placed), placed, by_markers), np.isfinite(placed)
    for time in clear:
        apart = np.abs(times - time)
        nearest = int(np.argmin(apart)) if len(times) else -1
        if nearest >= 0 and apart[nearest] < SAME_EVENT_S:
            if replaces and not by_plate[nearest]:
                times[nearest], by_plate[nearest] = time, True
        else:
            times, by_plate = np.append(times, time), np.append(by_plate, True)
    order = np.argsort(times)
    return times[order], by_plate[order]


def _carries(foot: Footprint, loads: PlateLoads) -> np.ndarray:
    """Frames in which the pressure of a loaded plate lies under a foot."""
    near = [foot.distance(cop, slice(None)) < NEAR_M for cop in loads.cop_m]
    return np.any(loads.loaded & np.array(near), axis=0) if near else np.zeros(len(foot.heel_m), dtype=bool)


def _plate_stances(contact: _Seen, off: _Seen, carries: np.ndarray, rate: float) -> list[tuple[float, float]]:
    """Stances that plates saw from contact to off, and all the time between."""
    contacts, offs = contact[0][contact[1]], off[0][off[1]]
    stances = []
    for k, start in enumerate(contacts):
        end = min(contacts[k + 1] if k + 1 < len(contacts) else np.inf, start + LONGEST_STANCE_S)
        inside = offs[(offs > start + SHORTEST_STANCE_S) & (offs < end)]
        if len(inside) and carries[max(0, int(np.ceil(start * rate))) : int(inside[0] * rate)].all():
            stances.append((float(start), float(inside[0])))
    return stances


def _outside(events: _Seen, stances: list[tuple[float, float]]) -> _Seen:
    """Leave out what the markers say in the middle of a stance that plates saw."""
    times, by_plate = events
    inside = np.zeros(len(times), dtype=bool)
    for start, stop in stances:
        inside |= (times > start + NEAR_S) & (times < stop - NEAR_S)
    keep = by_plate | ~inside
    return times[keep], by_plate[keep]


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
