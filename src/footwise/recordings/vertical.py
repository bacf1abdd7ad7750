"""Where up is in a file's own axes, and whether the floor is level: plates and gravity first, then the body."""

from __future__ import annotations

import numpy as np

from footwise.arrays import Array
from footwise.recordings.force_plates import LOADED_N
from footwise.recordings.recording import ForcePlate
from footwise.signals import cross, norm, unit

# Plates, and the mean force of a walk, say what is vertical; an axis of the file this near to it is meant.
NEAR_GRAVITY_DEG = 25.0
# Without plates the body's long axis says which axis is meant: markers that come and go tilt it.
NEAR_BODY_DEG = 40.0
# What is said of markers that stand this far off the vertical of plates or gravity.
LEANING_DEG = 10.0
# Loaded plates further apart in height than this, or tilted by more than this, are stairs or a ramp.
STEP_M, SLOPE_DEG = 0.03, 3.0
# A laboratory that turned its axes by more than this built no ramp.
STEEPEST_DEG = 20.0


def find_up(plates: tuple[ForcePlate, ...], body_m: Array, feet_m: list[Array]) -> tuple[Array, str, float]:
    """Unit vector upwards, in the file's axes.

    The normal of the force plates; without corners the axis of the file nearest to the mean force, which is
    gravity's; without forces the axis nearest to the body's long axis, taken in frames that show all of it.

    Parameters
    ----------
    plates : tuple of ForcePlate
    body_m : array, shape (frames, 3)
        A point of the trunk.
    feet_m : list of array, shape (frames, 3)
        Markers of the feet.

    Returns
    -------
    up : array, shape (3,)
    note : str
        That the markers stand far off it; empty when they do not, or nothing but they tells.
    off_deg : float
        How far; zero when nothing but they tells.
    """
    body = _long_axis(body_m, feet_m)
    normals = [_normal(plate.corners_m, body) for plate in plates if plate.corners_m is not None]
    if normals:
        up = _towards(unit(np.mean(normals, axis=0)), body)
        return up, *_leaning(body, up, "the force plates")
    gravity = _mean_force(plates, body)
    if gravity is not None:
        axis = _nearest_axis(gravity)
        up = axis if degrees_between(axis, gravity) < NEAR_GRAVITY_DEG else gravity
        return up, *_leaning(body, up, "the forces")
    axis = _nearest_axis(body)
    return (axis if degrees_between(axis, body) < NEAR_BODY_DEG else body), "", 0.0


def uneven_floor(plates: tuple[ForcePlate, ...], up: Array) -> str:
    """Say why the loaded plates of a recording, in the file's axes, are no level floor; empty when they are.

    A slope that all plates share shows in the mean force: it is gravity's, near an axis of the file, and not
    the plates' normal.
    """
    corners = [
        plate.corners_m
        for plate in plates
        if plate.corners_m is not None and np.nanmax(np.abs(plate.force_n @ up), initial=0.0) > LOADED_N
    ]
    if not corners:
        return ""
    heights = [float((four @ up).mean()) for four in corners]
    if max(heights) - min(heights) > STEP_M:
        return f"the force plates lie up to {100 * (max(heights) - min(heights)):.0f} cm above each other"
    slope = max(degrees_between(_normal(four, up), up) for four in corners)
    gravity, axis = _mean_force(plates, up), _nearest_axis(up)
    if gravity is not None and degrees_between(gravity, axis) < degrees_between(gravity, up):
        slope = max(slope, degrees_between(axis, up))
    return f"the force plates slope by {slope:.0f}°" if SLOPE_DEG < slope < STEEPEST_DEG else ""


def degrees_between(a: Array, b: Array) -> float:
    """Angle between two unit vectors."""
    return float(np.degrees(np.arctan2(norm(cross(a, b)), float(a @ b))))


def _long_axis(body_m: Array, feet_m: list[Array]) -> Array:
    """Mean direction from the feet to the body, over the frames that show most of the feet's markers."""
    stack = np.stack(feet_m)
    seen = np.isfinite(stack[..., 0]).sum(axis=0) * np.isfinite(body_m[:, 0])
    if not seen.any():
        apart = np.nanmean(body_m, axis=0) - np.nanmean(stack.reshape(-1, 3), axis=0)
        return unit(apart)
    best = seen == seen.max()
    return unit(np.mean(unit(body_m[best] - np.nanmean(stack[:, best], axis=0)), axis=0))


def _normal(corners_m: Array, towards: Array) -> Array:
    return _towards(unit(cross(corners_m[1] - corners_m[0], corners_m[3] - corners_m[0])), towards)


def _towards(vector: Array, other: Array) -> Array:
    return vector if vector @ other >= 0 else -vector


def _nearest_axis(vector: Array) -> Array:
    axis = int(np.argmax(np.abs(vector)))
    return np.asarray(np.eye(3)[axis] * np.sign(vector[axis]))


def _mean_force(plates: tuple[ForcePlate, ...], towards: Array) -> Array | None:
    """Direction of the mean force on the foot while the plates are loaded; None when they never are."""
    if not plates:
        return None
    force = np.nansum([plate.force_n for plate in plates], axis=0)
    loaded = norm(force) > LOADED_N
    return _towards(unit(force[loaded].mean(axis=0)), towards) if loaded.any() else None


def _leaning(body: Array, up: Array, what: str) -> tuple[str, float]:
    off = degrees_between(body, up)
    if not off > LEANING_DEG:
        return "", off
    return f"the markers of pelvis and feet stand {off:.0f}° off the vertical of {what}, which was taken", off
