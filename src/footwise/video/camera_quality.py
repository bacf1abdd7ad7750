"""Does the calibration fit the walk: how far each camera is from the others, which one is bad, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footwise.errors import FootwiseError
from footwise.recordings.camera import Camera
from footwise.recordings.picture_landmarks import LANDMARKS
from footwise.video.even_clock import EvenClips
from footwise.video.triangulation import reprojection_px, triangulate

Array = NDArray[np.float64]

# Shares of the longer side of the picture, of the median distance between where a camera sees a joint and where all
# cameras together put it: 23 px and 10 px of 1920. Four metres away the first is 5 cm, a quarter of a foot.
REFUSED_SHARE = 0.012
DOUBTFUL_SHARE = 0.005
# A camera is the bad one if the others agree so much better without it.
_BETTER_WITHOUT = 0.8
_SELDOM_SEEN = 0.5
# Joints and feet; the points of face and hands are small and seen from one side only.
_BODY = [
    k
    for k, name in enumerate(LANDMARKS)
    if name.endswith(("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot_index"))
]
_FEET = [k for k, name in enumerate(LANDMARKS) if name.endswith(("heel", "foot_index"))]


@dataclass(frozen=True)
class CameraQuality:
    """How one camera fits the others.

    Attributes
    ----------
    name : str
    seen_share : float
        Share of the common time in which it sees the person.
    body_px, feet_px : float
        Median distance of joints, and of heels and toe points, from where all cameras together put them.
    against_others_px : float
        The same for joints against where the others put them without it; NaN with fewer than three cameras.
    others_px : float
        What the others' own distance is without it; NaN with fewer than three cameras.
    """

    name: str
    seen_share: float
    body_px: float
    feet_px: float
    against_others_px: float
    others_px: float


@dataclass(frozen=True)
class CalibrationQuality:
    """How all cameras fit together.

    Attributes
    ----------
    cameras : tuple of CameraQuality
    body_px : float
        Median distance over all cameras.
    worst : str
        The camera that spoils the agreement of the others; empty where there is none.
    use : tuple of str
        The cameras that see the person, without the worst one where two others are left and it is doubtful.
    notes : tuple of str
        What is not as it should be, with the camera's name and what to do.
    """

    cameras: tuple[CameraQuality, ...]
    body_px: float
    worst: str
    use: tuple[str, ...]
    notes: tuple[str, ...]


def check_calibration(clips: EvenClips, cameras: tuple[Camera, ...]) -> CalibrationQuality:
    """Measure how well the cameras agree on the body.

    Parameters
    ----------
    clips : EvenClips
        On one clock: a wrong clock looks like a wrong calibration.
    cameras : tuple of Camera

    Returns
    -------
    CalibrationQuality

    Raises
    ------
    FootwiseError
        Fewer than two cameras see the person, or, also without the worst camera, the joints are more than 1.2 % of
        the picture's longer side from where they are put.
    """
    names = tuple(camera.name for camera in cameras)
    seen = np.isfinite(clips.points_px[..., 0]).any(axis=2).mean(axis=1)
    seeing = tuple(name for name, share in zip(names, seen, strict=True) if share > 0)
    notes = [
        f"{name} sees nobody: turn it to the walk, or leave its clip out"
        if not share
        else f"{name} sees the person in {share:.0%} of the time only: move it so that the whole walk is in its picture"
        for name, share in zip(names, seen, strict=True)
        if share < _SELDOM_SEEN
    ]
    if len(seeing) < 2:
        blind = ", ".join(name for name in names if name not in seeing)
        raise FootwiseError(
            blind, "sees nobody, and two cameras that see the person are needed", "Turn the cameras to the walk"
        )
    off = _distances(clips, cameras, seeing)
    whole_px = _median(off[:, :, _BODY])
    rows, without = [], {}
    for k, name in enumerate(names):
        against, others = np.nan, np.nan
        rest = tuple(other for other in seeing if other != name)
        if len(seeing) > 2 and name in seeing:
            alone = _distances(clips, cameras, rest)
            against = _median(alone[k][:, _BODY])
            others = _median(alone[[names.index(other) for other in rest]][:, :, _BODY])
            without[name] = others
        rows.append(
            CameraQuality(name, float(seen[k]), _median(off[k][:, _BODY]), _median(off[k][:, _FEET]), against, others)
        )
    longer = max(max(camera.size_px) for camera in cameras)
    candidate = min(without, key=lambda name: without[name]) if without else ""
    # Two cameras agree more easily than three: with one left out of three, what is left says less.
    worst = candidate if candidate and without[candidate] < _BETTER_WITHOUT * whole_px else ""
    use, best_px = seeing, whole_px
    if worst and whole_px > 0.5 * DOUBTFUL_SHARE * longer:
        row = rows[names.index(worst)]
        use, best_px = tuple(name for name in seeing if name != worst), without[worst]
        notes.append(
            f"{worst} does not fit the others: they put the joints {row.against_others_px:.0f} px from where it sees "
            f"them, and agree to {row.others_px:.1f} px without it ({whole_px:.1f} px with it). It was left out: "
            "calibrate it again, it was moved or its lens or board picture is bad"
        )
    else:
        worst = ""
    if best_px > REFUSED_SHARE * longer:
        each = ", ".join(f"{row.name} {row.body_px:.0f} px" for row in rows if row.name in seeing)
        raise FootwiseError(
            "calibration",
            f"does not fit the walk: joints are {best_px:.0f} px from where the cameras together put them ({each}), "
            f"and {REFUSED_SHARE * longer:.0f} px are allowed",
            "Check that calibration and clips belong together and share time, or calibrate again",
        )
    if best_px > DOUBTFUL_SHARE * longer:
        notes.append(
            f"the cameras agree to {best_px:.1f} px only (below {DOUBTFUL_SHARE * longer:.0f} is good): foot angles "
            "may be several degrees off; calibrate again with a larger board or rectangle"
        )
    return CalibrationQuality(tuple(rows), whole_px, worst, use, tuple(notes))


def _distances(clips: EvenClips, cameras: tuple[Camera, ...], use: tuple[str, ...]) -> Array:
    """Distance of every camera's points from where those in `use` put them, without leaving anything out."""
    return reprojection_px(triangulate(clips, cameras, np.inf, use), clips, cameras)


def _median(distances: Array) -> float:
    return float(np.nanmedian(distances)) if np.isfinite(distances).any() else float("nan")
