"""What the error of the pose model means: how far foot points shake, and how far cameras differ for good."""

import numpy as np
from markdown_table import markdown_table
from phone_video_cameras import clips_in_step, foot_distances_px, four_cameras

from footwise.jobs.film import FilmMeasurement
from footwise.recordings import SIDES
from footwise.recordings.film import LANDMARKS

HEADER = ("camera", "1 px is", "shakes from frame to frame", "differs, mean over the stance", "shakes about that mean")
FLIP_HEADER = (
    "heavy model",
    "foot points, median / p90",
    "shake from frame to frame",
    "SD within the stance, left / right",
)


def flat_points(walk: FilmMeasurement) -> list[tuple[np.ndarray, int]]:
    """Flat frames of each foot and the index of its points."""
    return [
        (np.flatnonzero(walk.walk.flat[side]), LANDMARKS.index(f"{side}_{name}"))
        for side in SIDES
        for name in ("heel", "foot_index")
    ]


def shake_px(walk: FilmMeasurement, camera: int) -> float:
    """SD of the noise of one frame on each axis, from second differences, while the foot is flat on the floor."""
    points = clips_in_step(walk).points_px[camera]
    bends = []
    for frames, point in flat_points(walk):
        whole = frames[1:-1][(np.diff(frames)[:-1] == 1) & (np.diff(frames)[1:] == 1)]
        bends.append(points[whole - 1, point] - 2 * points[whole, point] + points[whole + 1, point])
    # Of white noise the second difference has six times the variance.
    return float(np.sqrt(np.nanmean(np.concatenate(bends) ** 2) / 6))


def rows() -> list[tuple[str, ...]]:
    """One row a camera that was used."""
    walk = four_cameras()
    assert walk.quality is not None and walk.body is not None
    even = clips_in_step(walk)
    found = []
    for number, (clip, camera) in enumerate(zip(walk.clips, walk.cameras, strict=True)):
        if clip.name not in walk.quality.use:
            continue
        constant, scatter, away = [], [], []
        for frames, point in flat_points(walk):
            off = (camera.project(walk.body.positions_m) - even.points_px[number])[frames, point]
            constant.append(np.hypot(*np.nanmean(off, axis=0)))
            scatter.append(np.nanstd(off, axis=0))
            away.append(np.linalg.norm(walk.body.positions_m[frames, point] - camera.position_m, axis=1))
        mm = 1000 * float(np.nanmedian(np.concatenate(away))) / camera.matrix_px[0, 0]
        shake, apart = shake_px(walk, number), float(np.sqrt(np.mean(np.square(constant))))
        about = float(np.sqrt(np.mean(np.square(scatter))))
        found.append(
            (
                clip.name,
                f"{mm:.1f} mm",
                f"{shake:.1f} px, {mm * shake:.0f} mm",
                f"{apart:.1f} px, {mm * apart:.0f} mm",
                f"{about:.1f} px, {mm * about:.0f} mm",
            )
        )
    return found


def flip_rows() -> list[tuple[str, ...]]:
    """The same walk with and without looking at every picture in a mirror, too."""
    found = []
    for name, flip in (("looked at once and in a mirror (as shipped)", True), ("looked at once (`--no-flip`)", False)):
        walk = four_cameras(flip)
        assert walk.quality is not None and walk.body is not None
        off = foot_distances_px(walk.body, clips_in_step(walk), walk)
        used = [k for k, clip in enumerate(walk.clips) if clip.name in walk.quality.use]
        steps = walk.walk.steps
        spread = [steps.sd_deg[(steps.side == side) & steps.used] for side in SIDES]
        found.append(
            (
                name,
                f"{np.median(off):.1f} / {np.percentile(off, 90):.1f} px",
                f"{np.mean([shake_px(walk, k) for k in used]):.1f} px",
                " / ".join(f"{values[-1]:.1f}°" if len(values) else "none" for values in spread),
            )
        )
    return found


def part() -> str:
    """The section of docs/validation.md."""
    walk = four_cameras()
    assert walk.body is not None
    along = [walk.body[f"{side}_foot_index"] - walk.body[f"{side}_heel"] for side in SIDES]
    length = float(np.nanmedian([np.linalg.norm(foot[:, :2], axis=1) for foot in along]))
    turned = np.degrees(0.01 / length)
    return (
        "## Phone video: what the pose model's error means\n\nThe same clip, heels and toe points of the flat frames "
        "that the angles come from. What shakes from frame to frame is low-passed and then averaged over the stance. "
        "What differs between cameras all through the stance is no noise: each view sees another place of the foot as "
        "its heel, and no averaging takes it off; it and the error of the calibration are here together. Heel and "
        f"toe point of this man are {length:.2f} m apart, so 10 mm across at one of them turn the foot by "
        f"{turned:.0f}°.\n\n" + markdown_table(HEADER, rows()) + "\n" + markdown_table(FLIP_HEADER, flip_rows())
    )
