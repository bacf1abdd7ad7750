"""From the raw channels of a force plate to the wrench on the foot, plate types 1 to 4.

Source of the channel rules: the C3D format's user guide, section FORCE_PLATFORM. What real files
do beyond it was measured on sample files of six makers: ZERO that must be honoured, origins stored
with the wrong sign, unsigned offsets, corners of 1e10, forces stored as action or as reaction.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from footwise.arrays import Array
from footwise.recordings.recording import ForcePlate, moment_about_origin
from footwise.signals import cross, norm, unit

CHANNELS = {1: 6, 2: 6, 3: 8, 4: 6}
LOADED_N = 30.0
# A "zero" with more than this on it was taken with a foot on the plate.
LARGEST_ZERO_N = 60.0
# So does one that varies by more than this (standard deviation): the foot came or went.
STEADY_N = 15.0
# A load that never moves further from the transducer's axis is given in N·m where N·mm is said.
SHORTEST_ARM_M = 0.001
_LARGEST_POINT_M = 50.0


def channels_to_plate_wrench(
    kind: int, channels: Array, origin: Array, moment_factor: float = 1.0
) -> tuple[Array, Array]:
    """Force, and moment about the centre of the surface, in the plate's own axes.

    Parameters
    ----------
    kind : int
        1: force and centre of pressure (Fx Fy Fz px py Tz). 2: force and moment (Fx … Mz). 3: eight
        Kistler channels (Fx12 Fx34 Fy14 Fy23 Fz1 Fz2 Fz3 Fz4). 4: as 2, once :func:`calibrated`.
    channels : array, shape (samples, 6 or 8)
        In N, N·m and m.
    origin : array, shape (3,)
        Types 2 and 4: from the origin of the transducer to the centre of the surface, z negative.
        Type 3: ``(a, b, az0)``, the half distances of the sensors and their depth, az0 negative.
    moment_factor : float
        Types 2 and 4: brings the moments to N·m where the file's unit is wrong.

    Returns
    -------
    force_n, moment_nm : array, shape (samples, 3)
    """
    if kind == 1:
        force, (px, py, free) = channels[:, :3], channels[:, 3:6].T
        moment = np.stack((py * force[:, 2], -px * force[:, 2], free + px * force[:, 1] - py * force[:, 0]), axis=1)
        return force, moment
    if kind == 3:
        x12, x34, y14, y23, z1, z2, z3, z4 = channels.T
        a, b = np.abs(origin[:2])
        force = np.stack((x12 + x34, y14 + y23, z1 + z2 + z3 + z4), axis=1)
        moment = np.stack((b * (z1 + z2 - z3 - z4), a * (z2 + z3 - z1 - z4), b * (x34 - x12) + a * (y14 - y23)), axis=1)
        depth = np.array([0.0, 0.0, -abs(origin[2])])
        return force, moment + cross(force, np.broadcast_to(depth, force.shape))
    force, moment = channels[:, :3], channels[:, 3:6] * moment_factor
    return force, moment + cross(force, np.broadcast_to(origin, force.shape))


def moment_by_points(force_n: Array, point: Array, torque: Array) -> tuple[Array, bool]:
    """Moment about the origin of a force at given points, as programs write it that know no plate.

    Parameters
    ----------
    force_n, point, torque : array, shape (samples, 3)
        The force, the point it acts at (m), and the free moment there (N·m).

    Returns
    -------
    moment_nm : array, shape (samples, 3)
    in_mm : bool
        Points further away than any laboratory is long are in mm, and the torque with them in N·mm.
    """
    in_mm = bool(np.abs(point[norm(force_n) > LOADED_N]).max(initial=0.0) > _LARGEST_POINT_M)
    scale = 1000 if in_mm else 1
    return cross(point / scale, force_n) + torque / scale, in_mm


def calibrated(channels: Array, matrix: Array, length_m: float) -> Array:
    """Channels of a plate of type 4 in N and N·m.

    Parameters
    ----------
    channels : array, shape (samples, 6)
    matrix : array, shape (6, 6)
        CAL_MATRIX; its moment rows give N times the unit of the markers.
    length_m : float
        That unit.
    """
    return np.asarray(channels @ (matrix * np.array([1, 1, 1, length_m, length_m, length_m])[:, None]).T)


def corners_fault(corners_m: Array) -> tuple[str, str]:
    """Say what is wrong with the four corners of a plate.

    Parameters
    ----------
    corners_m : array, shape (4, 3)

    Returns
    -------
    fault : str
        Why no plate can be there; empty when it can.
    note : str
        By how much the corners miss a rectangle; empty up to 1 mm. A corner that is off by some
        distance shifts the centre of pressure by a quarter of it.
    """
    if not np.isfinite(corners_m).all() or np.abs(corners_m).max() > 1e3:
        return "its corners are impossible numbers", ""
    sides = np.roll(corners_m, -1, axis=0) - corners_m
    lengths = norm(sides)
    if lengths.min() < 0.05 or lengths.max() > 10:
        return f"its sides measure {lengths.min():.3g} to {lengths.max():.3g} m", ""
    open_by = float(norm(sides[0] + sides[2]))
    skew = abs(float(sides[0] @ sides[1])) / float(lengths.max())
    if open_by > 0.02 or abs(sides[0] @ sides[1]) > 0.05 * lengths[0] * lengths[1]:
        return "its corners are no rectangle", ""
    off = max(open_by, skew)
    return "", f"has corners that miss a rectangle by {1000 * off:.1f} mm" if off > 0.001 else ""


def origin_note(origin_m: Array, corners_m: Array) -> str:
    """Say that the origin of a plate of type 2 or 4 is unusual, empty when it is not.

    The origin lies under the centre of the surface, to about 10 mm, or under its edge; whatever it is
    wrong by, the centre of pressure is wrong by.
    """
    half = np.array([norm(corners_m[0] - corners_m[1]), norm(corners_m[0] - corners_m[3])]) / 2
    off = np.abs(origin_m[:2])
    if ((off > 0.01) & (np.abs(off - half) > 0.002)).any():
        return f"has its origin {1000 * off[0]:.1f} and {1000 * off[1]:.1f} mm from the centre of its surface"
    if abs(origin_m[2]) > 0.2:
        return f"has its origin {1000 * abs(origin_m[2]):.0f} mm below its surface"
    return ""


def plate_axes(corners_m: Array) -> Array:
    """Rotation from plate axes to the file's axes: x from corner 2 to 1, y from corner 4 to 1, z = x × y."""
    x = unit(corners_m[0] - corners_m[1] + corners_m[3] - corners_m[2])
    z = unit(cross(x, corners_m[0] - corners_m[3] + corners_m[1] - corners_m[2]))
    return np.stack((x, cross(z, x), z), axis=1)


def zero_baseline(channels: Array, zero: Array, per_frame: int, vertical: slice) -> tuple[Array, str]:
    """Subtract the baseline of FORCE_PLATFORM:ZERO.

    Parameters
    ----------
    channels : array, shape (samples, k)
    zero : array, shape (2,)
        First and last frame of the unloaded stretch, counted from 1 (0 as first means 1); nothing is
        done when the last is 0 or comes before the first.
    per_frame : int
        Samples in a frame.
    vertical : slice
        The channels that add up to the vertical force.

    Returns
    -------
    channels : array, shape (samples, k)
    note : str
        Why the baseline was not subtracted; empty otherwise.
    """
    first, last = (int(v) for v in zero[:2]) if len(zero) >= 2 and np.isfinite(zero[:2]).all() else (0, 0)
    first = max(first, 1)
    if last < first or (first - 1) * per_frame >= len(channels):
        return channels, ""
    stretch = channels[(first - 1) * per_frame : last * per_frame]
    baseline = stretch.mean(axis=0)
    load = stretch[:, vertical].sum(axis=1)
    if abs(load.mean()) > LARGEST_ZERO_N or load.std() > STEADY_N:
        most = max(load.min(), load.max(), key=abs)
        return channels, f"carries {most:.0f} N in the frames meant as its zero; the zero was not used"
    return channels - baseline, ""


def make_plate(name: str, kind: int, channels: Array, corners_m: Array, origin_m: Array) -> tuple[ForcePlate, str]:
    """Turn raw channels into a plate's wrench in the file's frame.

    The origin is stored with either sign: its z must be negative (the transducer is below the
    surface), so the vector is turned when z is positive. Moments come in N·m or N·mm whatever the
    file says. When the file's word puts the centre of pressure off the plate and another reading of
    the sign or the unit puts it on, that reading is right, and a note says so.

    Returns
    -------
    plate : ForcePlate
        The sign of the force is still the file's; see :func:`point_upwards`.
    note : str
    """
    axes = plate_axes(corners_m)
    centre = corners_m.mean(axis=0)
    half = np.array([np.linalg.norm(corners_m[0] - corners_m[1]), np.linalg.norm(corners_m[0] - corners_m[3])]) / 2
    origin = -origin_m if kind in (2, 4) and origin_m[2] > 0 else origin_m
    chosen, note = channels_to_plate_wrench(kind, channels, origin), ""
    readings: tuple[tuple[str, Array, float], ...] = ()
    if kind in (2, 4) and _longest_arm(channels) < SHORTEST_ARM_M:
        readings = (("unit of the moments", origin, 1e3),)
    elif kind in (2, 4) and _share_on_surface(*chosen, half) < 0.5:
        readings = (
            ("sign of the origin", -origin, 1.0),
            ("unit of the moments", origin, 1e-3),
            ("unit of the moments", origin, 1e3),
        )
    for what, where, factor in readings:
        other = channels_to_plate_wrench(kind, channels, where, factor)
        if _share_on_surface(*other, half) > 0.9:
            chosen = other
            note = f"was read with another {what}: the file's puts the centre of pressure where it cannot be"
            break
    force, moment = (v @ axes.T for v in chosen)
    return ForcePlate(name, force, moment_about_origin(force, moment, centre), corners_m, bool(note)), note


def _longest_arm(channels: Array) -> float:
    """Longest lever arm of the vertical force about the transducer, of the loaded samples."""
    vertical = np.abs(channels[:, 2])
    loaded = vertical > LOADED_N
    if not loaded.any():
        return np.inf
    return float((np.abs(channels[loaded, 3:5]).max(axis=1) / vertical[loaded]).max())


def _share_on_surface(force: Array, moment: Array, half: Array) -> float:
    """Share of the loaded samples whose centre of pressure lies on the plate (5 % beyond its edge allowed)."""
    loaded = np.abs(force[:, 2]) > LOADED_N
    if not loaded.any():
        return 1.0
    cop = np.stack((-moment[loaded, 1], moment[loaded, 0]), axis=1) / force[loaded, 2:3]
    return float((np.abs(cop) <= 1.05 * half).all(axis=1).mean())


def point_upwards(plate: ForcePlate, up: Array) -> ForcePlate:
    """Give the force the sign of the force on the foot: upwards when the plate is loaded.

    Makers store action or reaction; the loaded samples tell.
    """
    vertical = plate.force_n @ up
    loaded = np.abs(vertical) > LOADED_N
    if not loaded.any() or vertical[loaded].sum() >= 0:
        return plate
    return replace(plate, force_n=-plate.force_n, moment_nm=-plate.moment_nm)


def on_plate(points_m: Array, corners_m: Array, margin_m: float) -> np.ndarray:
    """Whether points, seen from above, lie on a plate grown by a margin.

    Parameters
    ----------
    points_m : array, shape (..., 3)
    corners_m : array, shape (4, 3)
    margin_m : float
        Positive beyond the edge, negative inside it.

    Returns
    -------
    array of bool, shape (...)
        False for NaN.
    """
    centre = corners_m.mean(axis=0)
    sides = (corners_m[1] - corners_m[0], corners_m[3] - corners_m[0])
    inside = np.ones(points_m.shape[:-1], dtype=bool)
    with np.errstate(invalid="ignore"):
        for side in sides:
            length = np.linalg.norm(side[:2])
            along = (points_m[..., :2] - centre[:2]) @ (side[:2] / length)
            inside &= np.abs(along) <= length / 2 + margin_m
    return inside
