"""A walk with one foot turned, its centre of pressure with it, and its shank tilted.

What the change of foot angle does to a knee is set here, not found out: the foot turns about the
vertical through the heel by an exact angle, the pressure under it turns too, and the shank tilts in
the frontal plane about the ankle so that the knee adduction moment changes as a response asks.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from footwise.arrays import Array
from footwise.gait import Footprint, Motion, PlateLoads, Steps
from footwise.recordings import ForcePlate, Markers, Recording
from footwise.signals import rotation_about

_FOOT_ROLES = ("heel", "toe", "fifth_metatarsal", "first_metatarsal", "lateral_malleolus", "medial_malleolus")
_KNEE_ROLES = ("lateral_epicondyle", "medial_epicondyle")
_FORWARD = (1.0, 0.0, 0.0)
# The tilt comes and goes over this share of stance before contact and after off.
_FADE = 0.15


def turn_foot(
    recording: Recording,
    motion: Motion,
    steps: Steps,
    loads: PlateLoads,
    side: str,
    change_deg: float,
    tilt_deg: tuple[float, float],
) -> Recording:
    """Turn one foot of a treadmill walk and tilt its shank.

    Parameters
    ----------
    recording, motion, steps, loads
        The walk and what was found in it.
    side : str
    change_deg : float
        Change of the foot progression angle, toe-out positive.
    tilt_deg : (float, float)
        Tilt of the shank in early and in late stance; positive moves the knee outwards (laterally).

    Returns
    -------
    Recording
        Markers of the foot and the malleoli turned about the vertical through the heel, markers of
        the shank carried with the ankle and tilted about it; everything else as it was.
    """
    outward = 1.0 if side == "left" else -1.0
    turn = np.radians(change_deg) * outward
    markers = recording.markers
    positions = markers.positions_m.copy()
    column = {role: markers.labels.index(label) for (s, role), label in recording.roles.items() if s == side}
    heel = positions[:, column["heel"]].copy()
    about_vertical = rotation_about((0.0, 0.0, 1.0), turn)
    ankle_before = (positions[:, column["lateral_malleolus"]] + positions[:, column["medial_malleolus"]]) / 2
    for role in _FOOT_ROLES:
        if role in column:
            positions[:, column[role]] = heel + (positions[:, column[role]] - heel) @ about_vertical.T
    ankle = (positions[:, column["lateral_malleolus"]] + positions[:, column["medial_malleolus"]]) / 2
    # About the forward axis a positive angle takes up towards the right.
    tilt = -outward * np.radians(_tilt_course(steps, side, markers.frames, markers.rate_hz) @ np.array(tilt_deg))
    tilting = rotation_about(_FORWARD, tilt)
    for role in column:
        if role in _KNEE_ROLES or role.startswith("shank_"):
            from_ankle = positions[:, column[role]] - ankle_before
            positions[:, column[role]] = ankle + np.einsum("nij,nj->ni", tilting, from_ankle)
    share = _foot_share(motion, steps, loads, side)
    per_frame = round(recording.plate_rate_hz / markers.rate_hz)
    plates = tuple(
        _turn_pressure(plate, share[k], heel, turn, per_frame, recording.floor_m)
        for k, plate in enumerate(recording.plates)
    )
    return replace(recording, markers=Markers(markers.rate_hz, markers.labels, positions), plates=plates)


def _tilt_course(steps: Steps, side: str, frames: int, rate: float) -> Array:
    """Weights of the early and the late tilt over time, shape (frames, 2); they add up to one in stance."""
    at = np.arange(frames) / rate
    course = np.zeros((frames, 2))
    for k in np.flatnonzero(steps.side == side):
        phase = (at - steps.contact_s[k]) / steps.stance_s[k]
        near = (phase > -_FADE) & (phase < 1 + _FADE)
        present = _smooth((phase[near] + _FADE) / _FADE) * _smooth((1 + _FADE - phase[near]) / _FADE)
        late = _smooth((phase[near] - 0.4) / 0.2)
        course[near] = np.stack((present * (1 - late), present * late), axis=1)
    return course


def _smooth(x: Array) -> Array:
    x = np.clip(x, 0, 1)
    return np.asarray(x * x * (3 - 2 * x))


def _foot_share(motion: Motion, steps: Steps, loads: PlateLoads, side: str) -> Array:
    """Share of each plate's load that is this foot's, shape (plates, frames).

    All in single support. In double support a plate goes to the foot nearer to its pressure, faded
    over 40 ms so that the pressure does not jump.
    """
    frames = len(motion.body_m)
    at = np.arange(frames) / motion.rate_hz
    down = {}
    for foot in motion.sides:
        down[foot] = np.zeros(frames, dtype=bool)
        for start, stop in steps.ground[foot]:
            down[foot] |= (at >= start) & (at <= stop)
    prints = {foot: Footprint.of(motion, foot) for foot in motion.sides}
    others = [foot for foot in motion.sides if foot != side]
    shares = np.zeros((len(loads.cop_m), frames))
    for k, cop in enumerate(loads.cop_m):
        mine = down[side].copy()
        for other in others:
            both = down[side] & down[other]
            with np.errstate(invalid="ignore"):
                nearer = prints[side].distance(cop, slice(None)) < prints[other].distance(cop, slice(None))
            mine &= ~both | nearer
        width = max(1, round(0.04 * motion.rate_hz))
        shares[k] = np.convolve(np.pad(mine.astype(float), width, mode="edge"), _bump(width), mode="same")[width:-width]
    return shares


def _bump(width: int) -> Array:
    """Weights of a smooth moving average of ``2 width + 1`` frames."""
    weights = np.hanning(2 * width + 3)[1:-1]
    return np.asarray(weights / weights.sum())


def _turn_pressure(
    plate: ForcePlate, share: Array, heel: Array, turn: float, per_frame: int, floor_m: float
) -> ForcePlate:
    """Turn the point of attack of this foot's share of a plate's force about the heel."""
    samples = len(plate.force_n)
    at, grid = np.arange(samples) / per_frame, np.arange(len(heel))
    share = np.interp(at, grid, share)
    hx, hy = (np.interp(at, grid, heel[:, k]) for k in range(2))
    fx, fy, fz = plate.force_n.T
    # Lever times vertical force, so that nothing is divided by a small force.
    x = floor_m * fx - plate.moment_nm[:, 1] - hx * fz
    y = plate.moment_nm[:, 0] + floor_m * fy - hy * fz
    dx = share * ((np.cos(turn) - 1) * x - np.sin(turn) * y)
    dy = share * (np.sin(turn) * x + (np.cos(turn) - 1) * y)
    moment = plate.moment_nm.copy()
    moment[:, 0] += dy
    moment[:, 1] -= dx
    carries = np.abs(fz) > 15.0
    safe = np.where(carries, fz, 1.0)
    moment[:, 2] += np.where(carries, (dx * fy - dy * fx) / safe, 0.0)
    return ForcePlate(plate.name, plate.force_n, moment, plate.corners_m)
