"""Where a camera stands against a flat thing whose points are known: a board, a sheet, a rectangle of tape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array
from footwise.extras import require
from footwise.recordings.film import Camera

# Corners are found or clicked no better than this.
FINEST_PX = 0.3


@dataclass(frozen=True)
class PlanePose:
    """A camera against a plane, and how well it is known.

    Attributes
    ----------
    camera : Camera
        In the plane's frame: z out of it, towards the camera.
    rms_px : float
        Of the points from where the camera sees them.
    other_rms_px : float
        The same for the other way in which a plane can look nearly the same; infinite where there is none.
    tilt_sd_deg, height_sd_m : float
        Standard error of the plane's tilt against the camera and of the camera's height over it, if each point is as
        far off as `rms_px` says, and 0.3 px at least.
    """

    camera: Camera
    rms_px: float
    other_rms_px: float
    tilt_sd_deg: float
    height_sd_m: float


def plane_pose(lens: Camera, points_m: Array, points_px: Array) -> PlanePose | None:
    """Find the camera from four or more points of a plane.

    Infinitesimal plane-based pose estimation gives the two possible poses (Collins & Bartoli, Int J Comput Vis
    2014;109:252), each refined on its squared distances in the picture.

    Parameters
    ----------
    lens : Camera
        Only its lens is used.
    points_m : array, shape (n, 3)
        With z of 0.
    points_px : array, shape (n, 2)

    Returns
    -------
    PlanePose or None
        The better one of those with the camera on the side to which z points; None where there is none.
    """
    require("cv2")
    import cv2
    from scipy.optimize import least_squares

    slopes = lens.undistorted(points_px)
    if not np.isfinite(slopes).all():
        return None
    focal = float(np.sqrt(lens.matrix_px[0, 0] * lens.matrix_px[1, 1]))
    middle = points_m.mean(axis=0)
    try:
        _, turns, shifts, _ = cv2.solvePnPGeneric(
            np.ascontiguousarray(points_m - middle),
            np.ascontiguousarray(slopes[:, None]),
            np.eye(3),
            np.zeros(5),
            flags=cv2.SOLVEPNP_IPPE,
        )
    except cv2.error:
        return None

    def off(pose: Array) -> Array:
        seen = (points_m - middle) @ _matrix(pose[:3]).T + pose[3:]
        return np.asarray(focal * (seen[:, :2] / seen[:, 2:] - slopes)).ravel()

    found = []
    for turn, shift in zip(turns, shifts, strict=True):
        fit = least_squares(off, np.concatenate([turn.ravel(), shift.ravel()]), method="lm")
        rotation = _matrix(fit.x[:3])
        translation = fit.x[3:] - rotation @ middle
        above = -(rotation.T @ translation)[2] > 0 and fit.x[5] > 0
        if above and np.isfinite(fit.x).all():
            rms = float(np.sqrt(2 * fit.cost / len(points_m)))
            found.append((rms, rotation, translation, fit.jac))
    if not found:
        return None
    found.sort(key=lambda pose: pose[0])
    rms, rotation, translation, slope = found[0]
    other = found[1][0] if len(found) > 1 and _apart_deg(rotation, found[1][1]) > 1.0 else np.inf
    camera = Camera(lens.name, lens.size_px, lens.matrix_px, lens.distortion, rotation, translation)
    return PlanePose(camera, rms, other, *_errors(rms, rotation, translation, middle, slope))


def _errors(rms_px: float, rotation: Array, translation: Array, middle: Array, slope: Array) -> tuple[float, float]:
    """Standard errors of tilt (degrees) and height (m) of a pose from the slopes of its distances."""
    from scipy.spatial.transform import Rotation

    freedom = len(slope) - 6
    # Four points leave two distances over: their size says little of how well the points were placed.
    sigma = max(rms_px / np.sqrt(2) * np.sqrt(len(slope) / max(freedom, 1)) if freedom > 4 else rms_px, FINEST_PX)
    covariance = sigma**2 * np.linalg.pinv(slope.T @ slope)
    vector = Rotation.from_matrix(rotation).as_rotvec()

    def normal_and_height(pose: Array) -> Array:
        turn = _matrix(pose[:3])
        height = -(turn.T @ (pose[3:] - turn @ middle))[2]
        return np.concatenate([turn[:, 2], [height]])

    pose = np.concatenate([vector, translation + rotation @ middle])
    steps = 1e-6 * np.eye(6)
    change = np.stack([(normal_and_height(pose + s) - normal_and_height(pose - s)) / 2e-6 for s in steps], axis=1)
    spread = change @ covariance @ change.T
    tilt = np.degrees(np.sqrt(max(float(np.linalg.eigvalsh(spread[:3, :3])[-1]), 0.0)))
    return float(tilt), float(np.sqrt(max(float(spread[3, 3]), 0.0)))


def _matrix(vector: Array) -> Array:
    from scipy.spatial.transform import Rotation

    return np.asarray(Rotation.from_rotvec(vector).as_matrix())


def _apart_deg(one: Array, other: Array) -> float:
    return float(np.degrees(np.arccos(np.clip((np.trace(one.T @ other) - 1) / 2, -1, 1))))
