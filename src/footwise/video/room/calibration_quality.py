"""Does the calibration fit the walk: how far each camera is from the others, which one is bad, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from footwise.arrays import Array
from footwise.errors import ErrorKind, FootwiseError
from footwise.notes import Note, remarks
from footwise.recordings.film import LANDMARKS, BodyLandmarks, Camera
from footwise.video.room.even_clock import EvenClips
from footwise.video.room.triangulation import reprojection_px, triangulate

# Shares of the longer side of the picture, of the median distance between where a camera sees a joint and where all
# cameras together put it: 23 px and 10 px of 1920. Four metres away the first is 5 cm, a quarter of a foot.
REFUSED_SHARE = 0.012
DOUBTFUL_SHARE = 0.005
# A camera is the bad one if the others agree so much better without it.
_BETTER_WITHOUT = 0.8
_SELDOM_SEEN = 0.5
# Shoulder to hip to knee to ankle over the height of the body (Winter 2009).
_SHOULDER_TO_ANKLE = 0.78
# From a child of 1.0 m; the model's shoulders and hips make a body up to 15 % too small or too large.
_SMALLEST_M, _TALLEST_M = 0.85, 2.3
# The pose model puts shoulders and hips a little beside the joints.
_SAME_HEIGHT = 0.15
# How much larger or smaller the body may become over the walk. On the four-camera clip every pair of cameras keeps
# within 1.5 %; one of two simulated cameras that is turned by 2° makes 4 %, by 5° 11 %.
_DOUBTFUL_GROWTH, _LARGEST_GROWTH = 0.04, 0.08
_SHORTEST_WAY_M = 0.5
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
    notes : tuple of Note
        What is not as it should be, with the camera's name and what to do.
    """

    cameras: tuple[CameraQuality, ...]
    body_px: float
    worst: str
    use: tuple[str, ...]
    notes: tuple[Note, ...]


def check_calibration(
    clips: EvenClips, cameras: tuple[Camera, ...], source: Path | str = "calibration"
) -> CalibrationQuality:
    """Measure how well the cameras agree on the body.

    Parameters
    ----------
    clips : EvenClips
        On one clock: a wrong clock looks like a wrong calibration.
    cameras : tuple of Camera
    source : Path or str
        The calibration file, for the message.

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
        Note(
            f"{name} sees nobody: turn it to the walk, or leave its clip out"
            if not share
            else f"{name} sees the person in {share:.0%} of the time only: "
            "move it so that the whole walk is in its picture",
            about=name,
        )
        for name, share in zip(names, seen, strict=True)
        if share < _SELDOM_SEEN
    ]
    if len(seeing) < 2:
        blind = ", ".join(name for name in names if name not in seeing)
        raise FootwiseError(
            blind,
            "sees nobody, and two cameras that see the person are needed",
            "Turn the cameras to the walk",
            kind=ErrorKind.REFUSAL,
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
        said = (
            f"{worst} does not fit the others: they put the joints {row.against_others_px:.0f} px from where it sees "
            f"them, and agree to {row.others_px:.1f} px without it ({whole_px:.1f} px with it). It was left out: "
            "calibrate it again, it was moved or its lens or board picture is bad; or its clip shows another person"
        )
        notes.append(Note(said, about=worst))
    else:
        worst = ""
    if best_px > REFUSED_SHARE * longer:
        each = ", ".join(f"{row.name} {row.body_px:.0f} px" for row in rows if row.name in seeing)
        raise FootwiseError(
            source,
            f"does not fit the walk: joints are {best_px:.0f} px from where the cameras together put them ({each}), "
            f"and {REFUSED_SHARE * longer:.0f} px are allowed",
            "Check that calibration and clips belong together, share time and show the same person (`person`), or "
            "calibrate again",
            kind=ErrorKind.REFUSAL,
        )
    if best_px > DOUBTFUL_SHARE * longer:
        said = (
            f"the cameras agree to {best_px:.1f} px only (below {DOUBTFUL_SHARE * longer:.0f} is good): foot angles "
            "may be several degrees off; calibrate again with a larger board or rectangle"
        )
        notes.append(Note(said))
    return CalibrationQuality(tuple(rows), whole_px, worst, use, tuple(notes))


def check_scale(
    body: BodyLandmarks, height_m: float | None = None, source: Path | str = "calibration"
) -> tuple[Note, ...]:
    """Check that the calibration makes the body as large as people are, and equally large all the way.

    A wrong scale fits as well as the right one; and two cameras of which one is turned about the vertical agree nearly
    as well as before, but the person then grows on the way.

    Parameters
    ----------
    body : BodyLandmarks
        In the lab frame of the walk.
    height_m : float, optional
        Of the person, where it is known.
    source : Path or str
        The calibration file, for the message.

    Returns
    -------
    notes : tuple of Note
        Where the body is clearly not as tall as it is said to be, or grows by more than 4 %.

    Raises
    ------
    FootwiseError
        A body of less than 0.85 or more than 2.3 m, or that grows or shrinks by more than 8 %.
    """
    chain = ("shoulder", "hip", "knee", "ankle")
    sides = [
        sum(np.linalg.norm(body[f"{side}_{one}"] - body[f"{side}_{other}"], axis=1) for one, other in pairwise(chain))
        for side in ("left", "right")
    ]
    sizes = np.array(sides) / _SHOULDER_TO_ANKLE
    tall = _median(sizes)
    if np.isfinite(tall) and not _SMALLEST_M <= tall <= _TALLEST_M:
        raise FootwiseError(
            source,
            f"makes the person {tall:.2f} m tall, so that its scale is wrong",
            "Give the true side of the board's squares or of the rectangle, and calibrate again",
        )
    notes = []
    if height_m is not None and abs(tall / height_m - 1) > _SAME_HEIGHT:
        notes.append(
            f"the calibration makes the person about {tall:.2f} m tall, and {height_m:.2f} m was told: "
            "check the height, and the size of the board or rectangle"
        )
    growth = _growth(sizes.mean(axis=0), 0.5 * (body["left_hip"] + body["right_hip"])[:, 0])
    changed = f"{100 * abs(growth):.0f} % {'larger' if growth > 0 else 'smaller'}"
    if abs(growth) > _LARGEST_GROWTH:
        raise FootwiseError(
            source,
            f"makes the person {changed} on the way, so that a camera does not stand as it says",
            "Calibrate again, and do not move or turn a camera afterwards",
            kind=ErrorKind.REFUSAL,
        )
    if abs(growth) > _DOUBTFUL_GROWTH:
        notes.append(
            f"the calibration makes the person {changed} on the way: a camera was turned or moved, and foot angles may "
            "be several degrees off; calibrate again"
        )
    return remarks(notes)


def _growth(sizes: Array, way_m: Array) -> float:
    """How much a body grows from the begin of its way to the end; 0 where it goes nowhere."""
    there = np.isfinite(sizes + way_m)
    if there.sum() < 3 or np.ptp(way_m[there]) < _SHORTEST_WAY_M:
        return 0.0
    slope = np.polyfit(way_m[there], np.log(sizes[there]), 1)[0]
    return float(np.expm1(slope * np.ptp(way_m[there])))


def _distances(clips: EvenClips, cameras: tuple[Camera, ...], use: tuple[str, ...]) -> Array:
    """Distance of every camera's points from where those in `use` put them, without leaving anything out."""
    return reprojection_px(triangulate(clips, cameras, np.inf, use), clips, cameras)


def _median(distances: Array) -> float:
    return float(np.nanmedian(distances)) if np.isfinite(distances).any() else float("nan")
