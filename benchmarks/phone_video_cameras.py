"""The four-camera clip: how far its cameras agree, and what each group of them says of the same two steps."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from markdown_table import markdown_table

from footwise.errors import FootwiseError
from footwise.gait.film import FilmedWalk, walk_in_room
from footwise.jobs.film import FilmMeasurement, FilmRequest, measure_films
from footwise.recordings import SIDES
from footwise.recordings.film import LANDMARKS, BodyLandmarks
from footwise.samples import sample_path
from footwise.video.room import EvenClips, camera_groups, on_one_clock, reprojection_px, triangulate

FEET = [LANDMARKS.index(f"{side}_{name}") for side in SIDES for name in ("heel", "foot_index")]
AIM_PX, AIM_SD_DEG = 10.0, 2.5
HEADER = ("cameras", "foot points, median / p90", "left foot", "right foot")


def clips() -> list[Path]:
    """The clips of the sample."""
    return sorted((sample_path("four-cameras") / "videos").glob("*.mp4"))


def calibration() -> Path:
    """The sample's own calibration."""
    return sample_path("four-cameras") / "calibration" / "Calib.qca.txt"


def measured(paths: Sequence[Path], **wishes: object) -> FilmMeasurement:
    """What is measured of a walk in clips."""
    return measure_films(FilmRequest(clips=paths, films=False, **wishes))[-1]


@cache
def four_cameras(flip: bool = True) -> FilmMeasurement:
    """The clip as `footwise video` measures it."""
    return measured(clips(), calibration=calibration(), flip=flip)


def clips_in_step(walk: FilmMeasurement) -> EvenClips:
    """The clips on the clock that was found for them."""
    return on_one_clock(walk.clips, walk.clock.shift_s, walk.clock.drift)


def foot_distances_px(body: BodyLandmarks, even: EvenClips, walk: FilmMeasurement) -> np.ndarray:
    """Distances of heels and toe points from where they were placed, in the cameras they were placed from."""
    return reprojection_px(body, even, walk.cameras)[:, :, FEET][body.used[:, :, FEET]]


def stance_text(walk: FilmedWalk, side: str) -> str:
    """Angle of the used step of one foot, or why there is none."""
    steps = walk.steps
    mine = np.flatnonzero(steps.side == side)
    used = [k for k in mine if steps.used[k]]
    if not used:
        return f"none: {steps.fault[mine[-1]]}" if len(mine) else "none was found"
    k = used[-1]
    angle, spread, frames = steps.foot_progression_angle_deg[k], steps.sd_deg[k], steps.frames[k]
    return f"{angle:+.1f} ± {spread:.1f}° ({frames} frames{', over the aim' if spread > AIM_SD_DEG else ''})"


def groups() -> tuple[list[tuple[str, ...]], dict[str, dict[str, float]]]:
    """Rows of every group of cameras, and the angle of each foot by side and group."""
    walk = four_cameras()
    even = clips_in_step(walk)
    names = tuple(clip.name for clip in walk.clips)
    assert walk.quality is not None
    left_out = [name for name in names if name not in walk.quality.use]
    shipped = f"as shipped ({' and '.join(left_out)} is left out)" if left_out else "as shipped (all four)"
    wanted = [
        (shipped, walk.quality.use, None),
        ("the same, no point left out", walk.quality.use, np.inf),
        ("all four", names, None),
        ("all four, no point left out", names, np.inf),
    ]
    # The group without the camera that is left out anyway is the first row.
    wanted += [(k, use, None) for k, use in camera_groups(names).items() if set(use) != set(walk.quality.use)]
    rows: list[tuple[str, ...]] = []
    angles: dict[str, dict[str, float]] = {side: {} for side in SIDES}
    for name, use, limit_px in wanted:
        body = triangulate(even, walk.cameras, limit_px, use)
        off = foot_distances_px(body, even, walk)
        fit = f"{np.median(off):.1f} / {np.percentile(off, 90):.1f} px"
        fit += " (over the aim)" if np.median(off) > AIM_PX else ""
        try:
            found = walk_in_room(body, name=name)
        except FootwiseError as error:
            rows.append((name, fit, f"refused: {error.trouble}", "refused"))
            continue
        rows.append((name, fit, *(stance_text(found, side) for side in SIDES)))
        for side in SIDES:
            mine = found.steps.foot_progression_angle_deg[(found.steps.side == side) & found.steps.used]
            if len(mine) and limit_px is None:
                angles[side][name] = float(mine[-1])
    return rows, angles


def spread_text(angles: dict[str, dict[str, float]]) -> str:
    """How far pairs and larger groups are apart."""
    said = []
    for side in SIDES:
        for what, kept in (("pairs", True), ("groups of three or four", False)):
            values = np.array([angle for name, angle in angles[side].items() if ("+" in name) == kept])
            said.append(
                f"{side} foot, {len(values)} {what}: {values.min():+.1f} to {values.max():+.1f}° (SD "
                f"{values.std(ddof=1):.1f}°)"
            )
    return "; ".join(said)


def clock_rows() -> list[tuple[str, ...]]:
    """Shift of every pair of clips."""
    return [
        (
            "+".join(pair.names),
            f"{1000 * pair.shift_s:+.1f} ms",
            f"{pair.shift_s * four_cameras().clips[0].rate_hz:+.2f} frames",
            f"{pair.residual_px:.1f} px",
            f"{pair.moving_px:.1f} px",
            pair.trouble or "yes",
        )
        for pair in four_cameras().clock.pairs
    ]


def camera_quality_rows() -> list[tuple[str, ...]]:
    """How each camera fits the others."""
    quality = four_cameras().quality
    assert quality is not None
    return [
        (
            camera.name,
            f"{camera.body_px:.1f} px",
            f"{camera.against_others_px:.1f} px",
            f"{camera.others_px:.1f} px",
            "yes" if camera.name in quality.use else "left out",
        )
        for camera in quality.cameras
    ]


def part() -> str:
    """The sections of docs/validation.md."""
    walk = four_cameras()
    rows, angles = groups()
    seconds = walk.clips[0].frames / walk.clips[0].rate_hz
    return (
        "## Phone video: four cameras, one walker\n\n"
        f"`videos` of the sample `four-cameras` with the calibration that comes with it: one man, {seconds:.1f} s on a "
        "beam, two stances that can be used. No optical markers were recorded with it, so this shows how far cameras "
        "agree, **not how far the angles are from the truth**: in a study before the design, angles of markers that "
        "were digitised by hand in this clip moved by 8 to 13° between two calibrations of it. Everything as "
        "`footwise video` measures it with its defaults. A point that a camera sees more than 23 px from where the "
        "others put it is not taken from that camera, which keeps the distances of the others small; the rows with no "
        f"point left out show them without that. Aims: median {AIM_PX:.0f} px or less, scatter of the angle within a "
        f"stance (±, SD) {AIM_SD_DEG}° or less; both are for the first row. A third stance, the first, is cut by the "
        "begin of the clip in every row.\n\n"
        + markdown_table(HEADER, rows)
        + f"\nSpread of the angles: {spread_text(angles)}. The groups share cameras and pose model, so what all of "
        "them get wrong does not show.\n\nHow each camera fits the others (median distance of joints; the clip's "
        "third camera is known to be calibrated worst):\n\n"
        + markdown_table(
            ("camera", "from where all put them", "from where the others put them", "the others without it", "used"),
            camera_quality_rows(),
        )
        + "\nThe clips are said to be in step, so the clock found from the walk should be 0. The distance from the "
        "epipolar lines says how two calibrations agree, what is left of it without its trend how far the clips keep "
        "step:\n\n"
        + markdown_table(
            ("pair", "shift", "in frames", "epipolar distance", "without its trend", "trusted"), clock_rows()
        )
    )
