"""Write landmarks for other people's programs: TRC for OpenSim, OpenPose's JSON for Pose2Sim."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.outputs import whole_folder, write_text_whole
from footwise.recordings.film.body_landmarks import BodyLandmarks
from footwise.recordings.film.picture_landmarks import LANDMARKS, PictureLandmarks

_JSON_VERSION = 1.3


def write_trc(path: Path, body: BodyLandmarks) -> None:
    """Write the body in the room as a TRC file with y up, as OpenSim wants it.

    x stays the walking direction, y is up and z to the walker's right; metres with 0.01 mm; points that are missing are
    left empty. Markers have the names of `LANDMARKS`, which Pose2Sim's BlazePose model uses too.

    Parameters
    ----------
    path : Path
        Its folder must exist.
    body : BodyLandmarks
    """
    if body.frames == 0:
        raise FootwiseError(path, "there is no frame to write", "Choose a longer part of the walk")
    y_up = np.stack([body.positions_m[..., 0], body.positions_m[..., 2], -body.positions_m[..., 1]], axis=2)
    rate, frames, markers = f"{body.rate_hz:.6g}", body.frames, len(LANDMARKS)
    lines = [
        f"PathFileType\t4\t(X/Y/Z)\t{Path(path).name}",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames",
        f"{rate}\t{rate}\t{frames}\t{markers}\tm\t{rate}\t1\t{frames}",
        "Frame#\tTime\t" + "\t\t\t".join(LANDMARKS) + "\t\t",
        "\t\t" + "\t".join(f"{axis}{k + 1}" for k in range(markers) for axis in "XYZ"),
        "",
    ]
    for frame, row in enumerate(y_up.reshape(frames, -1)):
        cells = [f"{value:.5f}" if np.isfinite(value) else "" for value in row]
        lines.append("\t".join([str(frame + 1), f"{body.start_s + frame / body.rate_hz:.6f}", *cells]))
    write_text_whole(Path(path), "\n".join([*lines, ""]))


def write_openpose_json(folder: Path, clip: PictureLandmarks) -> Path:
    """Write one JSON file a frame, as OpenPose does and Pose2Sim reads.

    Parameters
    ----------
    folder : Path
        ``<clip>_json`` is made in it, with ``<clip>_000000.json`` and so on. Pose2Sim finds them with
        ``pose_model = 'BLAZEPOSE'``.
    clip : PictureLandmarks

    Returns
    -------
    Path
        The folder with the files.

    Notes
    -----
    A frame without the person has no people in it; a missing point is 0, 0 with confidence 0. Pose2Sim counts frames
    and takes them as evenly spaced: clips of variable rate need `even_clock.on_one_clock` first.
    """
    out = Path(folder) / f"{clip.name}_json"
    with whole_folder(out) as staging:
        for frame, text in enumerate(_frames(clip)):
            (staging / f"{clip.name}_{frame:06d}.json").write_text(text, encoding="utf-8", newline="\n")
    return out


def _frames(clip: PictureLandmarks) -> list[str]:
    seen = np.all(np.isfinite(clip.points_px), axis=2)
    places = np.where(seen[..., None], clip.points_px, 0.0)
    trust = np.where(seen, np.nan_to_num(clip.visibility), 0.0)
    rows = np.concatenate([places, trust[..., None]], axis=2).reshape(clip.frames, -1)
    return [
        json.dumps({"version": _JSON_VERSION, "people": [_person(row)] if anybody else []})
        for row, anybody in zip(rows, seen.any(axis=1), strict=True)
    ]


def _person(row: Array) -> dict[str, list[float] | list[int]]:
    empty: list[float] = []
    return {
        "person_id": [-1],
        "pose_keypoints_2d": [round(float(value), 3) for value in row],
        "face_keypoints_2d": empty,
        "hand_left_keypoints_2d": empty,
        "hand_right_keypoints_2d": empty,
        "pose_keypoints_3d": empty,
        "face_keypoints_3d": empty,
        "hand_left_keypoints_3d": empty,
        "hand_right_keypoints_3d": empty,
    }
