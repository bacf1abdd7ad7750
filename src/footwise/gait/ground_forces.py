"""Which foot carries which force: from plates that both feet share to one wrench a foot.

On split belts and on short walkways feet land across plate edges, so that no plate belongs to one
foot. In single support everything on the plates is the standing foot's; in double support a plate
counts only when one foot alone is on it, and the rest is missing rather than guessed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.gait.footprint import Footprint
from footwise.gait.motion import Motion
from footwise.gait.plate_loads import CONTACT_N, PlateLoads
from footwise.gait.steps import Steps
from footwise.recordings import SIDES, Recording, centre_of_pressure, on_plate
from footwise.signals import butterworth_lowpass, runs

FORCE_CUTOFF_HZ = 8.0
# A plate is one foot's alone when its pressure lies this near to that foot: another foot half a
# metre away that carries a tenth of the load would move the pressure further.
ALONE_M = 0.05
# What a shared plate hides: a contact placed by markers may be this late, and a foot that is down to
# 30 N takes this long to leave altogether (measured from the pressure's way across a shared belt).
UNSEEN_CONTACT_S = 0.02
UNSEEN_OFF_S = 0.04
GONE_N = 5.0
# Half the widest gap between plates that a foot steps over.
GAP_M = 0.02
# Below this the centre of pressure is too noisy to tell one foot from two.
TELLING_N = 60.0


@by_value
@dataclass(frozen=True)
class FootForce:
    """The ground's wrench on one foot, at the frames of the markers.

    Attributes
    ----------
    force_n, moment_nm, cop_m : array, shape (frames, 3)
        Moment about the lab origin. Zero force while the foot is off the ground; NaN where the plates
        do not tell this foot's share.
    covered : array of bool, shape (frames,)
        Whether the whole foot is over plates, as far as the corners are known.
    touched : array of bool, shape (frames,)
        Whether any of it is.
    missing : array of bool, shape (frames,)
        The foot is down and the force of a plate that it may be on was not recorded.
    """

    force_n: Array
    moment_nm: Array
    cop_m: Array
    covered: np.ndarray
    touched: np.ndarray
    missing: np.ndarray


def foot_forces(
    recording: Recording, motion: Motion, steps: Steps, loads: PlateLoads, cutoff_hz: float = FORCE_CUTOFF_HZ
) -> dict[str, FootForce]:
    """Divide the plates' wrenches between the feet, then low-pass each foot's.

    In this order the load of the other foot is not smeared over its contact and off.

    Parameters
    ----------
    recording, motion, steps, loads
    cutoff_hz : float
        8 Hz, as in the trial.

    Returns
    -------
    dict
        Side to :class:`FootForce`; empty without plates.
    """
    if not recording.plates:
        return {}
    frames = recording.markers.frames
    loaded = loads.loaded
    # A plate that carries nobody still shows noise, drift and the shake of its neighbour.
    wrenches = np.where(loaded[:, :, None], loads.wrench, 0.0)
    footprints = {side: Footprint.of(motion, side) for side in motion.sides}
    down = {side: _on_ground(steps, side, frames, motion.rate_hz) for side in SIDES}
    alone = _alone(loads.cop_m, footprints)
    double, unknown = _double_support(down, alone, loads, footprints, motion.rate_hz)

    forces = {}
    for side in motion.sides:
        mine = np.where(double, loaded & (alone == SIDES.index(side)), loaded)
        total = np.einsum("kf,kfc->fc", mine.astype(float), wrenches)
        total[~down[side]] = 0.0
        covered, touched = _over_plates(recording, footprints[side])
        beside = _beside_plates(steps.ground[side], covered, motion.rate_hz)
        missing = down[side] & _missing(recording, loads, alone, footprints[side], SIDES.index(side))
        # A foot whose landing the markers placed may be down shortly before it.
        landing = _before_contact(down[side], round(UNSEEN_CONTACT_S * motion.rate_hz))
        total[missing | ((down[side] | landing) & (unknown | beside))] = np.nan
        total = butterworth_lowpass(total, motion.rate_hz, cutoff_hz)
        cop = centre_of_pressure(total[:, :3], total[:, 3:], recording.floor_m, CONTACT_N / 2)
        forces[side] = FootForce(total[:, :3], total[:, 3:], cop, covered, touched, missing)
    return forces


def _on_ground(steps: Steps, side: str, frames: int, rate: float) -> np.ndarray:
    """Frames in which a foot is on the ground; all of them for a foot that was not recorded."""
    if side not in steps.ground:
        return np.ones(frames, dtype=bool)
    at = np.arange(frames) / rate
    down = np.zeros(frames, dtype=bool)
    for start, stop in steps.ground[side]:
        down |= (at >= start) & (at <= stop)
    return down


def _before_contact(down: np.ndarray, frames: int) -> np.ndarray:
    """Frames so shortly before the foot comes down."""
    before = np.zeros_like(down)
    for start, _ in runs(down):
        before[max(0, start - frames) : start] = True
    return before


def _double_support(
    down: dict[str, np.ndarray], alone: np.ndarray, loads: PlateLoads, footprints: dict[str, Footprint], rate: float
) -> tuple[np.ndarray, np.ndarray]:
    """Frames with both feet down, and those in which a plate's load cannot be given to one foot.

    A plate is a foot's alone only if it is so during the whole double support: when both feet use one
    plate its pressure moves from one to the other, and near both ends it looks like one foot's
    although a tenth of the load is still the other's. Around such a shared stretch the other foot's
    first and last newtons do not show as an edge of 30 N, so the stretch is widened.

    The pressure of a light load says little: who owns a plate is decided while it carries over 60 N, and
    `alone` is set to the owner for the whole double support.

    Returns
    -------
    double, unknown : array of bool, shape (frames,)
    """
    telling = loads.wrench[:, :, 2] > TELLING_N
    double = down[SIDES[0]] & down[SIDES[1]]
    unknown = np.zeros_like(double)
    before, after = round(UNSEEN_CONTACT_S * rate), round(UNSEEN_OFF_S * rate)
    for start, stop in runs(double):
        owners = [set(alone[k, start:stop][telling[k, start:stop]].tolist()) for k in range(len(alone))]
        for k, feet in enumerate(owners):
            if len(feet) == 1:
                alone[k, start:stop] = next(iter(feet))
        shared = np.array([len(feet) > 1 or -1 in feet for feet in owners])
        if not shared.any():
            continue
        gone = np.zeros(after, dtype=bool)
        if start > 0 and stop + after <= len(double):
            leading = next((side for side in footprints if not down[side][start - 1]), None)
            if leading is not None:
                own = [k for k, feet in enumerate(owners) if feet == {SIDES.index(leading)}]
                gone = _left_behind_n(loads, footprints, leading, own, shared, slice(stop, stop + after)) < GONE_N
        # The other foot is away from the frame on after which its share stays nothing.
        until = stop + after - int(np.argmin(np.append(gone[::-1], False)))
        unknown[max(0, start - before) : until] = True
    return double, unknown


def _left_behind_n(
    loads: PlateLoads, footprints: dict[str, Footprint], leading: str, own: list[int], shared: np.ndarray, frames: slice
) -> Array:
    """Load that the foot behind still has on shared plates after its off, from the way of their pressure.

    Where the foot in front stands on a plate of its own too, its pressure there tells where its part of
    a shared plate lies; the pressure of the shared plate lies between that and the toes behind.

    Returns
    -------
    array, shape (frames,)
        Vertical force in N; infinite where nothing tells.
    """
    count = frames.stop - frames.start
    behind = next((side for side in footprints if side != leading), None)
    if behind is None or not own:
        return np.full(count, np.inf)
    heaviest = own[int(np.argmax(loads.wrench[own, frames.start, 2]))]
    reference = loads.cop_m[heaviest, frames, :2]
    back = footprints[behind].tip_m[frames.start] - reference
    load = np.zeros(count)
    for k in np.flatnonzero(shared):
        toward = ((loads.cop_m[k, frames, :2] - reference) * back).sum(axis=1) / (back * back).sum(axis=1)
        load += np.where(loads.loaded[k, frames], loads.wrench[k, frames, 2] * np.clip(toward, 0, 1), 0.0)
    return np.where(np.isfinite(load), load, np.inf)


def _alone(cop_m: Array, footprints: dict[str, Footprint]) -> np.ndarray:
    """Index of the side that alone stands under a plate's pressure, -1 for neither or both.

    Where only one foot was recorded, pressure away from it is the other's. A foot whose markers are
    missing may stand anywhere.

    Returns
    -------
    array of int, shape (plates, frames)
    """
    away = {SIDES.index(side): foot.distance(cop_m, slice(None)) for side, foot in footprints.items()}
    if len(away) == 1:
        ((mine, distance),) = away.items()
        return np.where(np.isnan(distance), -1, np.where(distance < ALONE_M, mine, 1 - mine))
    left, right = away[0] < ALONE_M, away[1] < ALONE_M
    known = np.isfinite(away[0]) & np.isfinite(away[1])
    return np.where(known & (left != right), np.where(left, 0, 1), -1)


def _missing(recording: Recording, loads: PlateLoads, alone: np.ndarray, foot: Footprint, index: int) -> np.ndarray:
    """Frames in which the force of a plate is missing that this foot may stand on.

    Not one that the other foot alone loads before and after the gap, nor one beside which the foot is.
    """
    missing = np.zeros(loads.missing.shape[1], dtype=bool)
    outline = foot.outline()
    for k, plate in enumerate(recording.plates):
        for start, stop in runs(loads.missing[k]):
            owners = {int(alone[k, at]) for at in (start - 1, stop) if 0 <= at < len(missing) and loads.loaded[k, at]}
            if owners == {1 - index}:
                continue
            here = np.ones(stop - start, dtype=bool)
            if plate.corners_m is not None:
                feet = outline[:, start:stop]
                here = np.any(on_plate(feet, plate.corners_m, GAP_M) | np.isnan(feet[..., 0]), axis=0)
            missing[start:stop] |= here
    return missing


def _over_plates(recording: Recording, foot: Footprint) -> tuple[np.ndarray, np.ndarray]:
    """Whether the whole foot, and whether any of it, is over plates.

    A gap of up to 4 cm between two plates counts as plate. Plates without corners are everywhere.
    """
    outline = foot.outline()
    corners = [plate.corners_m for plate in recording.plates if plate.corners_m is not None]
    if len(corners) < len(recording.plates):
        everywhere = np.ones(outline.shape[1], dtype=bool)
        return everywhere, everywhere
    on = np.any([on_plate(outline, c, 0.0) for c in corners], axis=0)
    between = np.sum([on_plate(outline, c, GAP_M) for c in corners], axis=0) >= 2
    over = on | between
    return over.all(axis=0), over.any(axis=0)


def _beside_plates(ground: Array, covered: np.ndarray, rate: float) -> np.ndarray:
    """Frames of stances in which some of the foot is on the bare floor, as seen while it lies flat."""
    beside = np.zeros(len(covered), dtype=bool)
    for start, stop in np.clip(ground * rate, 0, len(covered) - 1):
        flat = slice(round(0.7 * start + 0.3 * stop), round(0.3 * start + 0.7 * stop) + 1)
        if not covered[flat].all():
            beside[int(start) : int(np.ceil(stop)) + 1] = True
    return beside
