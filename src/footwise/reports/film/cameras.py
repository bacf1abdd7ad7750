"""What the report says of each camera: how much it saw, how well it fits the others, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from footwise.gait.film import PhoneMotion, Standing
from footwise.recordings.film import LANDMARKS, BodyLandmarks, PictureLandmarks
from footwise.reports.numbers import MISSING, number
from footwise.video.room import CalibrationQuality

_FEET = [k for k, name in enumerate(LANDMARKS) if name.endswith(("heel", "foot_index"))]
_SELDOM_SEEN = 0.5
_ALL_REJECTED = 0.995


@dataclass(frozen=True)
class CameraRow:
    """One camera in the report.

    Attributes
    ----------
    camera : str
    seen_share : float
        Share of the frames in which it sees the person.
    feet_px : float
        Median distance of the points of the feet from where all cameras put them; NaN for a single camera.
    rejected_share : float
        Share of the points of the feet that it saw and that were left out; NaN for a single camera.
    remark : str
        What to do; empty where all is well.
    moved : str
        How far the phone moved during the walk.
    """

    camera: str
    seen_share: float
    feet_px: float
    rejected_share: float
    remark: str
    moved: str = MISSING


def camera_rows(
    quality: CalibrationQuality, body: BodyLandmarks, phones: Sequence[PhoneMotion] = ()
) -> tuple[CameraRow, ...]:
    """Rows for cameras that filmed a walk together.

    Parameters
    ----------
    quality : CalibrationQuality
    body : BodyLandmarks
        What was made of them; cameras that are not in it count as rejected.
    phones : sequence of PhoneMotion
        Whether each stood still, those too that were left out because they did not.

    Returns
    -------
    tuple of CameraRow
        One a camera of `quality`, in its order, then the phones that were left out.
    """
    known = np.isfinite(body.positions_m[:, _FEET]).all(axis=2)
    rows, remarks = [], _remarks(quality)
    for camera in quality.cameras:
        rejected = np.nan
        if camera.name in body.cameras and known.any() and camera.seen_share > 0:
            used = body.used[body.cameras.index(camera.name)][:, _FEET][known].mean()
            rejected = float(np.clip(1 - used / camera.seen_share, 0, 1))
        elif camera.seen_share > 0:
            rejected = 1.0
        remark = remarks.get(camera.name, "")
        if not remark and rejected >= _ALL_REJECTED:
            remark = "left out: none of its points of the feet was used"
        motion = next((phone for phone in phones if phone.name == camera.name), None)
        rows.append(CameraRow(camera.name, camera.seen_share, camera.feet_px, rejected, remark, _moved(motion)))
    used = {camera.name for camera in quality.cameras}
    return (
        *rows,
        *(
            CameraRow(phone.name, np.nan, np.nan, np.nan, f"left out: {phone.what}", _moved(phone))
            for phone in phones
            if phone.name not in used
        ),
    )


def single_camera(landmarks: PictureLandmarks, phones: Sequence[PhoneMotion] = ()) -> tuple[CameraRow, ...]:
    """Row of a phone that is shown by itself."""
    share = float(np.isfinite(landmarks.points_px).any(axis=(1, 2)).mean())
    remark = "" if share >= _SELDOM_SEEN else "put it where the whole walk is in its picture"
    motion = next((phone for phone in phones if phone.name == landmarks.name), None)
    if motion is not None and motion.standing is not Standing.STANDS:
        remark = motion.what
    return (CameraRow(landmarks.name, share, np.nan, np.nan, remark, _moved(motion)),)


def _moved(phone: PhoneMotion | None) -> str:
    if phone is None:
        return MISSING
    if phone.standing is Standing.UNKNOWN:
        return "not known"
    if not np.isfinite(phone.drift_deg):
        return "out of sight"
    return f"{number(phone.drift_deg, 1)}°, zoom {number(phone.zoom_pct, 1)} %"


def _remarks(quality: CalibrationQuality) -> dict[str, str]:
    """Camera to the first note about it."""
    found: dict[str, str] = {}
    for note in quality.notes:
        if note.about:
            found.setdefault(note.about, note.text)
    return found
