"""Contacts and offs that the plates show by themselves, whatever the markers say of the steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array
from footwise.gait.footprint import Footprint
from footwise.gait.plate_events import SETTLED_S, PlateEdges
from footwise.gait.plate_loads import CONTACT_N, PlateLoads
from footwise.recordings import on_plate

# What a plate must show to make a step by itself: a load this long, its pressure this near to one foot
# and this far from the other.
SHORTEST_STEP_S = 0.15
CLEARLY_M, CLEARLY_AWAY_M = 0.08, 0.15
# The heel's marker sits behind what lands; the toes must be on the plate with their tip.
BESIDE_M = 0.02
# A stance that the recording cuts by less than this still shows when it began (ended), while the load at
# the cut is below this share of the plate's largest.
CUT_S, CUT_SHARE = 0.06, 0.5


@dataclass(frozen=True)
class _Laboratory:
    """The plates and the feet beside them; `rate_hz` is the markers'."""

    edges: list[PlateEdges]
    loads: PlateLoads
    feet: dict[str, Footprint]
    rate_hz: float

    def frames(self, times_s: Array) -> np.ndarray:
        """Frames nearest to times, within the recording."""
        return np.asarray(np.clip(np.round(times_s * self.rate_hz).astype(int), 0, self.loads.cop_m.shape[1] - 1))

    def crossings_s(self, k: int, rising: bool) -> Array:
        """Times at which a plate begins (ends) to carry a load."""
        return self.edges[k].rising_s if rising else self.edges[k].falling_s


def clear_events(
    side: str, edges: list[PlateEdges], loads: PlateLoads, feet: dict[str, Footprint], rate_hz: float
) -> tuple[Array, Array]:
    """Find the contacts and offs of a foot that the plates show by themselves.

    The load lasts as long as a step does and its pressure lies under this foot and away from the other
    one; the heel (the toes) are on that plate, and nothing else carried the foot before (after) it.

    Returns
    -------
    contact_s, off_s : array
        Each in order. A contact shortly before the first frame, or an off shortly after the last, is among them
        where the load at the cut tells it.
    """
    if not edges:
        return np.zeros(0), np.zeros(0)
    lab = _Laboratory(edges, loads, feet, rate_hz)
    contacts, offs = (
        np.sort(np.array(_inside(lab, side, rising) + _beyond_the_recording(lab, side, rising)))
        for rising in (True, False)
    )
    return contacts, offs


def _inside(lab: _Laboratory, side: str, rising: bool) -> list[float]:
    found: list[float] = []
    for k in range(len(lab.edges)):
        crossings = lab.crossings_s(k, rising)
        found += crossings[_lasts(lab, k, crossings, rising) & _shows_alone(lab, side, k, crossings, rising)].tolist()
    return found


def _lasts(lab: _Laboratory, k: int, crossings_s: Array, rising: bool) -> np.ndarray:
    """Whether the load that begins (ends) at each crossing is as long as that of a step."""
    others = lab.crossings_s(k, not rising)
    if rising:
        after = np.append(others, _end_s(lab))[np.searchsorted(others, crossings_s, side="right")]
        return np.asarray(after - crossings_s >= SHORTEST_STEP_S)
    before = np.insert(others, 0, 0.0)[np.searchsorted(others, crossings_s)]
    return np.asarray(crossings_s - before >= SHORTEST_STEP_S)


def _end_s(lab: _Laboratory) -> float:
    return float((lab.loads.vertical_n.shape[1] - 1) / lab.loads.rate_hz)


def _shows_alone(lab: _Laboratory, side: str, k: int, crossings_s: Array, rising: bool) -> np.ndarray:
    """Whether plate `k` shows a contact (an off) of one foot alone, for each crossing."""
    into = 1 if rising else -1
    foot, cop = lab.feet[side], lab.loads.cop_m
    loaded = lab.frames(crossings_s + into * SETTLED_S)
    idle = lab.frames(crossings_s - into * SETTLED_S / 2)
    end = (foot.heel_m if rising else foot.tip_m)[lab.frames(crossings_s)]
    with np.errstate(invalid="ignore"):
        alone = foot.distance(cop[k, loaded], loaded) < CLEARLY_M
        for name, other_foot in lab.feet.items():
            if name != side:
                alone &= other_foot.distance(cop[k, loaded], loaded) > CLEARLY_AWAY_M
        corners = lab.edges[k].corners_m
        if corners is not None:
            alone &= on_plate(end, corners, BESIDE_M if rising else 0.0)
        for other, beside in enumerate(lab.edges):
            if other == k:
                continue
            carries = foot.distance(cop[other, idle], idle) < CLEARLY_M
            if beside.corners_m is not None:
                carries |= on_plate(end, beside.corners_m, 0.0)
            alone &= ~(lab.loads.loaded[other, idle] & carries)
    return np.asarray(alone)


def _beyond_the_recording(lab: _Laboratory, side: str, rising: bool) -> list[float]:
    """Contacts shortly before the first frame, or offs shortly after the last, from the load that is cut there.

    Laboratories trim to the strike of the plate and are some frames late. How long the load takes to get
    as far as it is at the cut is what it takes in the other steps on the plates of the same recording, else
    what its slope at the cut says.
    """
    into = 1 if rising else -1
    rate = lab.loads.rate_hz
    edge_s = 0.0 if rising else _end_s(lab)
    found = []
    for k, vertical in enumerate(lab.loads.vertical_n):
        near = vertical[::into][: round(SETTLED_S * rate) + 1]  # from the cut into the recording
        if len(near) < 2 or not (CONTACT_N < near[0] < CUT_SHARE * np.nanmax(vertical) and near[-1] > near[0]):
            continue
        at = np.array([edge_s])
        if not (_lasts(lab, k, at, rising) & _shows_alone(lab, side, k, at, rising)).all():
            continue
        took = [
            _time_to_reach(other[::into], crossing if rising else edge_s - crossing, near[0], rate)
            for j, other in enumerate(lab.loads.vertical_n)
            for crossing in lab.crossings_s(j, rising)
        ]
        took = [time for time in took if np.isfinite(time)]
        slope = (near[-1] - near[0]) / (len(near) - 1) * rate
        beyond_s = float(np.median(took)) if took else (near[0] - CONTACT_N) / slope
        if beyond_s <= CUT_S:
            found.append(edge_s - into * beyond_s)
    return found


def _time_to_reach(course_n: Array, crossing_s: float, load_n: float, rate: float) -> float:
    """Time from where a load begins to where it reaches a height; NaN when it does not soon."""
    start = int(np.ceil(crossing_s * rate))
    with np.errstate(invalid="ignore"):
        reached = np.flatnonzero(course_n[start : start + round(2 * CUT_S * rate) + 1] >= load_n)
    return float(start + reached[0]) / rate - crossing_s if len(reached) else np.nan
