"""Contact and off of a foot as the force plates see them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.gait.footprint import Footprint
from footwise.gait.plate_loads import CONTACT_N, PlateLoads
from footwise.recordings import Recording, on_plate
from footwise.signals import runs

# A plate's event belongs to a foot when it is this near to the foot's own in time …
NEAR_S = 0.12
# … and the pressure shortly after contact, or before off, is this near to the foot.
NEAR_M = 0.10
SETTLED_S = 0.04
# A load shorter than this, or a pause as short, is vibration.
SHORTEST_LOAD_S = 0.03
# The markers sit on the back of the heel and above the toes: what they stand over may be this far on.
MARGIN_M = 0.04


@by_value
@dataclass(frozen=True)
class PlateEdges:
    """When the load of one plate rises and falls through 30 N, in s, and where the plate is."""

    rising_s: Array
    falling_s: Array
    corners_m: Array | None


def plate_edges(recording: Recording, loads: PlateLoads) -> list[PlateEdges]:
    """Find when every plate begins and ends to carry a load."""
    found = []
    shortest = int(SHORTEST_LOAD_S * loads.rate_hz)
    for vertical, plate in zip(loads.vertical_n, recording.plates, strict=True):
        with np.errstate(invalid="ignore"):
            stretches = runs(vertical > CONTACT_N)
        if len(stretches):
            pause = np.flatnonzero(stretches[1:, 0] - stretches[:-1, 1] >= shortest)
            starts = stretches[np.concatenate(([0], pause + 1)), 0]
            stops = stretches[np.concatenate((pause, [len(stretches) - 1])), 1]
            stretches = np.stack((starts, stops), axis=1)[stops - starts >= shortest]
        rising, falling = stretches[:, 0], stretches[:, 1]
        # A load that begins or ends with the recording, or where the force is not known, shows no event.
        rising = rising[(rising > 0) & np.isfinite(vertical[rising - 1])]
        falling = falling[falling < len(vertical)]
        falling = falling[np.isfinite(vertical[falling])]
        found.append(
            PlateEdges(_crossing_s(vertical, rising, loads), _crossing_s(vertical, falling, loads), plate.corners_m)
        )
    return found


def _crossing_s(vertical: Array, after: np.ndarray, loads: PlateLoads) -> Array:
    """Time at which the load passes 30 N before the sample `after`."""
    low, high = vertical[after - 1], vertical[after]
    return np.asarray((after - 1 + (CONTACT_N - low) / (high - low)) / loads.rate_hz)


def plate_contacts(times_s: Array, edges: list[PlateEdges], loads: PlateLoads, foot: Footprint, rate: float) -> Array:
    """Contacts by the plates for contacts by the markers; NaN where no plate shows it.

    Parameters
    ----------
    times_s : array, shape (n,)
    edges : list of PlateEdges
    loads : PlateLoads
    foot : Footprint
    rate : float
        Of the markers.
    """
    return _by_plate(times_s, edges, loads, foot, rate, rising=True)


def plate_offs(times_s: Array, edges: list[PlateEdges], loads: PlateLoads, foot: Footprint, rate: float) -> Array:
    """Offs by the plates; see :func:`plate_contacts`."""
    return _by_plate(times_s, edges, loads, foot, rate, rising=False)


def _by_plate(
    times_s: Array, edges: list[PlateEdges], loads: PlateLoads, foot: Footprint, rate: float, rising: bool
) -> Array:
    """Move marker events to a plate's where a plate saw the same foot.

    A foot is down from its first plate to its last. A plate shows neither when the heel (the toes)
    stands beside it, on the floor or on a plate that the other foot loads.
    """
    placed = np.full(len(times_s), np.nan)
    end_m = foot.heel_m if rising else foot.tip_m
    into = 1 if rising else -1
    last = len(end_m) - 1
    for k, plate in enumerate(edges):
        crossings = plate.rising_s if rising else plate.falling_s
        event, which = np.nonzero(np.abs(crossings - times_s[:, None]) <= NEAR_S)
        if not len(event):
            continue
        crossing = crossings[which]
        loaded = np.clip(np.round((crossing + into * SETTLED_S) * rate).astype(int), 0, last)
        idle = np.clip(np.round((crossing - into * SETTLED_S / 2) * rate).astype(int), 0, last)
        at = np.clip(np.round(crossing * rate).astype(int), 0, last)
        with np.errstate(invalid="ignore"):
            shown = foot.distance(loads.cop_m[k, loaded], loaded) < NEAR_M
        if plate.corners_m is not None:
            shown &= on_plate(end_m[at], plate.corners_m, MARGIN_M)
        for other, beside in enumerate(edges):
            if other != k and beside.corners_m is not None:
                shown &= ~(loads.loaded[other, idle] & on_plate(end_m[at], beside.corners_m, 0.0))
        chosen = np.fmin if rising else np.fmax
        chosen.at(placed, event[shown], crossing[shown])
    return placed
